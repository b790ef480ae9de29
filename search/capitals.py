"""Which capitalised words are names, article by article; and the words of a batch as shown.

A word that begins a sentence has a capital too; a name has one more often than not.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.forms import ALWAYS, SMALL, Columns

__all__ = ["Names", "find_names"]

Ints = NDArray[np.int32]
Places = NDArray[np.intp]


class Names(NamedTuple):
    """Names among occurrences.

    Attributes:
        capital: places of the occurrences of names that have a capital, ascending.
        small: of those that have none, or of which none can be told.
    """

    capital: Places
    small: Places


def find_names(columns: Columns, form: Ints, article: Ints, shouted: NDArray[np.bool_]) -> Names:
    """Find the occurrences of terms that have a capital in most places of their article.

    Args:
        form, article, shouted: of each occurrence; whether its text is set in capitals.
    """
    writing = columns.writing[form]
    has_capital = (writing == ALWAYS) | ((writing != SMALL) & ~shouted)
    capital = np.flatnonzero(has_capital)
    if not len(capital):
        return Names(capital, capital)
    term = columns.term[form]
    ever = np.zeros(int(term.max()) + 1, np.bool_)
    ever[term[capital]] = True
    small = np.flatnonzero(ever[term] & ~has_capital)

    of_capital, of_small = (_keys(article, term, places) for places in (capital, small))
    keys, group, capitals = np.unique(of_capital, return_inverse=True, return_counts=True)
    place, known = _found(keys, of_small)
    small, place = small[known], place[known]
    smalls = np.bincount(place[~shouted[small]], minlength=len(keys))
    is_name = capitals > smalls
    return Names(capital[is_name[group]], small[is_name[place]])


def words_of(columns: Columns, words: int, form: Ints, article: Ints, names: Names) -> Places:
    """The numbers of the words of all occurrences, of names as they last stand in an article.

    Args:
        words: how many there are in all.
    """
    word = columns.word[form]
    of_capital, of_small = (_keys(article, word, places) for places in names)
    # The last of each, which is the first from the end.
    keys, from_end = np.unique(of_capital[::-1], return_index=True)
    last = names.capital[len(names.capital) - 1 - from_end]
    plain = np.ones(len(form), np.bool_)
    plain[names.capital] = False
    plain[names.small[_found(keys, of_small)[1]]] = False
    shown = np.zeros(words, np.bool_)
    shown[word[plain]] = True
    shown[columns.named[form[last]]] = True
    return np.flatnonzero(shown)


def _keys(article: Ints, number: Ints, places: Places) -> NDArray[np.int64]:
    """An article and a number in one."""
    return (article[places].astype(np.int64) << 32) | number[places]


def _found(keys: NDArray[np.int64], wanted: NDArray[np.int64]) -> tuple[Places, NDArray[np.bool_]]:
    """Where each of the wanted would stand among the sorted keys, and whether it does."""
    if not len(keys):
        return np.zeros(len(wanted), np.intp), np.zeros(len(wanted), np.bool_)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return place, keys[place] == wanted
