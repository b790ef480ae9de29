"""What an index knows of its words: written, read, and joined."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import plain
from search.analysis.names import is_caseless, spoken
from search.engines.batch import Word
from search.engines.whoosh.arrayfile import ArrayFile, ArrayFileWriter
from search.engines.whoosh.dictionary import Dictionary, key_of, write_dictionary
from search.engines.whoosh.inverted import Coded
from search.engines.whoosh.lexicon import Lexicon, Rows, fields_of, write_lexicon
from search.engines.whoosh.lexicon_rows import renumbered, rows_of, united

_WRITTEN = st.text(
    st.sampled_from("abcdehjswxzäößéабвгдежийсуцґёєїђџאבגدابΣό'.1"), min_size=1, max_size=6
)
_WORDS = st.frozensets(
    st.builds(
        lambda language, term, exact, show: Word(language, term, exact, show(exact)),
        st.sampled_from(["de", "uk", "sv", "he"]),
        _WRITTEN,
        _WRITTEN,
        st.sampled_from([str, str.upper, str.capitalize, str.swapcase, lambda word: f"{word}Mc"]),
    ),
    max_size=80,
)


def _keys(words: Iterable[Word], place: int) -> list[bytes]:
    """The words and their terms, each in titles, in bodies, or in both."""
    keys = set()
    for language, term, exact, _ in words:
        for kind, text in (("exact", exact), (language, term)):
            body, title = fields_of(kind)
            fields = [(body,), (title,), (body, title)][(len(text) + ord(text[0]) + place) % 3]
            keys |= {key_of(field, text.encode()) for field in fields}
    return sorted(keys)


def _rows(words: frozenset[Word], keys: list[bytes]) -> Rows:
    ordinals: dict[str, dict[str, int]] = {}
    for ordinal, key in enumerate(keys):
        field, _, text = key.decode().partition("\0")
        ordinals.setdefault(field, {})[text] = ordinal
    ordered = list(words)

    def first(kind: str, text: str) -> int:
        return next(o[text] for f in fields_of(kind) if text in (o := ordinals.get(f, {})))

    exact = [first("exact", word.word) for word in ordered]
    terms = [first(word.language, word.term) for word in ordered]
    return rows_of(ordered, np.array(exact, np.int64), np.array(terms, np.int64))


def _written(folder: Path, keys: list[bytes], rows: Rows) -> tuple[Lexicon, Dictionary]:
    terms, words = ArrayFileWriter(folder / "terms"), ArrayFileWriter(folder / "words")
    ones, nothing = np.ones(len(keys), np.int64), np.zeros(0, np.uint8)
    frequency = np.arange(len(keys), dtype=np.uint32) * 50 + 1
    coded = Coded(frequency, nothing, ones, nothing, ones)
    write_lexicon(words, rows, write_dictionary(terms, keys, [coded]))
    terms.close()
    words.close()
    dictionary = Dictionary(ArrayFile(folder / "terms"))
    return Lexicon(ArrayFile(folder / "words"), dictionary), dictionary


def _sounds(word: Word) -> Iterator[str]:
    if word.shown != word.word or is_caseless(word.word):
        yield from {reading.skeleton for reading in spoken(word.word, [word.term])}


def _check(lexicon: Lexicon, words: frozenset[Word]) -> None:
    """Compare what is found with the definition."""
    for exact in {word.word for word in words}:
        assert sorted(lexicon.uses(exact)) == sorted(it for it in words if it.word == exact)
    for language, term in {word[:2] for word in words}:
        found = sorted(form for form, _ in lexicon.forms(language, term))
        assert found == sorted(it for it in words if it[:2] == (language, term))
    bare = {(it, word) for word in words for it in plain(word.word, word.language)}
    assert set(lexicon.bare()) == {(it, word.word) for it, word in bare}
    for text in {it for it, _ in bare}:
        assert set(lexicon.spelled(text)) == {word for it, word in bare if it == text}
    heard = {(it, word) for word in words for it in _sounds(word)}
    for text in {it for it, _ in heard}:
        assert set(lexicon.sounding(text)) == {word for it, word in heard if it == text}
    every = {word for _, word in heard}
    assert set(lexicon.sounding_so_far("", 10_000)) == every
    assert len(lexicon.sounding_so_far("", 2)) == min(len(heard), 2)
    for nothing in ("zzzzzzz", "яяяяяяя"):
        assert not lexicon.uses(nothing) + lexicon.sounding(nothing)
        assert not lexicon.forms("de", nothing)
        assert not lexicon.spelled(nothing)


@settings(max_examples=150, deadline=None)
@given(_WORDS)
def test_words_are_found(words: frozenset[Word]) -> None:
    keys = _keys(words, 0)
    with TemporaryDirectory() as folder:
        lexicon, dictionary = _written(Path(folder), keys, _rows(words, keys))
        _check(lexicon, words)
        for language, term in {word[:2] for word in words}:
            for form, articles in lexicon.forms(language, term):
                places = (dictionary.find(f, form.word.encode()) for f in fields_of("exact"))
                first = next(place for place in places if place is not None)
                assert articles == first * 50 + 1


def test_words_and_terms_of_more_rows_than_a_block(tmp_path: Path) -> None:
    """The rows of one word, and those of one term, begin in one block and end in another."""
    many = {Word("de", f"term{n}", "wort", "wort") for n in range(150)}
    many |= {Word("de", "term", f"wort{n}", f"Wort{n}") for n in range(150)}
    words = frozenset(many | {Word("uk", f"а{n}", f"б{n}", f"б{n}") for n in range(200)})
    keys = _keys(words, 0)
    lexicon, _ = _written(tmp_path, keys, _rows(words, keys))
    _check(lexicon, words)


@settings(max_examples=100, deadline=None)
@given(_WORDS, _WORDS, st.sets(st.integers(0, 79)))
def test_lexicons_are_joined(
    first: frozenset[Word], second: frozenset[Word], deleted: set[int]
) -> None:
    gone = {word for number, word in enumerate(sorted(second)) if number in deleted}
    left = first | (second - gone)
    # What is deleted may have stood in bodies, and what is left in titles.
    every = _keys(first, 0), sorted({*_keys(gone, 1), *_keys(second - gone, 2)})
    keys = sorted({*_keys(first, 0), *_keys(second - gone, 2)})
    places = {key: place for place, key in enumerate(keys)}
    with TemporaryDirectory() as folder:
        parts = []
        for number, (words, own) in enumerate(zip((first, second), every, strict=True)):
            part = Path(folder, str(number))
            part.mkdir()
            lexicon, dictionary = _written(part, own, _rows(words, own))
            new = np.array([places.get(key, -1) for key in own], np.int64)
            parts.append(renumbered(lexicon.all(), new, dictionary))
        lexicon, _ = _written(Path(folder), keys, united(parts, keys))
    # What is deleted stays if others have the word, and others the term.
    texts = {key.partition(b"\0")[2].decode() for key in keys}
    stay = {word for word in gone if word in lexicon.uses(word.word)}
    assert all({word.word, word.term} <= texts for word in stay - left)
    _check(lexicon, left | stay)
