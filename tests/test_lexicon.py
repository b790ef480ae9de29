"""The rows that an index has of its words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import plain
from search.analysis.names import is_caseless, spoken
from search.engines.batch import Word
from search.engines.whoosh.lexicon import rows_of, trie_of

_WRITTEN = st.text(
    st.sampled_from("abcdehjswxzäößéабвгдежийсуцґёєїђџאבגدابΣό'.1"), min_size=1, max_size=6
)


def _expected(word: Word) -> set[str]:
    """The definition, row by row."""
    language, term, exact, shown = word
    end = [] if shown == exact else [shown]
    rows = [["F", language, term, exact, *end], ["U", exact, language, term, *end]]
    rows += [["P", bare, language, term, exact] for bare in plain(exact, language)]
    if end or is_caseless(exact):
        heard = {reading.skeleton for reading in spoken(exact, [term])}
        rows += [["S", skeleton, language, term, shown] for skeleton in heard]
    return {"\0".join(row) for row in rows}


@settings(max_examples=300)
@given(
    st.frozensets(
        st.builds(
            lambda language, term, exact, upper: Word(
                language, term, exact, exact.upper() if upper else exact
            ),
            st.sampled_from(["de", "uk", "sv", "he"]),
            _WRITTEN,
            _WRITTEN,
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_rows(words: frozenset[Word]) -> None:
    rows = rows_of(words)
    assert len(rows) == len(set(rows))
    expected = set().union(*map(_expected, words))
    assert {row.decode() for row in rows} == expected
    trie = trie_of(rows)
    assert trie.keys() == sorted(rows), "whatever their order"
