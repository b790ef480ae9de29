"""The codec of arrays answers as Whoosh's own does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import analysis, columns, fields, index, query, scoring, sorting
from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import RamStorage, StorageError
from whoosh.qparser import QueryParser
from whoosh.query import spans
from whoosh.writing import IndexingError

from search import Article
from search.engines.whoosh.arrayfile import DamagedFile
from search.engines.whoosh.codec import ArrayCodec
from search.engines.whoosh.codecmerging import merge_all
from search.engines.whoosh.segmentfiles import EXTENSIONS, SegmentFiles
from tests.conftest import Build

WORDS = ("alpha", "alphas", "beta", "b", "Beta", "війна", "війни", "λόγος", "日本", "𝔊", "zz")
TAGS = ("red", "green", "сірий")
NUMBERS = (-70_000, -1, 0, 1, 2, 3, 16, 17, 70_000)


def schema() -> fields.Schema:
    words = analysis.SimpleAnalyzer(expression=r"\S+")
    return fields.Schema(
        id=fields.ID(stored=True, unique=True, sortable=True),
        title=fields.TEXT(stored=True, analyzer=words),
        body=fields.TEXT(analyzer=words),
        note=fields.TEXT(analyzer=words, phrase=False),
        tags=fields.KEYWORD(stored=True, scorable=True, sortable=True),
        kind=fields.ID(sortable=columns.RefBytesColumn()),
        number=fields.NUMERIC(stored=True, sortable=True),
        share=fields.NUMERIC(float, sortable=True),
        flag=fields.BOOLEAN(stored=True),
        bit=fields.COLUMN(columns.BitColumn()),
        about=fields.STORED,
    )


# W3 keeps the lengths of fields in one byte; up to ten words they are exact.
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=10).map(" ".join)
VALUES = {
    "title": TEXTS,
    "body": TEXTS,
    "note": TEXTS,
    "tags": st.lists(st.sampled_from(TAGS), min_size=1, max_size=3).map(" ".join),
    "kind": st.sampled_from(TAGS),
    "number": st.sampled_from(NUMBERS),
    "share": st.sampled_from((-0.5, 0.0, 1e10)),
    "flag": st.booleans(),
    "bit": st.booleans(),
    "about": st.dictionaries(st.sampled_from(TAGS), st.text(max_size=5) | st.none(), max_size=2),
}
DOCUMENTS = st.fixed_dictionaries({}, optional=VALUES)


@dataclass
class Step:
    """What is added in one commit, and which articles are deleted with it, of those before."""

    added: list[dict[str, Any]]
    deleted: list[int] = field(default_factory=list)


STEPS = st.lists(
    st.builds(
        Step, st.lists(DOCUMENTS, min_size=1, max_size=6), st.lists(st.integers(0, 12), max_size=4)
    ),
    min_size=1,
    max_size=3,
)


def written(folder: Path, steps: Sequence[Step], codec: Any) -> Any:
    ix = index.create_in(str(folder), schema())
    count = 0
    for step in steps:
        writer = ix.writer(codec=codec)
        for number in step.deleted:
            writer.delete_by_term("id", str(number))
        for document in step.added:
            writer.add_document(id=str(count), **document)
            count += 1
        writer.commit(merge=False)
    return ix


FIELDS = st.sampled_from(("title", "body", "note"))
TERMS = st.builds(query.Term, FIELDS, st.sampled_from(WORDS).map(str.lower)) | st.builds(
    query.Term, st.sampled_from(("tags", "kind")), st.sampled_from(TAGS)
)
PREFIXES = st.sampled_from(("a", "al", "alpha", "b", "ві", "z", "nothing", ""))
POSITIONAL = st.sampled_from(("title", "body"))
LEAVES = (
    TERMS
    | st.builds(query.Phrase, POSITIONAL, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
    | st.builds(query.Prefix, FIELDS, PREFIXES)
    | st.builds(query.Wildcard, FIELDS, st.sampled_from(("*a", "b*", "?lph*", "*", "в?йн?")))
    | st.builds(
        query.FuzzyTerm, FIELDS, st.sampled_from(("alpa", "bet", "війну", "z")),
        maxdist=st.integers(1, 2), prefixlength=st.integers(0, 1),
    )
    | st.builds(
        query.TermRange, FIELDS, PREFIXES | st.none(), PREFIXES | st.none(),
        st.booleans(), st.booleans(),
    )
    | st.builds(
        query.NumericRange, st.just("number"), st.sampled_from(NUMBERS) | st.none(),
        st.sampled_from(NUMBERS) | st.none(), st.booleans(), st.booleans(),
    )
    | st.builds(query.Every, FIELDS | st.none() | st.just("number"))
    | st.builds(
        lambda name, words, slop, ordered: spans.SpanNear2(
            [query.Term(name, word) for word in words], slop=slop, ordered=ordered
        ),
        POSITIONAL, st.lists(st.sampled_from(WORDS), min_size=2, max_size=3),
        st.integers(1, 3), st.booleans(),
    )
)  # fmt: skip


def compound(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(parts, min_size=1, max_size=3)
    return (
        st.builds(query.And, several)
        | st.builds(query.Or, several)
        | st.builds(query.DisjunctionMax, several)
        | st.builds(query.Not, parts)
        | st.builds(query.AndNot, parts, parts)
        | st.builds(query.AndMaybe, parts, parts)
        | st.builds(query.Require, parts, parts)
        | st.builds(query.ConstantScoreQuery, parts, st.just(2.0))
    )


QUERIES = st.lists(st.recursive(LEAVES, compound, max_leaves=5), min_size=1, max_size=6)


def answers(ix: Any, queries: Sequence[Any]) -> list[Any]:
    """What the index answers: hits in order, scores, facets, or how Whoosh's matchers fail."""
    found: list[Any] = []
    for weighting in (scoring.TF_IDF(), scoring.Frequency(), scoring.BM25F()):
        with ix.searcher(weighting=weighting) as searcher:
            for asked in queries:
                found += [outcome(searcher, asked, limit=limit) for limit in (None, 2)]
                found.append(outcome(searcher, asked, groupedby=["kind", "number", "tags"]))
                for order, reverse in (("kind", True), ("number", False), ("share", True)):
                    facet = sorting.FieldFacet(order, reverse=reverse)
                    found.append(outcome(searcher, asked, limit=3, sortedby=[facet, "id"]))
    return found


def outcome(searcher: Any, asked: Any, **how: Any) -> Any:
    try:
        hits = searcher.search(asked, **how)
    except (AssertionError, ValueError) as error:
        return repr(error)
    return (
        [(hit.docnum, hit.score, hit.fields()) for hit in hits],
        {name: hits.groups(name) for name in hits.facet_names()},
    )


def contents(ix: Any) -> list[Any]:
    """What the index holds, as its reader has it."""
    found: list[Any] = []
    with ix.reader() as reader:
        found += [reader.doc_count(), reader.doc_count_all(), list(reader.all_doc_ids())]
        found.append(list(reader.all_stored_fields()))
        for leaf, _ in reader.leaf_readers():
            found += [sorted(leaf.indexed_field_names()), list(leaf.all_terms())]
            for name in leaf.schema.names():
                if leaf.schema[name].column_type:
                    column = leaf.column_reader(name, translate=False)
                    found.append([column[number] for number in range(leaf.doc_count_all())])
                    found.append(list(column))
            for name in sorted(leaf.indexed_field_names()):
                found.append((name, leaf.field_length(name)))
                for term, info in leaf.iter_field(name, b""):
                    found.append((
                        term, info.weight(), info.doc_frequency(), info.min_id(), info.max_id(),
                        info.max_weight(), info.min_length(), info.max_length(),
                        leaf.frequency(name, term), leaf.doc_frequency(name, term),
                    ))  # fmt: skip
                    postings = leaf.postings(name, term)
                    found.append(list(postings.items_as("frequency")))
                numbers = range(leaf.doc_count_all())
                found.append([leaf.doc_field_length(number, name) or 0 for number in numbers])
            for name in ("title", "body"):
                found += [list(leaf.expand_prefix(name, "al")), list(leaf.lexicon(name))]
                found.append(sorted(leaf.terms_within(name, "війну", 1)))
                for term in leaf.lexicon(name):
                    found.append(list(leaf.postings(name, term).items_as("positions")))
    return found


@given(STEPS, QUERIES, st.booleans())
def test_it_answers_as_whoosh_does(steps: list[Step], queries: list[Any], arrays: bool) -> None:
    with TemporaryDirectory() as theirs, TemporaryDirectory() as ours:
        expected = written(Path(theirs), steps, W3Codec())
        found = written(Path(ours), steps, ArrayCodec())
        assert contents(found) == contents(expected)
        assert answers(found, queries) == answers(expected, queries)
        expected.writer(codec=W3Codec()).commit(optimize=True)
        how = {"mergetype": merge_all} if arrays else {"optimize": True}
        found.writer(codec=ArrayCodec()).commit(**how)
        assert contents(found) == contents(expected)
        assert answers(found, queries) == answers(expected, queries)


@pytest.mark.parametrize("merged", [False, True])
def test_a_list_of_numbers(tmp_path: Path, merged: bool) -> None:
    ix = written(tmp_path, [Step([{"number": [2, 3, 3]}, {"number": 70_000}])] * 2, ArrayCodec())
    if merged:
        ix.writer(codec=ArrayCodec()).commit(mergetype=merge_all)
    with ix.searcher() as searcher:
        assert ids(searcher, query.NumericRange("number", 3, 100)) == ["0", "2"]
        assert ids(searcher, query.NumericRange("number", 2, None)) == ["0", "1", "2", "3"]
        assert searcher.doc_frequency("number", searcher.schema["number"].to_bytes(3)) == 2


def ids(searcher: Any, asked: Any, **how: Any) -> list[str]:
    return [hit["id"] for hit in searcher.search(asked, limit=None, **how)]


@pytest.mark.parametrize("weighting", [scoring.BM25F(), scoring.TF_IDF(), scoring.Frequency()])
def test_the_best_hits_are_the_same_however_few_are_asked_for(
    tmp_path: Path, weighting: Any
) -> None:
    chosen = Random(5)
    steps = [
        Step(
            [{"body": " ".join(chosen.choices(WORDS, k=chosen.randint(1, 60)))} for _ in range(80)]
        )
        for _ in range(2)
    ]
    ix = written(tmp_path, steps, ArrayCodec())
    terms = [query.Term("body", word) for word in ("alpha", "війна", "zz")]
    with ix.searcher(weighting=weighting) as searcher:
        for asked in (terms[0], query.Or(terms), query.And(terms), query.AndMaybe(*terms[:2])):
            every = [(hit["id"], hit.score) for hit in searcher.search(asked, limit=None)]
            for limit in (1, 5, 20):
                few = [(hit["id"], hit.score) for hit in searcher.search(asked, limit=limit)]
                assert few == every[:limit]


def test_a_whoosh_script_on_an_index_of_ours(indexed: Build) -> None:
    days = [date(2021, 10, day) for day in (3, 1, 2)]
    herons = [
        Article(
            id=f"heron-{number}",
            text=f"The heron stood in the river on morning {number}, and it waited for a fish.",
            source=("Reed", "Очерет")[number % 2],
            language="en",
            date=day,
        )
        for number, day in enumerate(days)
    ]
    folder = indexed(*herons).stats().directory
    ix = index.open_dir(folder)
    with ix.searcher() as searcher:
        phrase = QueryParser("body_en", ix.schema).parse('"heron stood" NOT "morning 1"')
        assert ids(searcher, phrase) == ["heron-0", "heron-2"]
        everything = searcher.search(query.Every(), groupedby="source", sortedby="date")
        assert [hit["id"] for hit in everything] == ["heron-1", "heron-2", "heron-0"]
        assert everything.groups("source") == {"Reed": [2, 0], "Очерет": [1]}
        assert everything[0]["text"] == herons[1].text
        assert searcher.reader().column_reader("date")[0] == 20211003
    with ix.writer(codec=ArrayCodec()) as writer:
        writer.delete_by_term("id", "heron-1")
        writer.update_document(id="heron-0", body_en="A heron, that is all.", language="en")
        writer.optimize = True
    with ix.searcher() as searcher:
        assert len(searcher.reader().leaf_readers()) == 1
        heron = QueryParser("body_en", ix.schema).parse("heron")
        assert sorted(ids(searcher, heron)) == ["heron-0", "heron-2"]


STORED_ERROR = r"field 'x': .* cannot be stored, as JSON does not give it back; store text"
COLUMN_ERROR = r"field 'x': an index of arrays has columns of bytes, .* not a {}; use NUMERIC"
NUMBER = columns.NumericColumn


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (fields.TEXT(chars=True), "heron", r"field 'x': .* leave out `chars`"),
        (fields.TEXT(vector=True), "heron", r"field 'x': .* leave out `vector`"),
        (fields.TEXT(field_boost=2.0), "heron", r"field 'x': a posting weighs 2; .* no boosts"),
        (fields.ID(field_boost=1.5), "heron", r"field 'x': a posting weighs 1.5; .* no boosts"),
        (fields.KEYWORD(field_boost=0.5), "heron", r"field 'x': a posting weighs 0.5; .* boosts"),
        (fields.DATETIME(stored=True), datetime(2021, 10, 3), STORED_ERROR),
        (fields.STORED, b"bytes", STORED_ERROR),
        (fields.STORED, ("a", "tuple"), STORED_ERROR),
        (fields.STORED, {1: "a number for a key"}, STORED_ERROR),
        (fields.STORED, float("inf"), STORED_ERROR),
        (fields.STORED, "\ud800", STORED_ERROR),
        (fields.COLUMN(columns.PickleColumn(columns.VarBytesColumn())), [1],
         COLUMN_ERROR.format("PickleColumn")),
        (fields.COLUMN(columns.StructColumn("ii", (0, 0))), (1, 2),
         COLUMN_ERROR.format("StructColumn")),
        (fields.COLUMN(NUMBER("i")), 1, COLUMN_ERROR.format("NumericColumn")),
        (fields.COLUMN(NUMBER("d")), 1.5, COLUMN_ERROR.format("NumericColumn")),
        (fields.COLUMN(NUMBER("B")), 256, "field 'x': 256 is no number of column type 'B'"),
        (fields.COLUMN(NUMBER("B")), -1, "field 'x': -1 is no number of column type 'B'"),
        (fields.COLUMN(columns.VarBytesColumn()), "text", "the column holds bytes, not 'text'"),
    ],
)  # fmt: skip
def test_what_the_files_cannot_hold_is_refused(
    tmp_path: Path, kind: Any, value: Any, message: str
) -> None:
    ix = index.create_in(str(tmp_path), fields.Schema(id=fields.ID(stored=True), x=kind))
    writer = ix.writer(codec=ArrayCodec())
    with pytest.raises(IndexingError, match=message):
        add_and_commit(writer, id="1", x=value)
    if not writer.is_closed:
        writer.cancel()
    with ix.writer(codec=ArrayCodec()) as writer:
        writer.add_document(id="2")
    with ix.searcher() as searcher:
        assert ids(searcher, query.Every()) == ["2"]


def add_and_commit(writer: Any, **document: Any) -> None:
    writer.add_document(**document)
    writer.commit()


def test_it_is_files_in_a_folder() -> None:
    with pytest.raises(StorageError, match="not in a RamStorage; make it with"):
        RamStorage().create_index(schema()).writer(codec=ArrayCodec())


def test_vectors_are_refused() -> None:
    for method in (ArrayCodec().postings_writer, ArrayCodec().postings_reader):
        with pytest.raises(IndexingError, match="no term vectors"):
            method(None)


STEP = Step([{"title": "Heron", "body": "alpha beta " * n, "kind": "red"} for n in range(1, 30)])


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_damage_is_found(tmp_path: Path, extension: str) -> None:
    ix = written(tmp_path, [STEP], ArrayCodec())
    (path,) = tmp_path.glob(f"*.{extension}")
    whole = path.read_bytes()
    (segment,) = ix._segments()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(DamagedFile, match=re.escape(str(path))):
            ix.reader()
    place = 8  # of the first array
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
    with pytest.raises(DamagedFile, match=re.escape(str(path))):
        SegmentFiles(tmp_path, segment.segment_id()).verify()
    path.unlink()
    with pytest.raises(OSError, match=re.escape(path.name)):
        SegmentFiles(tmp_path, segment.segment_id())
