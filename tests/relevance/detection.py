"""The language of articles, as the index has it, and of their paragraphs, each by itself.

Shares of those that get the language that the collection gives the article. `"unsure"` is wrong.
A paragraph is a line of `MIN_LETTERS` letters or more. Of a page it is one of the text that was
copied by hand.
"""

from collections import Counter

from search.text.language import detect_language
from tests.relevance.collection import Asker, Collection, code_of
from tests.relevance.tables import Table, Value

__all__ = ["detection"]

MIN_LETTERS = 40


def detection(collection: Collection, asker: Asker) -> Table:
    """A row for each language, and one for all."""
    detected = {number: article.language for number, article in asker.stored()}
    asked: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for row in (*collection.articles, *collection.pages):
        code = code_of(row["language"])
        answers = [("articles", detected.get(row["id"]))]
        answers += [("paragraphs", detect_language(text)) for text in _paragraphs(row["text"])]
        for kind, answer in answers:
            for label in (code, "all"):
                asked[kind, label] += 1
                right[kind, label] += answer == code
    rows: dict[str, tuple[Value, ...]] = {}
    for label in (*sorted({label for _, label in asked} - {"all"}), "all"):
        numbers = [asked[kind, label] for kind in ("articles", "paragraphs")]
        shares = [
            right[kind, label] / number if number else None
            for kind, number in zip(("articles", "paragraphs"), numbers, strict=True)
        ]
        rows[label] = (*shares, *numbers)
    return Table("language", ("article", "paragraph", "articles", "paragraphs"), rows)


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if sum(map(str.isalpha, line)) >= MIN_LETTERS]
