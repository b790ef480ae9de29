"""Segments of arrays as Whoosh merges, deletes, sweeps and steps through them."""

import pickle
from math import isnan
from pathlib import Path

import pytest
from whoosh import fields, index, query
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching import ReadTooFar
from whoosh.writing import IndexingError

from search.engines.whoosh.codec import ArrayCodec, ArraySegment
from search.engines.whoosh.codecmerging import merge_all, merge_arrays
from search.engines.whoosh.segmentfiles import EXTENSIONS, SegmentFiles
from tests.test_codec import (
    STEP,
    Step,
    ids,
    schema,
    written,
)


def test_segments_are_merged_as_they_come(tmp_path: Path) -> None:
    ix = index.create_in(str(tmp_path), schema())
    for number in range(40):
        writer = ix.writer(codec=ArrayCodec())
        writer.add_document(id=str(number), title="heron", number=number)
        writer.commit(mergetype=merge_arrays)
        segments = ix._segments()
        assert len(segments) < 8
        names = {segment.segment_id() for segment in segments}
        assert {path.stem for path in tmp_path.glob("*.trm")} == names
        assert len(list(tmp_path.glob("MAIN_*.*"))) == len(EXTENSIONS) * len(names)
    with ix.searcher() as searcher:
        found = searcher.search(query.Term("title", "heron"), limit=None, sortedby="number")
        assert [hit["id"] for hit in found] == [str(number) for number in range(40)]


def test_a_segment_of_which_much_is_deleted_is_written_anew(tmp_path: Path) -> None:
    ix = written(tmp_path, [Step([{"title": "heron"}] * 8)], ArrayCodec())
    for gone, left in ((("0", "1"), 8), (("2",), 5)):
        writer = ix.writer(codec=ArrayCodec())
        for number in gone:
            writer.delete_by_term("id", number)
        writer.commit(mergetype=merge_arrays)
        assert ix.reader().doc_count_all() == left
    with ix.writer(codec=ArrayCodec()) as writer:
        writer.delete_by_query(query.Every())
        writer.mergetype = merge_arrays
    assert not ix._segments()


def test_a_schema_may_change_between_segments(tmp_path: Path) -> None:
    ix = index.create_in(str(tmp_path), schema())
    with ix.writer(codec=ArrayCodec()) as writer:
        writer.add_document(id="0", kind="red", share=0.5)
    with ix.writer(codec=ArrayCodec()) as writer:
        writer.remove_field("kind")
        writer.add_field("place", fields.NUMERIC(signed=False, default=7, sortable=True))
        writer.add_field("about_place", fields.ID(sortable=True))
        writer.merge = False
        writer.add_document(id="1", place=3, about_place="pond")
    ix.writer(codec=ArrayCodec()).commit(mergetype=merge_all)
    (segment,) = ix._segments()
    columns_now = SegmentFiles(tmp_path, segment.segment_id()).columns
    assert sorted(columns_now) == ["about_place", "id", "place", "share"]
    with ix.reader() as reader:
        assert list(reader.column_reader("place")) == [7, 3]
        assert list(reader.column_reader("about_place")) == ["", "pond"]
        assert reader.column_reader("share")[0] == 0.5
        assert isnan(reader.column_reader("share")[1])
        assert "kind" not in {name for name, _ in reader.all_terms()}


def test_segments_of_another_codec_become_arrays(tmp_path: Path) -> None:
    ix = written(tmp_path, [Step([{"title": "heron"}] * 2)], W3Codec())
    with ix.writer(codec=ArrayCodec()) as writer:
        writer.add_document(id="2", title="heron")
        writer.mergetype = merge_arrays
    assert len(ix._segments()) == 2
    ix.writer(codec=ArrayCodec()).commit(mergetype=merge_all)
    assert all(isinstance(segment, ArraySegment) for segment in ix._segments())
    with ix.searcher() as searcher:
        assert sorted(ids(searcher, query.Term("title", "heron"))) == ["0", "1", "2"]


def test_what_was_cancelled_is_swept_away(tmp_path: Path) -> None:
    ix = written(tmp_path, [Step([{"title": "heron"}])], ArrayCodec())
    writer = ix.writer(codec=ArrayCodec())
    writer.add_document(id="1", title="heron")
    writer.cancel()
    assert ix.doc_count() == 1
    ix.writer(codec=ArrayCodec()).commit()
    assert len(list(tmp_path.glob("MAIN_*.*"))) == len(EXTENSIONS)


def test_a_segment_is_read_when_it_is_written(tmp_path: Path) -> None:
    writer = index.create_in(str(tmp_path), schema()).writer(codec=ArrayCodec())
    writer.add_document(id="1")
    writer.perdocwriter.close()
    with pytest.raises(IndexingError, match="give that multisegment=True"):
        writer.per_document_reader()
    writer.fieldwriter.close()
    assert writer.per_document_reader().doc_count() == 1
    writer.cancel()


def test_a_segment_is_little_in_the_table_of_contents(tmp_path: Path) -> None:
    ix = written(tmp_path, [STEP], ArrayCodec())
    (segment,) = ix._segments()
    segment.open(ix.storage).keys[0]
    segment.delete_document(3)
    segment.delete_document(1)
    kept = pickle.dumps(segment)
    assert len(kept) < 300
    again = pickle.loads(kept)
    assert again == segment
    assert list(again.deleted_docs()) == [1, 3]
    again.delete_document(1, delete=False)
    assert list(again.deleted_docs()) == [3]
    assert again.doc_count() == 28


def test_a_cursor_goes_about_a_field(tmp_path: Path) -> None:
    ix = written(tmp_path, [Step([{"title": "beta alpha zz", "body": "aaa zzz"}])], ArrayCodec())
    with ix.reader() as reader:
        cursor = reader.cursor("title")
        assert [cursor.text(), cursor.next(), cursor.next()] == ["alpha", "beta", "zz"]
        assert cursor.term_info().doc_frequency() == 1
        assert [cursor.find("b"), cursor.find(b"beta"), cursor.first()] == ["beta", "beta", "alpha"]
        assert cursor.find("zzz") is None
        assert (cursor.is_valid(), cursor.next(), cursor.term_info()) == (False, None, None)
        assert not reader.cursor("note").is_valid()


def test_a_matcher_skips_and_is_copied(tmp_path: Path) -> None:
    ix = written(tmp_path, [Step([{"title": "a " * (n % 3)} for n in range(9)])], ArrayCodec())
    with ix.reader() as reader:
        matcher = reader.postings("title", b"a")
        assert list(matcher.all_ids()) == [1, 2, 4, 5, 7, 8]
        matcher.skip_to(3)
        other = matcher.copy()
        matcher.next()
        assert (other.id(), matcher.id()) == (4, 5)
        assert (other.weight(), matcher.weight()) == (1.0, 2.0)
        assert matcher.value_as("positions") == [0, 1]
        assert [span.start for span in matcher.spans()] == [0, 1]
        matcher.skip_to(2)
        assert matcher.id() == 5
        matcher.skip_to(9)
        assert not matcher.is_active()
        for step in (matcher.next, lambda: matcher.skip_to(9)):
            with pytest.raises(ReadTooFar):
                step()
        matcher.reset()
        assert matcher.id() == 1
