"""Segments: what is written is read, merging is building anew, and damage is found."""

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.engines.whoosh import merging, termmerging
from search.engines.whoosh.arrayfile import DamagedFile
from search.engines.whoosh.building import DICTIONARY
from search.engines.whoosh.merging import merge
from search.engines.whoosh.records import article_of, record_of
from search.engines.whoosh.segmentfiles import EXTENSIONS, SegmentFiles, SegmentFilesWriter
from search.engines.whoosh.storedblocks import share
from search.engines.whoosh.termmerging import Source
from search.workers import Workers
from tests.segments import MADE, TERMS, Made, made_of, meant, read, written


@given(st.lists(MADE, max_size=5))
@example([])
def test_a_segment_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, made: list[Made]
) -> None:
    files = written(tmp_path_factory.mktemp("segment"), made)
    files.verify()
    assert read(files) == meant(made)
    assert [article_of(files.stored(n)) for n in range(len(made))] == [m.article for m in made]


@pytest.fixture(scope="module")
def two() -> Iterator[Workers]:
    with Workers(2) as workers:
        yield workers


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize(("terms", "size"), [(termmerging._TERMS, termmerging._BYTES), (3, 40)])
@given(st.lists(st.lists(st.tuples(MADE, st.booleans()), max_size=4), min_size=1, max_size=4))
def test_merging_is_building_anew(
    tmp_path_factory: pytest.TempPathFactory,
    two: Workers,
    terms: int,
    size: int,
    is_shared: bool,
    segments: list[list[tuple[Made, bool]]],
) -> None:
    """Whatever was deleted, however few terms are merged at a time, and in however many ranges."""
    folder = tmp_path_factory.mktemp("merged")
    sources = [
        Source(
            written(folder, [made for made, _ in segment], str(number)),
            np.flatnonzero([not kept for _, kept in segment]),
        )
        for number, segment in enumerate(segments)
    ]
    left = [made for segment in segments for made, kept in segment if kept]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(termmerging, "_TERMS", terms)
        patch.setattr(termmerging, "_BYTES", size)
        patch.setattr(merging, "_ARTICLES", terms)
        patch.setattr(termmerging, "_FEW", 1)
        patch.setattr(termmerging, "_RANGE", size)
        workers = two if is_shared else Workers(1)
        assert merge(sources, SegmentFilesWriter(folder, "all"), workers) == len(left)
    files = SegmentFiles(folder, "all")
    files.verify()
    assert read(files) == meant(left)
    # What was merged can be merged again.
    merge([Source(files, np.arange(files.size)[:1])], SegmentFilesWriter(folder, "again"))
    assert read(SegmentFiles(folder, "again")) == meant(left[1:])


def _long(numbers: Iterable[int]) -> list[Made]:
    """Articles of 4 kB that share some words: two fill a block."""
    words = [f"reed{n} чапля{n * n}" for n in range(300)]
    return [
        made_of(number, " ".join(words[(n * (number + 3)) % 300] for n in range(220)))
        for number in numbers
    ]


def test_blocks_of_stored_articles_are_copied_whole_where_they_can_be(tmp_path: Path) -> None:
    """Where there are enough of them for a dictionary, and the new segment has the same one."""
    made = _long(range(160))
    files = written(tmp_path, made)
    assert files.dictionary
    blocks = files.blocks()
    assert [block[:2] for block in blocks] == [(n, n + 2) for n in range(0, 160, 2)]
    merge([Source(files, np.array([0, 159]))], SegmentFilesWriter(tmp_path, "less"))
    less = SegmentFiles(tmp_path, "less")
    assert less.dictionary == files.dictionary
    assert [code for _, _, code in less.blocks()][1:-1] == [code for _, _, code in blocks][1:-1]
    assert read(less) == meant(made[1:159])


def test_stored_articles_of_several_segments_share_the_dictionary_of_the_largest(
    tmp_path: Path,
) -> None:
    few, more, most = _long(range(3)), _long(range(3, 150)), _long(range(150, 310))
    parts = []
    for name, made in (("0", few), ("1", more), ("2", most)):
        parts.append(written(tmp_path, made, name))
        (tmp_path / DICTIONARY).unlink(missing_ok=True)
    assert not parts[0].dictionary
    assert parts[1].dictionary != parts[2].dictionary
    nothing = np.zeros(0, np.int64)
    merge([Source(part, nothing) for part in parts], SegmentFilesWriter(tmp_path, "all"))
    files = SegmentFiles(tmp_path, "all")
    assert files.dictionary == parts[2].dictionary
    assert read(files)["stored"] == [record_of(one.article).whole() for one in few + more + most]


def test_parts_share_the_dictionary_of_the_first_and_are_copied_when_merged(tmp_path: Path) -> None:
    parts = [
        written(tmp_path, _long(numbers), str(numbers[0]))
        for numbers in (range(150), range(150, 310))
    ]
    assert {part.dictionary for part in parts} == {(tmp_path / DICTIONARY).read_bytes()}
    nothing = np.zeros(0, np.int64)
    merge([Source(part, nothing) for part in parts], SegmentFilesWriter(tmp_path, "all"))
    merged = SegmentFiles(tmp_path, "all").blocks()
    own = [block for part in parts for _, _, block in part.blocks()]
    assert [block for _, _, block in merged] == own


def test_a_dictionary_that_is_there_by_now_is_taken(tmp_path: Path) -> None:
    """Processes that begin together make one each."""
    path = tmp_path / DICTIONARY
    assert share(b"first", path) == b"first"
    assert share(b"second", path) == b"first"
    assert [file.name for file in tmp_path.iterdir()] == [DICTIONARY]


def test_a_dictionary_is_made_once_there_are_enough_articles(tmp_path: Path) -> None:
    parts = []
    for name, numbers in (("0", range(80)), ("1", range(80, 160))):
        parts.append(written(tmp_path, _long(numbers), name))
        assert not parts[-1].dictionary
    nothing = np.zeros(0, np.int64)
    merge([Source(part, nothing) for part in parts], SegmentFilesWriter(tmp_path, "all"))
    files = SegmentFiles(tmp_path, "all")
    assert files.dictionary
    assert read(files)["stored"] == [record_of(one.article).whole() for one in _long(range(160))]


def test_articles_of_which_no_dictionary_can_be_made_are_stored_without(tmp_path: Path) -> None:
    made = [made_of(0, "heron " * 200_000), made_of(1)]
    files = written(tmp_path, made)
    assert not files.dictionary
    assert read(files) == meant(made)


def test_a_damaged_dictionary_gives_no_article(tmp_path: Path) -> None:
    """Without `verify` too."""
    dictionary = written(tmp_path, _long(range(160))).dictionary
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
    files = written(tmp_path, [made_of(0, z={"gone": [1]}, a={"x": [1]}), made_of(1, a={"x": [2]})])
    merge([Source(files, np.array([0]))], SegmentFilesWriter(tmp_path, "less"))
    less = SegmentFiles(tmp_path, "less")
    assert less.terms.find("z", b"gone") is None
    assert "z" not in less.fields
    assert not less.lengths("z").documents.size


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a segment of three articles, named "one"."""
    folder = tmp_path_factory.mktemp("three")
    terms = {term: [n, n + 70_000] for n, term in enumerate(TERMS)}
    written(
        folder, [made_of(0, body_uk=terms), made_of(1), made_of(2, body_uk=terms, z={"x": [1]})]
    )
    return folder


@settings(max_examples=150)
@given(st.sampled_from(EXTENSIONS), st.integers(0, 1 << 20), st.integers(1, 255))
def test_every_changed_byte_is_found_or_changes_nothing(
    three: Path, extension: str, place: int, flipped: int
) -> None:
    path = three / f"one.{extension}"
    whole = path.read_bytes()
    place %= len(whole)
    wanted = read(SegmentFiles(three, "one"))
    path.write_bytes(whole[:place] + bytes([whole[place] ^ flipped]) + whole[place + 1 :])
    try:
        files = SegmentFiles(three, "one")
        files.verify()
    except DamagedFile:
        pass
    else:
        assert read(files) == wanted
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


def test_a_damaged_column_of_numbers_is_not_read(tmp_path: Path) -> None:
    """Without `verify` too: tables are made that are as long as the largest number."""
    numbers = [1 << 30, 2, 3]
    with SegmentFilesWriter(tmp_path, "one") as writer:
        writer.numbers("body_length", np.array(numbers))
        writer.close(len(numbers))
    assert SegmentFiles(tmp_path, "one").numbers("body_length").tolist() == numbers
    path = tmp_path / "one.doc"
    whole = path.read_bytes()
    at = whole.index(np.array(numbers, "<u4").tobytes())
    path.write_bytes(whole[: at + 3] + b"\x7f" + whole[at + 4 :])
    with pytest.raises(DamagedFile, match="body_length"):
        SegmentFiles(tmp_path, "one").numbers("body_length")


@given(st.text() | st.text(st.sampled_from('"\\\n\t\x00\x1f\x7f\x85\u2028aї𝒜')))
def test_a_record_is_one_line_of_json(text: str) -> None:
    record = record_of(made_of(0, text).article).whole()
    assert b"\n" not in record
    stored = json.loads(record)
    assert stored["text"] == text
    assert record == json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()
