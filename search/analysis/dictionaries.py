"""Dictionaries of word forms: simplemma's, turned once into tries that load in no time.

simplemma carries them packed. Unpacked into a Python dict, one takes up to eight seconds and 450
MB each time; as a trie (marisa-trie) it takes 1 to 20 MB and is read from the user's cache folder
in milliseconds (see `tries`). The first use of a language on a machine makes its trie, in half a
second (Slovene) to fifteen (Polish).
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from threading import Lock

from marisa_trie import LABEL_ORDER, BytesTrie

from search.analysis.folding import fold
from search.analysis.languages import language_name
from search.analysis.letters import spelling
from search.analysis.tries import kept_trie
from search.analysis.wordmaps import WordMap
from search.config import cache_folder

__all__ = ["Lemmas", "dictionary", "lemmas"]

Lemmas = Callable[[Sequence[str]], list[str | None]]

# A form may stand in a dictionary twice, with a capital and without: Land, and an imperative of
# landen; Київ, and the plural of кий. Where one is a lemma it wins, in German and where names read
# better so (judged by the 40,000 commonest words); elsewhere what has no capital wins, since most
# names are rarer than what they look like.
_CAPITALS_FIRST = frozenset({"de", "lb"})
_LEMMAS_FIRST = _CAPITALS_FIRST | {"bg", "hbs", "mk", "sk", "sl", "uk"}
# Where a form of one word that has forms of its own stands for itself, and what such a form must
# not end in: Spanish cuenta, of contar, has a plural; but a participle with one is the verb's.
# Judged by the 8,000 commonest words; elsewhere this parts more words than it tells apart.
_NOUNS_STAND = {
    "ca": ("at", "it", "ut"), "es": ("ado", "ido"), "fr": ("é", "i", "u"), "gl": ("ado", "ido"),
    "it": ("ato", "ito", "uto"), "pt": ("ado", "ido"), "ro": ("at", "it", "ut"),
    "fi": (), "sv": (), "tr": (),
}  # fmt: skip
_making = Lock()


def dictionary(name: str, language: str) -> Callable[[str], str | None]:
    """`lemmas` of one word at a time."""
    look_up = lemmas(name, language)
    return lambda word: look_up((word,))[0]


def lemmas(name: str, language: str) -> Lemmas:
    """A look-up from folded, spelled words (see `letters`) to their lemmas; None for unknown ones.

    Where the dictionary has the lemma as a form of yet another word, that one's, and so on, so
    that a word's forms always meet the one that it is named by.

    Safe to use from several threads. Nothing is loaded before the first look-up.

    Args:
        name: simplemma's code of the dictionary.
        language: the code of the language whose folding and spelling it is read through.
    """
    get: Lemmas | None = None

    def look_up(words: Sequence[str]) -> list[str | None]:
        nonlocal get
        if get is None:
            with _making:
                get = _trie(name, language).get
        return get(words)

    return look_up


@cache
def _trie(name: str, language: str) -> WordMap:
    """Form -> lemma."""
    path = cache_folder() / f"lemmas-{_edition()}" / f"{name}-{language}.trie"
    what = f"the dictionary of {language_name(language)}"
    return kept_trie(path, what, WordMap, lambda: _lemmas(name, language))


@cache
def _edition() -> str:
    """What the tries are made from: simplemma's version, and a checksum of what is done to it."""
    from importlib.metadata import version  # loads much, for what is seldom asked

    made_by = b"".join(
        (files("search.analysis") / module).read_bytes()
        for module in ("dictionaries.py", "folding.py", "letters.py", "tries.py", "wordmaps.py")
    )
    return f"{version('simplemma')}-{zlib.crc32(made_by):08x}"


def _lemmas(name: str, language: str) -> Iterator[tuple[str, str]]:
    """Every form, once and sorted, and the lemma that following its lemmas leads to."""
    # Behind this separator a word stands before those that begin with it.
    ranked = BytesTrie(_forms(name, language), value_separator=b"\x01", order=LABEL_ORDER)

    @cache
    def last(word: str) -> str:
        path = [word]
        while found := ranked.get(path[-1]):
            path.append(min(found)[1:].decode())
            if path[-1] in path[:-1]:
                return min(path[path.index(path[-1]) : -1])
        return path[-1]

    for form, found in groupby(ranked.iteritems(), itemgetter(0)):
        yield form, last(min(lemma for _, lemma in found)[1:].decode())


def _forms(name: str, language: str) -> Iterator[tuple[str, bytes]]:
    """Every form, its rank and its lemma, as often as it is there; the lowest is the likeliest."""
    fold_word = _folder(language)
    named = _named(name, fold_word) if name in _NOUNS_STAND else set()
    for form, capital, lemma in _records(name, fold_word):
        # What is longer than its lemma is one of its forms, whatever has its own besides.
        if form in named and not form.startswith(lemma):
            lemma = form
        yield form, (_rank(name, capital, form == lemma) + lemma).encode()


def _named(name: str, fold_word: Callable[[str], str]) -> set[str]:
    """The lemmas that other forms have than themselves."""
    lemmas = {lemma for form, _, lemma in _records(name, fold_word) if form != lemma}
    return {lemma for lemma in lemmas if not lemma.endswith(_NOUNS_STAND[name])}


def _records(name: str, fold_word: Callable[[str], str]) -> Iterator[tuple[str, bool, str]]:
    """Every form, whether it has a capital, and its lemma."""
    # From inside the package, whose version is pinned for it (and because a lemma that changed
    # would no longer be the term in the indexes that are there): its own way would take twice the
    # memory.
    from simplemma.strategies.dictionaries.dictionary_factory import _read_decompressed
    from simplemma.strategies.dictionaries.frontcode import _iter_records, _read_header

    packed = _read_decompressed(name)
    backwards, _, start = _read_header(packed)
    last, lemma = b"", ""
    for _, form_bytes, lemma_bytes in _iter_records(packed, start):
        form = (form_bytes[::-1] if backwards else form_bytes).decode()
        if lemma_bytes != last:
            last = lemma_bytes
            # Some lemmas carry a note: "казвам-(се)".
            note = (lemma_bytes[::-1] if backwards else lemma_bytes).decode().partition("-(")
            lemma = fold_word(note[0])
        yield fold_word(form), form != form.lower(), lemma


def _rank(name: str, capital: bool, is_lemma: bool) -> str:
    last = capital != (name in _CAPITALS_FIRST)
    return str(last + 2 * (not is_lemma) if name in _LEMMAS_FIRST else 2 * last + (not is_lemma))


def _folder(language: str) -> Callable[[str], str]:
    """`fold` and `spelling`, ten times faster for the words whose letters both leave alone."""
    spell = spelling(language)
    letters: dict[str, bool] = {}
    same: set[str] = set()

    def folded(word: str) -> str:
        if same.issuperset(word):
            return word
        for letter in word:
            if letter not in letters:
                alone = letter.isalpha() and spell(fold(letter, language)) == letter
                letters[letter] = alone
                if alone:
                    same.add(letter)
        return word if same.issuperset(word) else spell(fold(word, language))

    return folded
