"""The rows of a lexicon: of words, or of the lexicons of several segments."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, count, pairwise
from operator import ne

import numpy as np

from search.analysis import plain
from search.analysis.alphabets import CASELESS
from search.engines.batch import Word
from search.engines.whoosh.dictionary import Dictionary, Keys
from search.engines.whoosh.lexicon import (
    OTHERWISE,
    SHOWN,
    Keyed,
    Numbers,
    Rows,
    distinct,
    distinct_pairs,
    no_rows,
)

__all__ = ["renumbered", "rows_of", "united"]

# What may be lost when a word is typed without marks (see `search.analysis.plain`), and the rest.
_OTHER = re.compile(r"[^a-z0-9а-яђ-џ\n].*")
_TITLES = (b"exact_title\0", b"title_")


def rows_of(words: Sequence[Word], ordinals: Numbers, terms: Numbers) -> Rows:
    """The rows of words, each there once.

    Args:
        ordinals, terms: those of each word, and of its term, in the dictionary.
    """
    exact, shown = [word.word for word in words], [word.shown for word in words]
    named = np.flatnonzero(np.fromiter(map(ne, shown, exact), np.bool_, len(shown))).tolist()
    ways = np.zeros(len(words), np.int64)
    left = named
    for way, show in tuple(enumerate(SHOWN))[1:]:
        otherwise = [row for row in left if show(exact[row]) != shown[row]]
        ways[left] = way
        left = otherwise
    texts: dict[str, int] = {}
    ways[left] = [OTHERWISE + texts.setdefault(shown[row], len(texts)) for row in left]
    marked = _marked(exact)
    # No letter without marks is of an alphabet without capitals.
    caseless = [row for row in marked if exact[row][0] in CASELESS]
    spelled = ((row, bare) for row in marked for bare in plain(exact[row], words[row].language))
    return Rows(
        ordinals,
        terms,
        ways,
        list(texts),
        _sounding(words, sorted({*named, *caseless})),
        _keyed(spelled),
    )


def _marked(words: Sequence[str]) -> list[int]:
    """The places of words with other letters than those that have no marks."""
    ends = np.cumsum(np.fromiter(map(len, words), np.int64, len(words)) + 1)
    found = [match.start() for match in _OTHER.finditer("\n".join(words))]
    places: list[int] = np.searchsorted(ends, found, "right").tolist()
    return places


def _sounding(words: Sequence[Word], named: Sequence[int]) -> Keyed:
    """The rows of names by their consonants, as they stand and in their base forms."""
    from search.analysis.skeletons import skeletons  # compiles much, which only writing needs

    names = [words[row] for row in named]
    heard = skeletons([*(name.word for name in names), *(name.term for name in names)])
    counts = np.fromiter(map(len, heard), np.int64, len(heard))
    keys = defaultdict[str, int](count().__next__)
    key = np.fromiter(
        map(keys.__getitem__, chain.from_iterable(heard)), np.int64, int(counts.sum())
    )
    row = np.repeat(np.tile(np.array(named, np.int64), 2), counts)
    # A base form that is left with one consonant tells nothing of the word: see `spoken`.
    is_telling = np.fromiter((len(it) > 1 for it in keys), np.bool_, len(keys))[key]
    is_telling[: int(counts[: len(named)].sum())] = True
    return Keyed(list(map(str.encode, keys)), key[is_telling], row[is_telling])


def _keyed(pairs: Iterable[tuple[int, str]]) -> Keyed:
    keys: dict[str, int] = {}
    rows: list[int] = []
    key: list[int] = []
    for row, text in pairs:
        rows.append(row)
        key.append(keys.setdefault(text, len(keys)))
    return Keyed(list(map(str.encode, keys)), np.array(key, np.int64), np.array(rows, np.int64))


def renumbered(rows: Rows, new: Numbers, dictionary: Dictionary) -> Rows:
    """Rows by other ordinals.

    Args:
        new: of each ordinal of their dictionary, the new one; -1 for one that is gone.
    """
    new = new.copy()
    is_used = np.zeros(new.size, np.bool_)
    is_used[rows.words] = is_used[rows.terms] = True
    gone = np.flatnonzero(is_used & (new < 0))
    if gone.size:
        keys, ordinals = Keys(dictionary), dictionary.ordinals()
        for ordinal in gone.tolist():
            # What is gone from bodies may stand in titles.
            title = keys[ordinal].replace(b"body", b"title", 1)
            field, _, term = title.partition(b"\0")
            number = dictionary.number(field.decode(), term)
            if number is not None:
                new[ordinal] = new[ordinals[number]]
    return rows._replace(words=new[rows.words], terms=new[rows.terms])


def united(parts: Iterable[Rows], keys: Sequence[bytes]) -> Rows:
    """The rows of several segments as one; those with an ordinal of -1 are left out.

    Segments have most of their rows in common: parts are taken one by one, and no more rows are
    held than twice those of the result and one part.

    Args:
        parts: by ordinals of the new dictionary.
        keys: of the new dictionary.
    """
    found, waiting = no_rows(), list[Rows]()
    for part in parts:
        waiting.append(part)
        if sum(rows.words.size for rows in waiting) > found.words.size:
            found, waiting = _joined([found, *waiting], keys), []
    return _joined([found, *waiting], keys)


def _joined(parts: Sequence[Rows], keys: Sequence[bytes]) -> Rows:
    kept = [(part.words >= 0) & (part.terms >= 0) for part in parts]
    texts: dict[str, int] = {}
    ways = []
    for part in parts:
        new = [texts.setdefault(text, len(texts)) for text in part.texts]
        # As it is, with a capital, in capitals, and the texts.
        of_shown = np.append(np.arange(OTHERWISE), np.array(new, np.int64) + OTHERWISE)
        ways.append(of_shown[part.shown])

    def joined(columns: Iterable[Numbers]) -> Numbers:
        return np.concatenate([column[own] for column, own in zip(columns, kept, strict=True)])

    words = _in_bodies(joined(part.words for part in parts), keys)
    terms = _in_bodies(joined(part.terms for part in parts), keys)
    shown = joined(ways)
    once, place = distinct(words, terms, shown)
    edges = np.cumsum([0, *map(np.count_nonzero, kept)]).tolist()
    places = [np.full(own.size, -1) for own in kept]
    for own, new_places, (first, last) in zip(kept, places, pairwise(edges), strict=True):
        new_places[own] = place[first:last]
    return Rows(
        words[once],
        terms[once],
        shown[once],
        list(texts),
        _joined_keys([part.sounds for part in parts], places),
        _joined_keys([part.spellings for part in parts], places),
    )


def _in_bodies(ordinals: Numbers, keys: Sequence[bytes]) -> Numbers:
    """The same words and terms, in bodies where they now have any there."""
    new = np.arange(len(keys))
    held = np.zeros(len(keys), np.bool_)
    held[ordinals] = True
    for titles in _TITLES:
        first, last = bisect_left(keys, titles), bisect_left(keys, titles[:-1] + b"\xff")
        for ordinal in (np.flatnonzero(held[first:last]) + first).tolist():
            body = keys[ordinal].replace(b"title", b"body", 1)
            place = bisect_left(keys, body)
            if place < len(keys) and keys[place] == body:
                new[ordinal] = place
    return new[ordinals]


def _joined_keys(parts: Sequence[Keyed], places: Sequence[Numbers]) -> Keyed:
    keys: dict[bytes, int] = {}
    found = []
    rows = []
    for part, place in zip(parts, places, strict=True):
        row = place[part.row]
        kept = np.flatnonzero(row >= 0)
        new = np.array([keys.setdefault(it, len(keys)) for it in part.keys], np.int64)
        found.append(new[part.key[kept]])
        rows.append(row[kept])
    return Keyed(list(keys), *distinct_pairs(np.concatenate(found), np.concatenate(rows)))
