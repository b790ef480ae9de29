"""Segments: what is written is read, merging is building anew, and damage is found."""

import json
import shutil
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import count, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.engines.batch import Batch, Occurrences, Offsets, Terms
from search.engines.whoosh import merging
from search.engines.whoosh.arrayfile import DamagedFile
from search.engines.whoosh.building import DICTIONARY, SegmentBuilder
from search.engines.whoosh.dictionary import key_of
from search.engines.whoosh.inverted import decode_positions
from search.engines.whoosh.merging import Source, merge
from search.engines.whoosh.offsets import decode_offsets
from search.engines.whoosh.records import article_of, record_of
from search.engines.whoosh.segmentfiles import EXTENSIONS, SegmentFiles, SegmentFilesWriter
from search.models import StoredArticle

# Fields whose names begin with each other's, and one before and one behind those of values.
_FIELDS = ["a", "body_u", "body_uk", "exact_title", "name_body", "z"]
_TERMS = ["", "а", "аб", "а\0", "а\0б", "\0", "heron", "чапля", "чапли", "uk:чапля", "ερωδιός",
          "鷺", "𝒜", "\uffff", "á", "á", "и\u0306"]  # fmt: skip
_TEXTS = ["", "The heron waited.", "Чапля чекала.\nІ полетіла.", "鷺が待つ\u2028鷺", "\x85\x1e\r\n",
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
    title=st.sampled_from(_TEXTS),
    text=st.sampled_from(_TEXTS),
    source=st.sampled_from(["Reed", "Очерет", ""]),
    language=st.sampled_from(["uk", "bg", "unsure"]),
    languages=st.just(("uk", "bg")),
    date=st.none() | st.dates(),
    url=st.just("https://example.org/"),
    boilerplate=st.sampled_from([(), ((0, 3),), ((0, 300), (400, 70_000))]),
    path=st.sampled_from(["", "a.html"]),
)
_MADE = st.builds(
    Made,
    _ARTICLES,
    st.dictionaries(
        st.sampled_from(_FIELDS),
        st.dictionaries(st.sampled_from(_TERMS), _POSITIONS, min_size=1, max_size=4),
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


def _meant(made: Sequence[Made]) -> dict[str, Any]:
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
        "stored": [record_of(article) for article in articles],
        "offsets": [one.title + one.body for one in made],
        **{n: [getattr(a, n).encode() for a in articles] for n in ("id", "language", "source")},
        "path": [article.path.encode() for article in articles],
        "digest": [f"digest of {article.id}".encode() for article in articles],
        "title_length": [len(one.title) for one in made],
        "body_length": [len(one.body) for one in made],
        "date": [int(a.date.strftime("%Y%m%d")) if a.date else 0 for a in articles],
        "set_aside": [sum(end - start for start, end in a.boilerplate) for a in articles],
    }


def _read(files: SegmentFiles) -> dict[str, Any]:
    """The same out of the files."""
    postings = []
    for ordinal, key in enumerate(files.terms.keys()):
        field, term = key.split(b"\0", 1)
        assert files.terms.find(field.decode(), term) == ordinal
        entry = files.terms.entry(ordinal)
        documents, counts = files.documents(entry)
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


def _written(folder: Path, made: Sequence[Made], name: str = "one") -> SegmentFiles:
    with SegmentBuilder(folder, name) as builder:
        for first in range(0, max(len(made), 1), 2):
            builder.add(_batch(made[first : first + 2]))
        builder.close()
    return SegmentFiles(folder, name)


def _made(number: int, text: str = "A heron.", **terms: dict[str, list[int]]) -> Made:
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


@given(st.lists(_MADE, max_size=5))
@example([])
def test_a_segment_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, made: list[Made]
) -> None:
    files = _written(tmp_path_factory.mktemp("segment"), made)
    files.verify()
    assert _read(files) == _meant(made)
    assert [article_of(files.stored(n)) for n in range(len(made))] == [m.article for m in made]


@pytest.mark.parametrize(("terms", "size"), [(merging._TERMS, merging._BYTES), (3, 40)])
@given(st.lists(st.lists(st.tuples(_MADE, st.booleans()), max_size=4), min_size=1, max_size=4))
def test_merging_is_building_anew(
    tmp_path_factory: pytest.TempPathFactory,
    terms: int,
    size: int,
    segments: list[list[tuple[Made, bool]]],
) -> None:
    """Whatever was deleted, and however few terms are merged at a time."""
    folder = tmp_path_factory.mktemp("merged")
    sources = [
        Source(
            _written(folder, [made for made, _ in segment], str(number)),
            np.flatnonzero([not kept for _, kept in segment]),
        )
        for number, segment in enumerate(segments)
    ]
    left = [made for segment in segments for made, kept in segment if kept]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "_TERMS", terms)
        patch.setattr(merging, "_BYTES", size)
        patch.setattr(merging, "_ARTICLES", terms)
        assert merge(sources, SegmentFilesWriter(folder, "all")) == len(left)
    files = SegmentFiles(folder, "all")
    files.verify()
    assert _read(files) == _meant(left)
    # What was merged can be merged again.
    merge([Source(files, np.arange(files.size)[:1])], SegmentFilesWriter(folder, "again"))
    assert _read(SegmentFiles(folder, "again")) == _meant(left[1:])


def _long(numbers: Iterable[int]) -> list[Made]:
    """Articles of 4 kB that share some words: two fill a block."""
    words = [f"reed{n} чапля{n * n}" for n in range(300)]
    return [
        _made(number, " ".join(words[(n * (number + 3)) % 300] for n in range(220)))
        for number in numbers
    ]


def test_blocks_of_stored_articles_are_copied_whole_where_they_can_be(tmp_path: Path) -> None:
    """Where there are enough of them for a dictionary, and the new segment has the same one."""
    made = _long(range(160))
    files = _written(tmp_path, made)
    assert files.dictionary
    blocks = files.blocks()
    assert [block[:2] for block in blocks] == [(n, n + 2) for n in range(0, 160, 2)]
    merge([Source(files, np.array([0, 159]))], SegmentFilesWriter(tmp_path, "less"))
    less = SegmentFiles(tmp_path, "less")
    assert less.dictionary == files.dictionary
    assert [code for _, _, code in less.blocks()][1:-1] == [code for _, _, code in blocks][1:-1]
    assert _read(less) == _meant(made[1:159])


def test_stored_articles_of_several_segments_share_the_dictionary_of_the_largest(
    tmp_path: Path,
) -> None:
    few, more, most = _long(range(3)), _long(range(3, 150)), _long(range(150, 310))
    parts = []
    for name, made in (("0", few), ("1", more), ("2", most)):
        parts.append(_written(tmp_path, made, name))
        (tmp_path / DICTIONARY).unlink(missing_ok=True)
    assert not parts[0].dictionary
    assert parts[1].dictionary != parts[2].dictionary
    nothing = np.zeros(0, np.int64)
    merge([Source(part, nothing) for part in parts], SegmentFilesWriter(tmp_path, "all"))
    files = SegmentFiles(tmp_path, "all")
    assert files.dictionary == parts[2].dictionary
    assert _read(files)["stored"] == [record_of(one.article) for one in few + more + most]


def test_parts_share_the_dictionary_of_the_first_and_are_copied_when_merged(tmp_path: Path) -> None:
    parts = [
        _written(tmp_path, _long(numbers), str(numbers[0]))
        for numbers in (range(150), range(150, 310))
    ]
    assert {part.dictionary for part in parts} == {(tmp_path / DICTIONARY).read_bytes()}
    nothing = np.zeros(0, np.int64)
    merge([Source(part, nothing) for part in parts], SegmentFilesWriter(tmp_path, "all"))
    merged = SegmentFiles(tmp_path, "all").blocks()
    own = [block for part in parts for _, _, block in part.blocks()]
    assert [block for _, _, block in merged] == own


def test_a_dictionary_is_made_once_there_are_enough_articles(tmp_path: Path) -> None:
    parts = []
    for name, numbers in (("0", range(80)), ("1", range(80, 160))):
        parts.append(_written(tmp_path, _long(numbers), name))
        assert not parts[-1].dictionary
    nothing = np.zeros(0, np.int64)
    merge([Source(part, nothing) for part in parts], SegmentFilesWriter(tmp_path, "all"))
    files = SegmentFiles(tmp_path, "all")
    assert files.dictionary
    assert _read(files)["stored"] == [record_of(one.article) for one in _long(range(160))]


def test_articles_of_which_no_dictionary_can_be_made_are_stored_without(tmp_path: Path) -> None:
    made = [_made(0, "heron " * 200_000), _made(1)]
    files = _written(tmp_path, made)
    assert not files.dictionary
    assert _read(files) == _meant(made)


def test_a_damaged_dictionary_gives_no_article(tmp_path: Path) -> None:
    """Without `verify` too."""
    dictionary = _written(tmp_path, _long(range(160))).dictionary
    path = tmp_path / "one.txt"
    whole = path.read_bytes()
    at = whole.index(dictionary)
    wanted = SegmentFiles(tmp_path, "one").stored(150)
    found = 0
    for place in range(at, at + len(dictionary), 997):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            # What of the dictionary this article does not use may be anything.
            assert SegmentFiles(tmp_path, "one").stored(150) == wanted
        except DamagedFile:
            found += 1
    assert found


def test_a_term_and_a_field_of_deleted_articles_only_are_gone(tmp_path: Path) -> None:
    files = _written(tmp_path, [_made(0, z={"gone": [1]}, a={"x": [1]}), _made(1, a={"x": [2]})])
    merge([Source(files, np.array([0]))], SegmentFilesWriter(tmp_path, "less"))
    less = SegmentFiles(tmp_path, "less")
    assert less.terms.find("z", b"gone") is None
    assert "z" not in less.fields
    assert not less.lengths("z").documents.size


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a segment of three articles, named "one"."""
    folder = tmp_path_factory.mktemp("three")
    terms = {term: [n, n + 70_000] for n, term in enumerate(_TERMS)}
    _written(folder, [_made(0, body_uk=terms), _made(1), _made(2, body_uk=terms, z={"x": [1]})])
    return folder


@settings(max_examples=150)
@given(st.sampled_from(EXTENSIONS), st.integers(0, 1 << 20), st.integers(1, 255))
def test_every_changed_byte_is_found_or_changes_nothing(
    three: Path, extension: str, place: int, flipped: int
) -> None:
    path = three / f"one.{extension}"
    whole = path.read_bytes()
    place %= len(whole)
    wanted = _read(SegmentFiles(three, "one"))
    path.write_bytes(whole[:place] + bytes([whole[place] ^ flipped]) + whole[place + 1 :])
    try:
        files = SegmentFiles(three, "one")
        files.verify()
    except DamagedFile:
        pass
    else:
        assert _read(files) == wanted
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_a_segment_with_a_file_cut_or_missing_is_not_opened(
    three: Path, tmp_path: Path, extension: str
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(three, folder)
    path = folder / f"one.{extension}"
    whole = path.read_bytes()
    for cut in (whole[:-1], whole[: len(whole) // 2], b""):
        path.write_bytes(cut)
        with pytest.raises(DamagedFile):
            SegmentFiles(folder, "one")
    path.unlink()
    with pytest.raises(FileNotFoundError):
        SegmentFiles(folder, "one")


def test_a_damaged_block_of_stored_articles_is_no_article(three: Path, tmp_path: Path) -> None:
    """Without `verify` too: what is decompressed has a checksum of its own."""
    folder = tmp_path / "copy"
    shutil.copytree(three, folder)
    whole = (three / "one.txt").read_bytes()
    files = SegmentFiles(three, "one")
    last = len(files.blocks()[0][2])
    found = 0
    for place in range(20, last):  # behind the header of the first block
        wrong = whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :]
        (folder / "one.txt").write_bytes(wrong)
        try:
            # One text may be coded in several ways.
            assert SegmentFiles(folder, "one").stored(1) == files.stored(1)
        except DamagedFile:
            found += 1
    assert found > 0.9 * (last - 20)


def test_a_record_is_one_line_of_json() -> None:
    for text in _TEXTS:
        record = record_of(_made(0, text).article)
        assert b"\n" not in record
        assert json.loads(record)["text"] == text
