"""An ordinary Whoosh script opens a generation and searches it."""

import pytest
from whoosh.index import open_dir
from whoosh.qparser import QueryParser

from search import Index
from search.highlighting import Highlighter
from search.queries import parse_query
from search.resolving import Resolver
from tests.conftest import Build


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("body_uk", "переговорів"),
        ("body_bg", "алианса"),
        ("body_ru", "переговорах"),
        ("body_en", "talks"),
        ("body_en", '"secretary general"'),
        ("title_en", "russia"),
        ("body_tr", "tahıl"),
    ],
)
def test_a_whoosh_script_finds_what_we_find(seeds_index: Index, field: str, query: str) -> None:
    whoosh = open_dir(seeds_index.stats().directory)
    with whoosh.searcher() as searcher:
        parsed = QueryParser(field, schema=whoosh.schema).parse(query)
        theirs = {hit["id"] for hit in searcher.search(parsed, limit=None)}
    assert theirs
    reader = seeds_index._reader
    match = Resolver(reader).resolve(parse_query(query).tree).marks[0]
    kept = tuple(a for a in match.alternatives if a.field == field)
    assert kept
    ours = seeds_index.search(query, limit=1000)
    assert theirs <= {hit.id for hit in ours.hits}
    for hit in ours.hits:
        article = seeds_index.article(hit.id)
        own = type(match)(kept)
        [(in_title, in_text)] = Highlighter([own], reader).marks([article])
        if hit.id in theirs:
            assert in_title or in_text


def test_positions_and_stored_fields(indexed: Build) -> None:
    text = "The ministers agreed that the talks about the treaty would go on in the spring."
    index = indexed(text)
    whoosh = open_dir(index.stats().directory)
    with whoosh.searcher() as searcher:
        hits = searcher.search(QueryParser("body_en", whoosh.schema).parse('"ministers agreed"'))
        assert [(hit["id"], hit["text"], hit["language"]) for hit in hits] == [("1", text, "en")]
        none = searcher.search(QueryParser("body_en", whoosh.schema).parse('"agreed ministers"'))
        assert none.is_empty()
