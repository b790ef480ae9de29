"""Articles of any kind, as segments hold them: what is written, what is read, what is meant."""

from collections.abc import Sequence
from datetime import date
from itertools import count, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from search.engines.batch import Batch, Occurrences, Offsets, Terms
from search.engines.whoosh.building import SegmentBuilder
from search.engines.whoosh.dictionary import key_of
from search.engines.whoosh.inverted import decode_positions
from search.engines.whoosh.offsets import decode_offsets
from search.engines.whoosh.records import record_of
from search.engines.whoosh.segmentfiles import SegmentFiles
from search.models import StoredArticle

__all__ = ["MADE", "TERMS", "TEXTS", "Made", "made_of", "meant", "read", "written"]

# Fields whose names begin with each other's, and one before and one behind those of values.
_FIELDS = ["a", "body_u", "body_uk", "exact_title", "name_body", "z"]
TERMS = ["", "а", "аб", "а\0", "а\0б", "\0", "heron", "чапля", "чапли", "uk:чапля", "ερωδιός",
          "鷺", "𝒜", "\uffff", "á", "á", "и\u0306"]  # fmt: skip
TEXTS = ["", "The heron waited.", "Чапля чекала.\nІ полетіла.", "鷺が待つ\u2028鷺", "\x85\x1e\r\n",
          '"\\n"', "\0", "𝒜 heron"]  # fmt: skip


class Made(NamedTuple):
    """An article, its terms (field -> term -> positions) and the places of its words."""

    article: StoredArticle
    terms: dict[str, dict[str, list[int]]]
    title: list[list[int]]
    body: list[list[int]]


_ids = count()
_PLACE = st.integers(0, 40) | st.integers(0, 1 << 20)
_WORDS = st.lists(st.tuples(_PLACE, _PLACE).map(sorted), max_size=4)
_POSITIONS = st.lists(_PLACE | st.integers(2**16, 2**31 - 1), min_size=1, max_size=4).map(sorted)
_ARTICLES = st.builds(
    StoredArticle,
    id=st.builds(lambda: f"чапля-{next(_ids)}"),
    title=st.sampled_from(TEXTS),
    text=st.sampled_from(TEXTS),
    source=st.sampled_from(["Reed", "Очерет", ""]),
    language=st.sampled_from(["uk", "bg", "unsure"]),
    languages=st.just(("uk", "bg")),
    date=st.none() | st.dates(),
    url=st.just("https://example.org/"),
    boilerplate=st.sampled_from([(), ((0, 3),), ((0, 300), (400, 70_000))]),
    path=st.sampled_from(["", "a.html"]),
)
MADE = st.builds(
    Made,
    _ARTICLES,
    st.dictionaries(
        st.sampled_from(_FIELDS),
        st.dictionaries(st.sampled_from(TERMS), _POSITIONS, min_size=1, max_size=4),
        max_size=3,
    ),
    _WORDS,
    _WORDS,
)


def _batch(made: Sequence[Made]) -> Batch:
    """As analysis makes it, step by step."""
    fields: dict[str, tuple[dict[str, int], list[tuple[int, int, int]]]] = {}
    for number, one in enumerate(made):
        for name, terms in one.terms.items():
            places, rows = fields.setdefault(name, ({}, []))
            standing = sorted((at, term) for term, found in terms.items() for at in found)
            rows += [(places.setdefault(t, len(places)), number, at) for at, t in standing]
    words = [
        (number, start, end)
        for number, one in enumerate(made)
        for kind in ("title", "body")
        for start, end in getattr(one, kind)
    ]
    return Batch(
        [one.article for one in made],
        [f"digest of {one.article.id}" for one in made],
        Terms(
            {
                name: Occurrences(list(places), *np.array(rows, np.int32).T)
                for name, (places, rows) in fields.items()
            },
            {
                kind: np.array([len(getattr(one, kind)) for one in made], np.int32)
                for kind in ("title", "body")
            },
            {},
            Offsets(*np.array(words, np.int32).reshape(-1, 3).T),
        ),
    )


def meant(made: Sequence[Made]) -> dict[str, Any]:
    """What the files of a segment should say of articles."""
    postings: dict[bytes, list[tuple[int, list[int]]]] = {}
    lengths: dict[str, list[tuple[int, int]]] = {}
    for number, one in enumerate(made):
        for name, terms in one.terms.items():
            for term, places in terms.items():
                postings.setdefault(key_of(name, term.encode()), []).append((number, places))
            lengths.setdefault(name, []).append((number, sum(map(len, terms.values()))))
        for name in ("id", "language", "source"):
            value = getattr(one.article, name).encode()
            postings.setdefault(key_of(name, value), []).append((number, []))
    articles = [one.article for one in made]
    names = {name for one in made for name in one.terms}
    return {
        "size": len(made),
        "fields": [(name, name in names) for name in sorted({*names, "id", "language", "source"})],
        "postings": sorted(postings.items()),
        "lengths": dict(sorted(lengths.items())),
        "stored": [record_of(article).whole() for article in articles],
        "offsets": [one.title + one.body for one in made],
        **{n: [getattr(a, n).encode() for a in articles] for n in ("id", "language", "source")},
        "path": [article.path.encode() for article in articles],
        "digest": [f"digest of {article.id}".encode() for article in articles],
        "title_length": [len(one.title) for one in made],
        "body_length": [len(one.body) for one in made],
        "date": [int(a.date.strftime("%Y%m%d")) if a.date else 0 for a in articles],
        "set_aside": [sum(end - start for start, end in a.boilerplate) for a in articles],
    }


def read(files: SegmentFiles) -> dict[str, Any]:
    """The same out of the files."""
    postings = []
    for ordinal, key in enumerate(files.terms.keys()):
        field, term = key.split(b"\0", 1)
        assert files.terms.find(field.decode(), term) == ordinal
        entry = files.terms.entry(ordinal)
        documents, counts = files.documents(entry)
        assert files.terms.frequency(ordinal) == entry.frequency
        if files.fields[field.decode()]:
            often = np.ones(entry.frequency, np.int64) if counts is None else counts
            flat = iter(decode_positions(files.positions(entry), often).tolist())
            places = [[next(flat) for _ in range(n)] for n in often.tolist()]
        else:
            assert counts is None
            assert not files.positions(entry).size
            places = [[] for _ in range(entry.frequency)]
        postings.append((key, list(zip(documents.tolist(), places, strict=True))))
    lengths = {}
    for name in files.fields:
        found = files.lengths(name)
        if found.documents.size:
            pairs = zip(found.documents.tolist(), found.words.tolist(), strict=True)
            lengths[name] = list(pairs)
    columns: dict[str, list[Any]] = {}
    for name, kind in files.columns.items():
        if kind == "numbers":
            columns[name] = files.numbers(name).tolist()
        else:
            values, codes = files.codes(name)
            columns[name] = [values[code] for code in codes.tolist()]
    code, ends = files.offsets
    words = np.add(columns["title_length"], columns["body_length"]).tolist()
    offsets = []
    for (begin, end), own in zip(pairwise([0, *ends.tolist()]), words, strict=True):
        usual, others = code[begin : begin + own], code[begin + own : end]
        offsets.append(decode_offsets(usual, others, np.array([own])).T.tolist())
    return {
        "size": files.size,
        "fields": list(files.fields.items()),
        "postings": postings,
        "lengths": lengths,
        "stored": [files.stored(number) for number in range(files.size)],
        "offsets": offsets,
        **columns,
    }


def written(folder: Path, made: Sequence[Made], name: str = "one") -> SegmentFiles:
    with SegmentBuilder(folder, name) as builder:
        for first in range(0, max(len(made), 1), 2):
            builder.add(_batch(made[first : first + 2]))
        builder.close()
    return SegmentFiles(folder, name)


def made_of(number: int, text: str = "A heron.", **terms: dict[str, list[int]]) -> Made:
    article = StoredArticle(
        str(number),
        f"Чапля {number}",
        text,
        "Reed",
        "uk",
        ("uk",),
        date(2021, 10, 1 + number % 31),
        "",
    )
    return Made(article, terms, [[0, 5]], [[0, 1], [2, 7]])
