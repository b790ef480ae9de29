"""What the letters of a passage alone decide: its script, and often its language.

Shares, not single letters: a quoted name must not turn a passage over.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.analysis import LANGUAGES, script_of
from search.models import UNSURE
from search.text.codes import Table, codes_of

__all__ = ["Letters", "count_all", "count_letters", "scripts_of"]

Counts = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


# A character of these is a syllable or a word, so fewer of them tell as much.
_SYLLABLES = {"Hani", "Jpan", "Kore"}
# Their vowels are signs, not letters.
_ABUGIDAS = {"Beng", "Deva", "Gujr", "Guru", "Knda", "Mlym", "Taml", "Telu", "Thai"}
_LETTERS_OF = {"Hans": {"Hani"}, "Jpan": {"Jpan", "Hani"}}
_JAPANESE = ("Jpan", "Hani")
_OTHER = "Zzzz"  # of any script that no language of the table is written in

_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяѐёђѓєѕіїјљњћќѝўџґ")
_ARABIC = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٱپچژکگیںۀہۂۃےۓھٹڈڑ")
# Letters that the rules below ask for; what stands for those that are as good as any other of
# their script, and for those of languages that the table lacks.
_TELLING = frozenset("".join(("јђћѓќѕўиіїєґыэъ", "ےہںھٹڈڑپچژگکیةىإيكأ", "װױײע", "ৰৱ")))
_USUAL, _UNUSUAL = "usual", "unusual"


class Letters(NamedTuple):
    """The letters of a text.

    Attributes:
        script: of most of them; "" where there is none, or most are of no known script.
        total: how many there are of that script.
        capitals: how many letters, of any script, are capitals.
        language: the one that they decide, `"unsure"` where it is none of the table, or "".
    """

    script: str
    total: int
    capitals: int
    language: str

    def enough(self, least: int) -> bool:
        """Whether there are as many letters as `least` of an alphabet would be."""
        if self.script in _SYLLABLES:
            return self.total >= least // 4
        return self.total >= (least // 2 if self.script in _ABUGIDAS else least)


_NO_LETTERS = Letters("", 0, 0, "")


def count_letters(text: str) -> Letters:
    """Count the letters of a text's main script."""
    return count_all([text])[0]


def count_all(texts: Sequence[str]) -> list[Letters]:
    """`count_letters` of several texts at once, which is much faster than one by one."""
    if not texts:
        return []
    kinds = _KINDS.of(codes_of("".join(texts)))
    width = len(_kinds)
    owners = np.repeat(np.arange(len(texts)) * width, [len(text) for text in texts])
    counts = np.bincount(owners + kinds, minlength=len(texts) * width).reshape(-1, width)
    names, members = _members(width)
    # Of floats, which are exact here, a product is much faster than of integers.
    totals = counts.astype(np.float64) @ members
    totals, capitals = totals[:, :-1], totals[:, -1].astype(int)
    # Japanese is written with more Han than kana, Chinese with no kana at all.
    japanese, han = map(names.index, _JAPANESE)
    rows = totals[:, japanese] * 10 > totals[:, han]
    totals[rows, japanese] += totals[rows, han]
    totals[rows, han] = 0
    most = totals.max(axis=1)
    scripts = [names[place] for place in totals.argmax(axis=1).tolist()]
    several = np.count_nonzero(totals == most[:, None], axis=1) > 1
    for row in np.flatnonzero(several & (most > 0)).tolist():  # the one that comes first
        equal = {names[place] for place in np.flatnonzero(totals[row] == most[row])}
        scripts[row] = next(s for character in texts[row] if (s := _script(character)) in equal)
    languages = _languages(scripts, counts, most)
    sizes = most.astype(int).tolist()
    found = zip(scripts, sizes, capitals.tolist(), languages, strict=True)
    return [
        Letters(*letters) if letters[1] and letters[0] != _OTHER else _NO_LETTERS
        for letters in found
    ]


def _languages(scripts: list[str], counts: Counts, totals: Floats) -> list[str]:
    """The language that the letters of each text decide; see `Letters`."""
    found = [_only_language(script) for script in scripts]
    rows: dict[str, list[int]] = {}
    for row, (script, total) in enumerate(zip(scripts, totals.tolist(), strict=True)):
        if script in _RULES and total:
            rows.setdefault(script, []).append(row)
    for script, own in rows.items():
        cases = _RULES[script](_Counted(script, counts[own], totals[own]))
        # The first case that a text meets; behind them stands what all meet.
        met = np.array([*(there for there, _ in cases), np.ones(len(own), np.bool_)])
        for row, first in zip(own, met.argmax(axis=0).tolist(), strict=True):
            if first < len(cases):
                found[row] = cases[first][1]
    return found


class _Counted(NamedTuple):
    """The letters of texts in one script: of each text one row of `counts`."""

    script: str
    counts: Counts
    totals: Floats

    def number(self, *letters: str) -> Counts:
        """How many of these letters each text has."""
        columns = _columns(self.script, letters, self.counts.shape[1])
        found: Counts = self.counts[:, columns].sum(axis=1)
        return found

    def share(self, *letters: str) -> Floats:
        """The share that these letters have; none where there is but one of them."""
        found = self.number(*letters)
        return np.where(found > 1, found / self.totals, 0.0)


@lru_cache(maxsize=64)
def _members(width: int) -> tuple[tuple[str, ...], Floats]:
    """The scripts of the first so many kinds, and a column for each of them and for capitals."""
    kinds = _kinds[:width]
    names = tuple(dict.fromkeys((*_JAPANESE, *(kind.script for kind in kinds if kind.script))))
    columns = [[kind.script == name for kind in kinds] for name in names]
    return names, np.array([*columns, [kind.capital for kind in kinds]], np.float64).T


@lru_cache(maxsize=256)
def _columns(script: str, letters: tuple[str, ...], width: int) -> list[int]:
    return [n for n, k in enumerate(_kinds[:width]) if k.script == script and k.letter in letters]


def _script(character: str) -> str:
    """The script of a letter, "" for what is none."""
    return script_of(character) or (_OTHER if character.isalpha() else "")


class _Kind(NamedTuple):
    """What is counted as one: `letter` in lower case, or what stands for it."""

    script: str
    letter: str
    capital: bool


_kinds = [_Kind("none", "", capital=False)]  # of no character: a Table has no 0


def _kind(character: str) -> int:
    script, letter = _script(character), character.lower()
    if letter not in _TELLING:
        known = letter in _CYRILLIC or letter in _ARABIC
        letter = _USUAL if known else _UNUSUAL
    kind = _Kind(script, letter if script in _RULES else "", character.isupper())
    if kind not in _kinds:
        _kinds.append(kind)
    return _kinds.index(kind)


_KINDS = Table(_kind, np.uint16)


@cache
def scripts_of(code: str) -> frozenset[str]:
    """The scripts of `script_of` in which a language is written; none for one of no row."""
    row = LANGUAGES.get(code)
    if not row:
        return frozenset()
    return frozenset(_LETTERS_OF.get(row.script, {row.script}) | ({row.also} - {""}))


@cache
def _only_language(script: str) -> str:
    """The language whose letters these are, "" where several have them."""
    main = "Hans" if script == "Hani" else script
    codes = [row.code for row in LANGUAGES.values() if main in {row.script, row.also}]
    return codes[0] if len(codes) == 1 else ""


# Conditions, of which the first that a text meets decides its language.
_Cases = list[tuple[npt.NDArray[np.bool_], str]]


def _cyrillic(letters: _Counted) -> _Cases:
    # In running text Ukrainian has і, ї, є for 8 letters in a hundred, Russian ы and э for 2,
    # Bulgarian ъ for 1.5, Belarusian ў and і for 6 and no и, Serbian and Macedonian ј for 3.
    share = letters.share
    serbian, macedonian = share(*"ђћ"), share(*"ѓќѕ")
    with_j = share("ј") >= 0.01
    russian = (share(*"ыэ") >= 0.008) & (share(*"іїєґў") < 0.005)
    return [
        # Kazakh, Tatar, Mongolian and others that the table lacks
        (share(_UNUSUAL) >= 0.01, UNSURE),
        (with_j & (serbian > macedonian), "sr"),
        (with_j & (serbian < macedonian), "mk"),
        (with_j, ""),
        ((letters.number("ў") > 0) & (share(*"ўі") >= 0.02) & (share("и") < 0.01), "be"),
        ((share(*"іїєґ") >= 0.03) & (share(*"ыэў") < 0.005), "uk"),
        # Languages of the Caucasus and the Crimea write нъ, къ, гъ for sounds of their own.
        (russian & (share("ъ") >= 0.008), UNSURE),
        (russian, "ru"),
        ((share("ъ") >= 0.005) & (share(*"ыэіїєґ") < 0.002), "bg"),
        (letters.totals > 0, ""),
    ]


def _arabic(letters: _Counted) -> _Cases:
    # Urdu has ے, ہ, ں and retroflex letters for 10 in a hundred, Persian its own forms of
    # k and y and پ, چ, ژ, گ, Arabic ة, ى and the hamza on alef.
    share = letters.share
    own_forms = share(*"پچژگکی")
    return [
        (share(_UNUSUAL) >= 0.01, UNSURE),  # Pashto, Kurdish, Uyghur, Sindhi
        (share(*"ےہںھٹڈڑ") >= 0.03, "ur"),
        ((own_forms >= 0.03) & (share(*"ةىإ") < 0.01), "fa"),
        # Persian from old keyboards has the Arabic k and y.
        ((share(*"پچژگ") >= 0.015) & (share(*"ةإ") < 0.01), "fa"),
        ((share(*"ةىيكأإ") >= 0.03) & (own_forms < 0.01), "ar"),
        (letters.totals > 0, ""),
    ]


def _hebrew(letters: _Counted) -> _Cases:
    # Yiddish writes its vowels: ע for 10 letters in a hundred, where Hebrew has 3; and has
    # letters for its diphthongs.
    yiddish = (letters.share(*"װױײ") >= 0.01) | (letters.share("ע") >= 0.09)
    return [(yiddish, "yi"), (~yiddish, "")]


def _bengali(letters: _Counted) -> _Cases:
    # Assamese has an r and a v of its own.
    return [(letters.share(*"ৰৱ") >= 0.01, UNSURE)]


_RULES: dict[str, Callable[[_Counted], _Cases]] = {
    "Arab": _arabic,
    "Beng": _bengali,
    "Cyrl": _cyrillic,
    "Hebr": _hebrew,
}
