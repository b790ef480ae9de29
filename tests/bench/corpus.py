"""Articles to measure with: words drawn by their natural frequency, always the same ones."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["LANGUAGES", "Profile", "Row", "generate", "profile_of", "read"]

Row = dict[str, str]
LANGUAGES = ("en", "uk", "bg", "ru")  # a quarter of the articles each, by chance
_FIELDS = ("id", "title", "text", "source", "language", "date", "url")
_BLOCK = 1_000
_WORDS = (80, 420)  # of an article
_SENTENCE = (5, 25)
_TITLE = (4, 9)
_PARAGRAPH = (3, 6)  # sentences
_MOST_SENTENCES = _WORDS[1] // _SENTENCE[0]
_SOURCES = 40
_FIRST_DAY, _DAYS = date(2015, 1, 1), 3_653
_VOCABULARY = 200_000
# The share of words that are names, with a capital everywhere, past the most frequent ones.
_NAMES, _NEVER_NAMES = 0.06, 300


class Profile(NamedTuple):
    """What a file of articles holds.

    Attributes:
        words: what stands between blanks, in titles and texts.
        size: bytes of titles and texts in UTF-8.
        languages: language -> articles, the most frequent first.
    """

    articles: int
    words: int
    size: int
    languages: dict[str, int]


class _Vocabulary(NamedTuple):
    words: NDArray[np.object_]  # each with a blank behind it
    cumulative: NDArray[np.float64]  # probabilities, added up to 1

    def draw(self, rng: np.random.Generator, count: int) -> NDArray[np.object_]:
        found = self.words[np.searchsorted(self.cumulative, rng.random(count), side="right")]
        return np.asarray(found, dtype=object)


def generate(path: Path, articles: int, seed: int = 1) -> None:
    """Write so many articles to `path`, as JSON lines; fewer are the beginning of more."""
    vocabularies = [_vocabulary(language, seed) for language in LANGUAGES]
    shares = 1 / np.arange(1, _SOURCES + 1)
    shares /= shares.sum()
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as out:
        for first in range(0, articles, _BLOCK):
            rng = np.random.default_rng([seed, first])
            rows = _block(rng, vocabularies, shares, first)
            out.writelines(
                json.dumps(row, ensure_ascii=False) + "\n" for row in rows[: articles - first]
            )
    part.replace(path)


@cache
def _vocabulary(language: str, seed: int) -> _Vocabulary:
    from wordfreq import get_frequency_dict  # not wanted where articles are given

    known = get_frequency_dict(language)
    only = (word for word in known if word.replace("'", "").isalpha())
    words = list(islice(only, _VOCABULARY))
    rng = np.random.default_rng([seed, *language.encode()])
    is_name = (rng.random(len(words)) < _NAMES) & (np.arange(len(words)) >= _NEVER_NAMES)
    shown = [
        (_capital(word) if named else word) + " "
        for word, named in zip(words, is_name, strict=True)
    ]
    cumulative = np.cumsum([known[word] for word in words])
    return _Vocabulary(np.array(shown, dtype=object), cumulative / cumulative[-1])


def _block(
    rng: np.random.Generator,
    vocabularies: list[_Vocabulary],
    shares: NDArray[np.float64],
    first: int,
) -> list[Row]:
    """One block of articles, numbered from `first`."""
    chosen = rng.integers(0, len(LANGUAGES), _BLOCK)
    sources = rng.choice(_SOURCES, _BLOCK, p=shares)
    days = rng.integers(0, _DAYS, _BLOCK)
    found: list[Row] = []
    for number, (language, vocabulary) in enumerate(zip(LANGUAGES, vocabularies, strict=True)):
        places = np.flatnonzero(chosen == number)
        titles, texts = _titles(rng, vocabulary, len(places)), _texts(rng, vocabulary, len(places))
        for place, title, text in zip(places.tolist(), titles, texts, strict=True):
            article, source = f"a{first + place + 1:07}", f"source-{sources[place] + 1:02}.example"
            found.append(
                {
                    "id": article,
                    "title": title,
                    "text": text,
                    "source": source,
                    "language": language,
                    "date": str(_FIRST_DAY + timedelta(days=int(days[place]))),
                    "url": f"https://{source}/{article}",
                }
            )
    return sorted(found, key=lambda row: row["id"])


def _titles(rng: np.random.Generator, vocabulary: _Vocabulary, count: int) -> list[str]:
    lengths = rng.integers(_TITLE[0], _TITLE[1] + 1, count)
    ends = np.cumsum(lengths)
    words = vocabulary.draw(rng, int(lengths.sum())).tolist()
    starts = (ends - lengths).tolist()
    return [
        _capital("".join(words[start:end])[:-1])
        for start, end in zip(starts, ends.tolist(), strict=True)
    ]


def _texts(rng: np.random.Generator, vocabulary: _Vocabulary, count: int) -> list[str]:
    """Whole sentences, until a length drawn evenly is reached."""
    sentences = rng.integers(_SENTENCE[0], _SENTENCE[1] + 1, (count, _MOST_SENTENCES))
    ends = sentences.cumsum(axis=1)
    wanted = rng.integers(_WORDS[0], _WORDS[1] - _SENTENCE[1] + 2, (count, 1))
    last = (ends < wanted).sum(axis=1)
    lengths = ends[np.arange(count), last]
    begins = np.cumsum(lengths) - lengths
    used = np.arange(_MOST_SENTENCES) <= last[:, None]
    together = rng.integers(_PARAGRAPH[0], _PARAGRAPH[1] + 1, (count, 1))
    closes = (np.arange(1, _MOST_SENTENCES + 1) % together == 0)[used]
    at = begins[:, None] + ends
    firsts, lasts = (at - sentences)[used], at[used] - 1
    words = vocabulary.draw(rng, int(lengths.sum()))
    words[firsts] = [_capital(word) for word in words[firsts]]
    words[lasts] = [
        word[:-1] + (".\n\n" if closing else ". ")
        for word, closing in zip(words[lasts], closes, strict=True)
    ]
    whole = words.tolist()
    bounds = zip(begins.tolist(), (begins + lengths).tolist(), strict=True)
    return ["".join(whole[start:end]).rstrip() for start, end in bounds]


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def read(path: Path) -> Iterator[Row]:
    """Yield each article of a file of JSON lines; what it does not state is ""."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            given = json.loads(line)
            row = {name: str(given.get(name) or "") for name in _FIELDS}
            row["id"] = row["id"] or str(number)
            yield row


def profile_of(path: Path) -> Profile:
    """Count what a file of articles holds."""
    languages: Counter[str] = Counter()
    words = size = 0
    for row in read(path):
        languages[row["language"]] += 1
        both = row["title"] + " " + row["text"]
        words += len(both.split())
        size += len(both.encode()) - 1
    return Profile(languages.total(), words, size, dict(languages.most_common()))
