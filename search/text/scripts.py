"""What the letters of a passage alone decide: its script, and often its language.

Shares, not single letters: a quoted name must not turn a passage over.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from search.analysis import LANGUAGES, script_of
from search.models import UNSURE
from search.text.codes import Table, codes_of

__all__ = ["Letters", "by_letters", "count_all", "count_letters", "scripts_of"]

# A character of these is a syllable or a word, so fewer of them tell as much.
_SYLLABLES = {"Hani", "Jpan", "Kore"}
# Their vowels are signs, not letters.
_ABUGIDAS = {"Beng", "Deva", "Gujr", "Guru", "Knda", "Mlym", "Taml", "Telu", "Thai"}
_LETTERS_OF = {"Hans": {"Hani"}, "Jpan": {"Jpan", "Hani"}}
_OTHER = "Zzzz"  # of any script that no language of the table is written in

_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяѐёђѓєѕіїјљњћќѝўџґ")
_ARABIC = frozenset("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٱپچژکگیںۀہۂۃےۓھٹڈڑ")
# Letters that the rules below ask for; what stands for those that are as good as any other of
# their script, and for those of languages that the table lacks.
_TELLING = frozenset("".join(("јђћѓќѕўиіїєґыэъ", "ےہںھٹڈڑپچژگکیةىإيكأ", "װױײע", "ৰৱ")))
_USUAL, _UNUSUAL = "usual", "unusual"


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a text.

    Attributes:
        script: of most of them; "" where there is none, or most are of no known script.
        counts: letter, lower case -> how often, of that script only; empty for a script whose
            languages are not told apart by them. All letters that tell nothing stand under one.
        total: how many there are of that script.
        capitals: how many letters, of any script, are capitals.
    """

    script: str
    counts: dict[str, int]
    total: int
    capitals: int

    def share(self, of: Iterable[str]) -> float:
        """The share that these letters have; none where there is but one of them."""
        counts = self.counts
        found = sum([counts[letter] for letter in of if letter in counts])
        return found / self.total if found > 1 else 0.0

    def enough(self, least: int) -> bool:
        """Whether there are as many letters as `least` of an alphabet would be."""
        if self.script in _SYLLABLES:
            return self.total >= least // 4
        return self.total >= (least // 2 if self.script in _ABUGIDAS else least)


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
    counts = np.bincount(owners + kinds, minlength=len(texts) * width)
    found: list[list[tuple[_Kind, int]]] = [[] for _ in texts]
    there = counts.nonzero()[0]
    for place, count in zip(there.tolist(), counts[there].tolist(), strict=True):
        found[place // width].append((_kinds[place % width], count))
    return list(map(_letters, texts, found))


def _letters(text: str, found: list[tuple["_Kind", int]]) -> Letters:
    totals: defaultdict[str, int] = defaultdict(int)
    capitals = 0
    for (script, _, capital), count in found:
        totals[script] += count
        if capital:
            capitals += count
    totals.pop("", None)
    # Japanese is written with more Han than kana, Chinese with no kana at all.
    if "Jpan" in totals and totals["Jpan"] * 10 > totals.get("Hani", 0):
        totals["Jpan"] += totals.pop("Hani", 0)
    script = _most(totals, text)
    if script == _OTHER:
        return Letters("", {}, 0, 0)
    counts: dict[str, int] = {}
    if script in _RULES:
        for (own, letter, _), count in found:
            if own == script:
                counts[letter] = counts.get(letter, 0) + count
    return Letters(script, counts, totals[script], capitals)


def _most(totals: dict[str, int], text: str) -> str:
    """The script of most letters; of several the one that comes first in the text."""
    most = max(totals.values(), default=0)
    scripts = [script for script, total in totals.items() if total == most]
    if len(scripts) < 2:
        return scripts[0] if scripts else _OTHER
    return next(script for char in text if (script := _script(char)) in scripts)


def _script(character: str) -> str:
    """The script of a letter, "" for what is none."""
    return script_of(character) or (_OTHER if character.isalpha() else "")


# Script; the letter in lower case, or what stands for it; whether it is a capital.
_Kind = tuple[str, str, bool]
_kinds: list[_Kind] = [("none", "", False)]  # of no character: a Table has no 0


def _kind(character: str) -> int:
    script, letter = _script(character), character.lower()
    if letter not in _TELLING:
        known = letter in _CYRILLIC or letter in _ARABIC
        letter = _USUAL if known else _UNUSUAL
    kind = script, letter if script in _RULES else "", character.isupper()
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


def by_letters(letters: Letters) -> str:
    """The language that the letters decide, `"unsure"` where it is none of the table, or ""."""
    rule = _RULES.get(letters.script)
    return rule(letters) if rule else _only_language(letters.script)


def _cyrillic(letters: Letters) -> str:
    # In running text Ukrainian has і, ї, є for 8 letters in a hundred, Russian ы and э for 2,
    # Bulgarian ъ for 1.5, Belarusian ў and і for 6 and no и, Serbian and Macedonian ј for 3.
    share = letters.share
    if share([_UNUSUAL]) >= 0.01:
        return UNSURE  # Kazakh, Tatar, Mongolian and others that the table lacks
    if share("ј") >= 0.01:
        own = share("ђћ"), share("ѓќѕ")
        return "" if own[0] == own[1] else "sr" if own[0] > own[1] else "mk"
    if "ў" in letters.counts and share("ўі") >= 0.02 and share("и") < 0.01:
        return "be"
    if share("іїєґ") >= 0.03 and share("ыэў") < 0.005:
        return "uk"
    if share("ыэ") >= 0.008 and share("іїєґў") < 0.005:
        # Languages of the Caucasus and the Crimea write нъ, къ, гъ for sounds of their own.
        return "ru" if share("ъ") < 0.008 else UNSURE
    if share("ъ") >= 0.005 and share("ыэіїєґ") < 0.002:
        return "bg"
    return ""


def _arabic(letters: Letters) -> str:
    # Urdu has ے, ہ, ں and retroflex letters for 10 in a hundred, Persian its own forms of
    # k and y and پ, چ, ژ, گ, Arabic ة, ى and the hamza on alef.
    share = letters.share
    if share([_UNUSUAL]) >= 0.01:
        return UNSURE  # Pashto, Kurdish, Uyghur, Sindhi
    if share("ےہںھٹڈڑ") >= 0.03:
        return "ur"
    if share("پچژگکی") >= 0.03 and share("ةىإ") < 0.01:
        return "fa"
    # Persian from old keyboards has the Arabic k and y.
    if share("پچژگ") >= 0.015 and share("ةإ") < 0.01:
        return "fa"
    return "ar" if share("ةىيكأإ") >= 0.03 and share("پچژگکی") < 0.01 else ""


def _hebrew(letters: Letters) -> str:
    # Yiddish writes its vowels: ע for 10 letters in a hundred, where Hebrew has 3; and has
    # letters for its diphthongs.
    return "yi" if letters.share("װױײ") >= 0.01 or letters.share("ע") >= 0.09 else ""


def _bengali(letters: Letters) -> str:
    # Assamese has an r and a v of its own.
    return UNSURE if letters.share("ৰৱ") >= 0.01 else _only_language("Beng")


_RULES = {"Arab": _arabic, "Beng": _bengali, "Cyrl": _cyrillic, "Hebr": _hebrew}
