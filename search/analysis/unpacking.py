"""simplemma's dictionaries, each form with the lemma that its lemmas lead to.

simplemma carries a dictionary as records of a form and its lemma, in which a form's lemma may be a
form of yet another word. Read through folding and spelling, several records may have one form.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count, islice
from operator import ne
from typing import NamedTuple

import numpy as np
from marisa_trie import LABEL_ORDER, Trie
from numpy.typing import NDArray

from search.analysis.folding import fold_all
from search.analysis.letters import spelling
from search.analysis.wordmaps import NOWHERE

__all__ = ["unpacked"]

Ints = NDArray[np.int32]

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
_TOGETHER = 100_000  # records


class _Records(NamedTuple):
    """The records of a dictionary, folded and spelled.

    Attributes:
        forms: some a piece, one to a line.
        capital: whether a form has a capital where simplemma has it.
        lemma: its place among `lemmas`, which are distinct and sorted.
    """

    forms: list[str]
    capital: NDArray[np.bool_]
    lemma: Ints
    lemmas: list[str]


def unpacked(name: str, language: str) -> tuple[Trie, Ints]:
    """A trie of all words, and the number of the lemma that each leads to, by its own number.

    What is a lemma and no form leads `NOWHERE`. For the arguments see `dictionaries.lemmas`.
    """
    records = _records(name, language)
    trie = Trie(chain(_lines(records.forms), records.lemmas), order=LABEL_ORDER)
    form = np.fromiter(map(trie.get, _lines(records.forms)), np.int32, len(records.lemma))
    of_lemma = np.fromiter(map(trie.get, records.lemmas), np.int32, len(records.lemmas))
    if name in _NOUNS_STAND:
        _let_nouns_stand(records, form, of_lemma, _NOUNS_STAND[name])

    is_first = records.capital == (name in _CAPITALS_FIRST)
    is_lemma = form == of_lemma[records.lemma]
    signs = (is_lemma, is_first) if name in _LEMMAS_FIRST else (is_first, is_lemma)
    # Of one form the record that has the first sign wins, then the second, then the first lemma.
    choices = (form.astype(np.int64) << 2) + 2 * ~signs[0] + 1 * ~signs[1]
    choices = choices * len(of_lemma) + records.lemma
    choices.sort()
    form = (choices // len(of_lemma) >> 2).astype(np.int32)
    is_best = np.diff(form, prepend=-1) != 0
    form, best = form[is_best], of_lemma[choices[is_best] % len(of_lemma)]
    leads = np.arange(len(trie), dtype=np.int32)
    leads[form] = best
    leads = _last(leads, trie.restore_key)
    is_form = np.zeros(len(trie), np.bool_)
    is_form[form] = True
    return trie, np.where(is_form, leads, np.int32(NOWHERE))


def _records(name: str, language: str) -> _Records:
    # From inside the package, whose version is pinned for it (and because a lemma that changed
    # would no longer be the term in the indexes that are there): its own way would take twice the
    # memory.
    from simplemma.strategies.dictionaries.dictionary_factory import _read_decompressed
    from simplemma.strategies.dictionaries.frontcode import _iter_records, _read_header

    packed = _read_decompressed(name)
    backwards, _, start = _read_header(packed)
    records = _iter_records(packed, start)
    step = -1 if backwards else 1
    spell = spelling(language)

    def lines(parts: tuple[bytes, ...]) -> list[str]:
        return b"\n".join(parts)[::step].decode().split("\n")

    def folded(words: list[str]) -> str:
        return spell("\n".join(fold_all(words, language)))

    numbers: defaultdict[bytes, int] = defaultdict(count().__next__)
    forms: list[str] = []
    capital = []
    lemma = []
    while some := tuple(zip(*islice(records, _TOGETHER), strict=True)):
        _, of_some, lemmas = some
        lemma.append(np.fromiter(map(numbers.__getitem__, lemmas), np.int32, len(lemmas))[::step])
        words = lines(of_some)
        small = "\n".join(words).lower().split("\n")
        capital.append(np.fromiter(map(ne, words, small), np.bool_, len(words)))
        forms.append(folded(words))
    # Some lemmas carry a note: "казвам-(се)".
    texts = [text.partition("-(")[0] for text in lines(tuple(numbers))]
    by_number = folded(texts).split("\n")[::step]
    distinct = sorted(set(by_number))
    places = {text: place for place, text in enumerate(distinct)}
    place_of = np.fromiter(map(places.__getitem__, by_number), np.int32, len(by_number))
    return _Records(forms, np.concatenate(capital), place_of[np.concatenate(lemma)], distinct)


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    for piece in pieces:
        yield from piece.split("\n")


def _let_nouns_stand(
    records: _Records, form: Ints, of_lemma: Ints, not_behind: tuple[str, ...]
) -> None:
    """Have forms that are lemmas of others than themselves as their own, as `_NOUNS_STAND` says."""
    lemma, lemmas = records.lemma, records.lemmas
    own = np.full(max(form.max(), of_lemma.max()) + 1, NOWHERE, np.int32)
    has_forms = np.unique(lemma[form != of_lemma[lemma]])
    own[of_lemma[has_forms]] = has_forms
    for place in np.flatnonzero((own[form] != NOWHERE) & (own[form] != lemma)).tolist():
        word = lemmas[own[form[place]]]
        # What is longer than its lemma is one of its forms, whatever has its own besides.
        if not word.endswith(not_behind) and not word.startswith(lemmas[lemma[place]]):
            lemma[place] = own[form[place]]


def _last(leads: Ints, word: Callable[[int], str]) -> Ints:
    """Where going on leads from each number in the end; in a circle, to the first of its words."""
    for first in _in_circles(leads):
        if leads[leads[first]] != leads[first]:  # no circle that was met before
            circle = [first]
            while (following := int(leads[circle[-1]])) != first:
                circle.append(following)
            leads[circle] = min(circle, key=word)
    while (further := leads[leads]).tobytes() != leads.tobytes():
        leads = further
    return leads


def _in_circles(leads: Ints) -> Iterator[int]:
    """The numbers that lead back to themselves, by way of others."""
    steps, reached = 1, leads
    while steps < len(leads):
        steps, reached = 2 * steps, reached[reached]
    on = np.unique(reached)
    yield from on[leads[on] != on].tolist()
