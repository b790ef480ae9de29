"""The language of each passage, and of the whole.

A passage of 40 letters or more is judged by itself: by its letters where they decide (the scripts
that one language uses, the letters that only one language has), else by its function words, else
by langdetect. A shorter one takes the language around it, if it is of the same script: below
about 40 letters no detector can be trusted.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from search.analysis import LANGUAGES, script_of, stop_words
from search.models import UNSURE

__all__ = ["Languages", "detect_language", "detect_languages"]

MIN_LETTERS = 40
# Of a longer passage this much is enough: langdetect's time grows with the length.
_ENOUGH = 1000
_SEED = 0
_MIN_FOREIGN = 150
# Below this langdetect contradicts itself from one half of a text to the other.
_MIN_PROBABILITY = 0.8
# Running text has 25 to 45 function words in a hundred; other languages' share few of them.
_MIN_FUNCTION_WORDS = 0.22
_MAX_RIVAL = 0.5
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ONE_LANGUAGE = {
    "Armn": "hy", "Beng": "bn", "Grek": "el", "Gujr": "gu", "Guru": "pa", "Hani": "zh",
    "Hebr": "he", "Jpan": "ja", "Knda": "kn", "Kore": "ko", "Mlym": "ml", "Taml": "ta",
    "Telu": "te", "Thai": "th",
}  # fmt: skip
_ABUGIDAS = {"Beng", "Deva", "Gujr", "Guru", "Knda", "Mlym", "Taml", "Telu", "Thai"}
_SCRIPT_OF_ROW = {"Hans": "Hani"}


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of an article.

    Attributes:
        main: its own, or `"unsure"`.
        others: those of further passages, the one with most text first.
        passages: one code for each passage given.
    """

    main: str
    others: tuple[str, ...]
    passages: tuple[str, ...]


def detect_languages(passages: Iterable[str], stated: str = "") -> Languages:
    """The languages of an article's passages, and the article's own.

    Args:
        passages: its paragraphs in order, without what was set aside.
        stated: what its metadata claims; believed only where the text does not decide.
    """
    texts = list(passages)
    scripts = [_main_script(text) for text in texts]
    found = [detect_language(text) for text in texts]
    letters: Counter[str] = Counter()
    for text, code in zip(texts, found, strict=True):
        if code != UNSURE:
            letters[code] += len(text)
    main = max(letters, key=letters.__getitem__) if letters else _undecided(texts, stated)
    script = _scripts(main)
    for number, text in enumerate(texts):
        # A short passage that differs only in language, not in script, is more likely misjudged
        # (Czech for Slovak, Russian for Bulgarian) than foreign.
        doubtful = found[number] != main and scripts[number] in script
        if doubtful and len(text) < _MIN_FOREIGN and not _by_letters(text, scripts[number]):
            found[number] = UNSURE
    filled = _fill(found, scripts, main)
    sizes: Counter[str] = Counter()
    for text, code in zip(texts, filled, strict=True):
        sizes[code] += len(text)
    others = (code for code, _ in sizes.most_common() if code not in {main, UNSURE})
    return Languages(main, tuple(others), tuple(filled))


def _undecided(texts: list[str], stated: str) -> str:
    """The language of an article none of whose passages is long enough to tell."""
    whole = " ".join(texts)
    code = detect_language(whole)
    if code != UNSURE:
        return code
    stated = stated.strip().casefold().replace("_", "-").partition("-")[0]
    script = _main_script(whole)
    if stated in LANGUAGES and (not script or script in _scripts(stated)):
        return stated
    return UNSURE


def _fill(found: list[str], scripts: list[str], main: str) -> list[str]:
    """Give each undecided passage the language before it, after it, or of the whole."""
    filled = list(found)
    for number, code in enumerate(found):
        if code != UNSURE:
            continue
        before = filled[number - 1] if number else main
        after = next((other for other in found[number + 1 :] if other != UNSURE), main)
        for neighbour in (before, after, main):
            if neighbour != UNSURE and (
                not scripts[number] or scripts[number] in _scripts(neighbour)
            ):
                filled[number] = neighbour
                break
    return filled


def _scripts(code: str) -> set[str]:
    """The scripts of `script_of` in which a language is written."""
    script = LANGUAGES[code].script
    return {"Jpan", "Hani"} if code == "ja" else {_SCRIPT_OF_ROW.get(script, script)}


def _main_script(text: str) -> str:
    """The script of most letters in the text's first part; "" where there is no letter."""
    scripts = Counter(map(script_of, text[:_ENOUGH]))
    del scripts[""]
    if not scripts:
        return ""
    # Japanese is written with more Han than kana, Chinese with no kana at all.
    if scripts["Jpan"] * 10 > scripts["Hani"]:
        scripts["Jpan"] += scripts["Hani"]
    return max(scripts, key=scripts.__getitem__)


def detect_language(text: str) -> str:
    """The language of one passage, or `"unsure"`."""
    text = text[:_ENOUGH]
    script = _main_script(text)
    # A character of the first is a syllable or a word; vowels of the second are no letters.
    enough = 10 if script in {"Hani", "Jpan", "Kore"} else MIN_LETTERS
    enough = enough // 2 if script in _ABUGIDAS else enough
    own = [letter for letter in text.casefold() if script_of(letter) == script]
    if not script or len(own) < enough:
        return UNSURE
    return (
        _ONE_LANGUAGE.get(script)
        or _by_letters(text, script)
        or _by_function_words(text, script)
        or _by_langdetect(text, script)
    )


def _by_letters(text: str, script: str) -> str:
    """The language that the letters of a Cyrillic text decide, or ""."""
    if script != "Cyrl":
        return ""
    return _cyrillic(Counter(letter for letter in text.casefold() if script_of(letter) == script))


def _cyrillic(letters: Counter[str]) -> str:
    """The language that the letters alone decide, or "".

    Shares, not single letters: a quoted name must not turn a passage over. In running text
    Ukrainian has і, ї, є for 8 letters in a hundred, Russian ы and э for 2, Bulgarian ъ for 1.5,
    Belarusian ў and і for 6 and no и, Serbian and Macedonian ј for 3.
    """
    total = letters.total()

    def share(of: str) -> float:
        count = sum(letters[letter] for letter in of)
        return count / total if count > 1 else 0.0

    if share("әғқңөұүһҗ") >= 0.01:
        return UNSURE  # Kazakh, Tatar and others that nothing here knows
    if share("ј") >= 0.01:
        own = share("ђћ"), share("ѓќѕ")
        return "" if own[0] == own[1] else "sr" if own[0] > own[1] else "mk"
    if letters["ў"] and share("ўі") >= 0.02 and share("и") < 0.01:
        return "be"
    if share("іїєґ") >= 0.03 and share("ыэў") < 0.005:
        return "uk"
    if share("ыэ") >= 0.008 and share("іїєґў") < 0.005:
        return "ru"
    if share("ъ") >= 0.005 and share("ыэіїєґ") < 0.002:
        return "bg"
    return ""


def _by_function_words(text: str, script: str) -> str:
    """The language whose function words make up enough of the text, with no near rival."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < 8:
        return ""
    shares = sorted(
        (
            (sum(word in stops for word in words) / len(words), code)
            for code, stops in _function_words(script)
        ),
        reverse=True,
    )
    if not shares or shares[0][0] < _MIN_FUNCTION_WORDS:
        return ""
    rival = shares[1][0] if len(shares) > 1 else 0.0
    return shares[0][1] if rival <= _MAX_RIVAL * shares[0][0] else ""


@cache
def _function_words(script: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((c, stop_words(c)) for c in LANGUAGES if script in _scripts(c) and stop_words(c))


def _by_langdetect(text: str, script: str) -> str:
    """Langdetect's answer, if it is likely and of the text's own script; else `"unsure"`."""
    for code, probability in _langdetect()(text):
        code = code.partition("-")[0]
        if code in LANGUAGES and script in _scripts(code):
            return code if probability >= _MIN_PROBABILITY else UNSURE
    return UNSURE


_loading = Lock()


def _langdetect() -> Callable[[str], list[tuple[str, float]]]:
    # Eight threads that start on a cold langdetect read its profiles all at once, and fail.
    with _loading:
        return _load_langdetect()


@cache
def _load_langdetect() -> Callable[[str], list[tuple[str, float]]]:
    """Langdetect's ranked guesses; by langdetect-rs, whose answers are the same, if installed."""
    try:
        import langdetect_rs as package
    except ImportError:
        import langdetect as package
    # Unseeded, it changes nine answers in a hundred on short texts from run to run.
    package.DetectorFactory.seed = _SEED
    no_features: type[Exception] = package.LangDetectException
    package.detect("one call, so that its profiles are loaded")

    def guesses(text: str) -> list[tuple[str, float]]:
        try:
            found: list[Any] = package.detect_langs(text)
        except no_features:
            return []  # digits, addresses and the like
        return [(guess.lang, guess.prob) for guess in found]

    return guesses
