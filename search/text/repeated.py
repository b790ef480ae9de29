"""Lines that come again in many articles of one source: learnt over a collection.

Menus, headings of related links, cookie notices, boxes about the author: whatever the language,
a site has them on page after page. Lines are counted by source in one pass over the collection,
before any article is judged; `furniture.py` says what the counts mean for a line in its place.

An article teaches only what it does not share for its own sake. A story that is published again,
or published anew with more in it, repeats its own sentences, and so do articles that carry the
same background: the first is known by most of its sentences, the second by a sentence that speaks
of what the title speaks of. Neither is counted.

The table holds a bounded number of lines, about 130 bytes each. When it is full, lines seen once
are forgotten, those met first before others (Manku and Motwani's lossy counting, with an exact
count for what stays). What is kept depends on the order of the articles and on nothing else.
"""

import re
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from json import dumps, loads
from struct import unpack
from typing import Any, NamedTuple

from search.text.lines import Line, fold_cue

__all__ = ["MOST", "NEARLY_ALL", "SOME", "Learnt", "Lines", "Repeated", "keys_of", "lines_to_learn"]

# How often a line comes again in its source, from "not to speak of" (0) upwards.
SOME, MOST, NEARLY_ALL = 1, 2, 3

_FORMAT = 1
_LINES = 1_000_000  # 130 MB at most, and 16 MB on disk
_LEAST = 3  # articles; fewer show nothing
_SMALL = 50  # a share is taken of no fewer articles, if the source has them
_NUMBER = (1 << 22) - 1
# What a title speaks of: the head of a word, which its forms have in common; of a script that
# parts no words, any three letters. `fold_cue` has taken Korean apart into its letters.
_UNPARTED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
_TOPIC = re.compile(rf"(?<![^\W\d_])[^\W\d_{_UNPARTED}]{{5}}|(?=([{_UNPARTED}]{{3}}))")
_SITE_SUFFIX = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}$")
_NOTICES = 3  # pages seldom have more sentences of their own
_TITLE_WORDS = 4  # a shorter title may be any heading
_EDGES = " •·*-–—|<>»«›‹→←▶►▸▾▼:.…!\"'“”()[]#"


class Lines(NamedTuple):
    """What an article has for its source's table; small, and made without the table.

    Attributes:
        title: the key of its headline; None where that is too short to be told from a heading.
        lines: of each distinct line with letters in it (key, length, whether it is prose, whether
            it speaks of what the title speaks of), in order.
    """

    title: int | None
    lines: tuple[tuple[int, int, bool, bool], ...]


def lines_to_learn(source: str, title: str, lines: Iterable[Line]) -> Lines:
    """What `Repeated.learn` wants of an article."""
    topics = _topics(title)
    telling = [line for line in lines if _has_letter(line.text)]
    found = dict(zip(keys_of(source, telling), telling, strict=True))
    return Lines(
        _title_key(source, title) if len(title.split()) >= _TITLE_WORDS else None,
        tuple(
            (key, len(line.text), line.is_prose, _speaks_of(line, topics))
            for key, line in found.items()
        ),
    )


def keys_of(source: str, lines: Iterable[Line]) -> tuple[int, ...]:
    """The keys under which these lines stand in the table, for `Repeated.knows`."""
    return _keys(source, [_bare(line) for line in lines])


class Repeated:
    """How many articles of each source have which line."""

    def __init__(self, data: bytes = b"", limit: int = _LINES) -> None:
        """An empty table, or the one that `dump` made `data` of.

        Raises:
            ValueError: `data` is something else.
        """
        # Lines of which three articles were known in the lifetime of this object, by source.
        self.new: Counter[str] = Counter()
        # Hash of (source, line) -> articles << 44 | place of the first << 22 | of the last.
        self._lines: dict[int, int] = {}
        self._articles: dict[str, int] = {}
        self._limit = limit
        if data:
            self._load(data)

    def __getstate__(self) -> dict[str, Any]:
        """A copy for another process is there to judge by: without lines that show nothing."""
        lines = self._lines.items()
        telling = {key: value for key, value in lines if not value or value >> 44 >= _LEAST}
        return self.__dict__ | {"_lines": telling}

    def learn(self, source: str, article: Lines) -> None:
        """Count the lines of one article, unless its text was there before."""
        known = self._is_known(source, article)
        # A headline tells its links in other articles, also if the text is no new one.
        if article.title is not None:
            self._lines.setdefault(article.title, 0)
        if known:
            return
        place = self._articles.get(source, 0)
        self._articles[source] = place + 1
        place = min(place, _NUMBER)
        table, new = self._lines, 0
        for key, _, is_prose, speaks in article.lines:
            value = table.get(key, place << 22)
            counts = not (is_prose and speaks)
            table[key] = (value >> 22 << 22) + (counts << 44) | place
            new += counts and (value >> 44) + 1 == _LEAST
        self.new[source] += new
        if len(table) > self._limit:
            self._forget()

    def of(self, source: str, title: str, keys: Iterable[int] | None = None) -> "Learnt":
        """What was learnt of a source, for its article of this title.

        `keys` are those of all its lines with letters in them, if they are known.
        """
        return Learnt(self, source, title, keys is None or self.knows(keys))

    def knows(self, keys: Iterable[int]) -> bool:
        """Whether one of the lines of these keys is in as many articles as show something."""
        return any(self._lines.get(key, 0) >> 44 >= _LEAST for key in keys)

    def articles(self, source: str) -> int:
        """How many articles of a source have taught something."""
        return self._articles.get(source, 0)

    def count(self, source: str, line: Line) -> tuple[int, float]:
        """(articles with the line, their share of those published in its time).

        A site changes its pages now and then: the share is of the articles from the first to the
        last that has the line.
        """
        return self._count(source, _key(source, _bare(line)))

    def _count(self, source: str, key: int) -> tuple[int, float]:
        value = self._lines.get(key, 0)
        if not value:
            return 0, 0.0
        articles, first, last = value >> 44, value >> 22 & _NUMBER, value & _NUMBER
        least = min(self._articles.get(source, 1), _SMALL)
        return articles, articles / max(last - first + 1, least)

    def has_title(self, key: int) -> bool:
        """Whether an article has the title that `key` stands for."""
        return key in self._lines

    def _is_known(self, source: str, article: Lines) -> bool:
        """Whether the text was there before, as it is or in most of its sentences."""
        prose = [line for line in article.lines if line[2]]
        total = seen = again = 0
        topical = False
        for key, length, _, speaks in prose if len(prose) > 1 else article.lines:
            articles, share = self._count(source, key)
            if articles >= 4 and share >= 0.5:
                continue  # the page's, not the article's
            total += length
            if key in self._lines:
                seen += length
                again += 1
                topical = topical or speaks
        if topical:
            return seen > total * 0.5
        # Else it may be a short text between notices that are longer.
        return seen == total or (seen > total * 0.85 and again > _NOTICES)

    def _forget(self) -> None:
        """Make room: the older half of the lines without those seldom seen."""
        seldom = 1
        while len(self._lines) > self._limit * 3 // 4:
            older = islice(self._lines.items(), len(self._lines) // 2)
            for key in [key for key, value in older if value >> 44 <= seldom]:
                del self._lines[key]
            seldom *= 2

    def dump(self) -> bytes:
        """The whole table, to be kept."""
        parts = array("Q", self._lines), array("Q", self._lines.values())
        for part in parts:
            if sys.byteorder == "big":
                part.byteswap()
        head = dumps([_FORMAT, len(self._lines), self._articles], ensure_ascii=False).encode()
        return zlib.compress(b"\n".join((head, b"".join(map(bytes, parts)))), 1)

    def _load(self, data: bytes) -> None:
        try:
            head, _, body = zlib.decompress(data).partition(b"\n")
            version, size, articles = loads(head)
            if version != _FORMAT or len(body) != 16 * size:
                raise ValueError(f"format {version}, {size} lines, {len(body)} bytes")
        except zlib.error as error:
            raise ValueError(str(error)) from error
        parts = array("Q", body[: 8 * size]), array("Q", body[8 * size :])
        for part in parts:
            if sys.byteorder == "big":
                part.byteswap()
        self._lines = dict(zip(*parts, strict=True))
        self._articles = articles


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt of one source, for one of its articles.

    Attributes:
        title: the article's.
        knows_lines: whether it may know one of the article's lines that has letters.
    """

    table: Repeated
    source: str
    title: str
    knows_lines: bool

    def often(self, line: Line) -> int:
        """0, SOME, MOST or NEARLY_ALL; prose wants more evidence than a menu's words.

        SOME: three articles and a quarter of them. MOST: three, and six of ten. NEARLY_ALL: so
        many that the line need not stand among others of its kind.
        """
        if not self.knows_lines and _has_letter(line.text):
            return 0
        articles, share = self.table.count(self.source, line)
        if articles < _LEAST or share < 0.25:
            return 0
        if line.is_prose:
            if _speaks_of(line, _topics(self.title)):
                return 0
            return NEARLY_ALL if articles >= 8 and share >= 0.75 else SOME
        if articles >= 5 and share >= 0.8:
            return NEARLY_ALL
        return MOST if share >= 0.6 else SOME

    def links(self, text: str) -> bool:
        """Whether this is the headline of another article of the source."""
        if len(text.split()) < _TITLE_WORDS:
            return False
        key = _title_key(self.source, text)
        return self.table.has_title(key) and key != _title_key(self.source, self.title)


def _bare(line: Line) -> str:
    """The line as it is compared: not `line.bare`, since a number may be what an article says."""
    return line.folded.strip(_EDGES)


def _key(source: str, text: str) -> int:
    return _keys(source, [text])[0]


def _keys(source: str, texts: Sequence[str]) -> tuple[int, ...]:
    """Hashes of 64 bits: BLAKE2b of the source, a line's end, and the text."""
    begun = _begun(source)
    digests = []
    for text in texts:
        hashed = begun.copy()
        hashed.update(text.encode("utf-8", "replace"))
        digests.append(hashed.digest())
    return unpack(f">{len(digests)}Q", b"".join(digests))


@lru_cache(maxsize=64)
def _begun(source: str) -> blake2b:
    return blake2b(f"{source}\n".encode("utf-8", "replace"), digest_size=8)


def _title_key(source: str, title: str) -> int:
    return _key(source, f"\n{_headline(title).strip(_EDGES)}")  # no line begins so


@lru_cache(maxsize=64)  # of one article these are asked for several times
def _headline(title: str) -> str:
    # Most have none of its signs, and looking for a blank takes longer.
    suffixed = any(sign in title for sign in "|–—-")
    return fold_cue(_SITE_SUFFIX.sub("", title) if suffixed else title)


def _has_letter(text: str) -> bool:
    return text[0].isalpha() or any(map(str.isalpha, text))


@lru_cache(maxsize=64)
def _topics(title: str) -> frozenset[str]:
    return frozenset([match[1] or match[0] for match in _TOPIC.finditer(_headline(title))])


def _speaks_of(line: Line, topics: frozenset[str]) -> bool:
    there = [topic for topic in topics if topic in line.folded]
    return bool(there) and any(_begins(line.folded, topic) for topic in there)


def _begins(text: str, topic: str) -> bool:
    """Whether a topic stands in a text where topics do: at the head of a word, if it has any."""
    place = text.find(topic)
    while place >= 0:
        match = _TOPIC.match(text, place)
        if match and (match[1] or match[0]) == topic:
            return True
        place = text.find(topic, place + 1)
    return False
