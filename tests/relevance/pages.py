"""The main text of HTML pages, against what a person copied from them.

Token F1 (the words of both texts, in lower case, each as often as it stands there; Chinese by
characters) and the share of the copied words that is lost; means over pages. People copy the
headline too, so an article is its title, on a line of its own, and its own text as the index has
it: `f1` and `lost`. `f1, body` is without that title. Beside them stand trafilatura's extraction
as it comes, which has no title either, and all that is visible on the page.
"""

import logging
from collections import defaultdict

import trafilatura

from search import StoredArticle
from search.sources.markup import parse_html, visible_text
from tests.relevance.collection import Asker, Collection, code_of
from tests.relevance.measures import Score, mean_score, token_score
from tests.relevance.tables import Table

__all__ = ["pages"]


def pages(collection: Collection, asker: Asker) -> Table:
    """A row for each language."""
    # It logs a warning for each page that has no main text.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    stored = dict(asker.stored())
    scores: defaultdict[str, list[tuple[Score, ...]]] = defaultdict(list)
    for page in collection.pages:
        article = stored[page["id"]]
        texts = (
            titled(article),
            article.body,
            trafilatura.extract(page["html"]) or "",
            visible_text(parse_html(page["html"])),
        )
        scores[code_of(page["language"])].append(
            tuple(token_score(text, page["text"]) for text in texts)
        )
    rows = {}
    for language, known in sorted(scores.items()):
        # F1 is a mean over pages too, and not the F1 of the means.
        f1 = [sum(score.f1 for score in column) / len(known) for column in zip(*known, strict=True)]
        lost = [1 - mean_score(column).recall for column in zip(*known, strict=True)]
        figures = (f1[0], lost[0], f1[1], f1[2], lost[2], f1[3], lost[3])
        rows[language] = (*figures, len(known))
    others = ("trafilatura f1", "trafilatura lost", "whole f1", "whole lost")
    return Table("pages", ("f1", "lost", "f1, body", *others, "pages"), rows, frozenset(others))


def titled(article: StoredArticle) -> str:
    """Title and own text; the title once, where the text has it as a line."""
    title = _letters(article.title)
    if title in map(_letters, article.body.split("\n")):
        return article.body
    return f"{article.title}\n{article.body}"


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
