"""The measures that no library is needed for, on plain sets and texts."""

import re
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from statistics import fmean

__all__ = ["Score", "mean_score", "score", "token_score"]

# A word; of Chinese, which writes no spaces between words, a character.
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+")


@dataclass(frozen=True, slots=True)
class Score:
    """Recall and precision."""

    recall: float
    precision: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def score(found: Iterable[str], wanted: Set[str]) -> Score:
    """The share of what is wanted that was found, and of what was found that is wanted.

    Where nothing is found the precision is 0: a search that finds nothing is not a precise one.
    """
    return _score(Counter(set(found)), Counter(wanted))


def token_score(found: str, wanted: str) -> Score:
    """The same of two texts' words: lower case, each as often as it stands there."""
    return _score(_tokens(found), _tokens(wanted))


def mean_score(scores: Iterable[Score]) -> Score:
    """Macro means, of one score or more: each counts the same."""
    known = list(scores)
    return Score(fmean(s.recall for s in known), fmean(s.precision for s in known))


def _score(found: Counter[str], wanted: Counter[str]) -> Score:
    right = (found & wanted).total()
    return Score(right / wanted.total(), right / found.total() if found else 0.0)


def _tokens(text: str) -> Counter[str]:
    return Counter(_TOKEN.findall(text.lower()))
