"""Letters of another script that look the same: "Cтолтенберг" with a Latin C, "вiйна" with an i.

A word is repaired only where it then is of one script, and where nothing speaks for its being
mixed on purpose: "ITшник" and "Facebookу" are, "МіГ-29" and "COVID-ом" are not mixed at all.
Words that could be of either script are decided by the line they stand in; abbreviations in
capitals only where letters and line agree. A nought for an O and a 3 for a З stay: figures in
words are names of models more often than slips.
"""

import re
from collections import Counter
from functools import lru_cache

import regex

from search.analysis.stopwords import stop_words

__all__ = ["replace_lookalikes"]

_LATIN = "ABCEHIJKMOPTXYÏËaceijopxyïë"
_CYRILLIC = "АВСЕНІЈКМОРТХУЇЁасеіјорхуїё"
_LATIN_OF_GREEK = "ABEHIKMNOPTXYZovu"
_GREEK = "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖονυ"
_CYRILLIC_OF_GREEK = "АВЕНІКМОРТХо"
_GREEK_OF_CYRILLIC = "ΑΒΕΗΙΚΜΟΡΤΧο"


def _table(of: str, to: str) -> dict[int, str]:
    return dict(zip(map(ord, of), to, strict=True))


# A vowel with an acute in a Cyrillic word is Latin for want of a stressed Cyrillic one; no word
# has two stresses, and one of a syllable needs none.
_STRESSED = _table("áéíóýÁÉÍÓÝ", "аеіоуАЕІОУ")
# (script, script that it becomes) -> letters.
_TABLES = {
    ("L", "C"): _table(_LATIN, _CYRILLIC)
    | {letter: f"{plain}\u0301" for letter, plain in _STRESSED.items()},
    ("C", "L"): _table(_CYRILLIC, _LATIN),
    ("L", "G"): _table(_LATIN_OF_GREEK, _GREEK) | {0xB5: "μ"},
    ("G", "L"): _table(_GREEK, _LATIN_OF_GREEK),
    ("C", "G"): _table(_CYRILLIC_OF_GREEK, _GREEK_OF_CYRILLIC),
    ("G", "C"): _table(_GREEK_OF_CYRILLIC, _CYRILLIC_OF_GREEK),
}
_L, _C, _G = r"A-Za-zµÀ-ÖØ-öø-ɏḀ-ỿ", r"Ѐ-ԯ", r"Ͱ-Ͽἀ-῿"
_SEAM = re.compile(rf"[{_L}](?:(?=[{_C}{_G}])|(?<=[{_C}{_G}].))|[{_G}](?:(?=[{_C}])|(?<=[{_C}].))")
_BLANK = re.compile(r"\s")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")
_RUNS = regex.compile(rf"(?P<L>[{_L}]+)|(?P<C>[{_C}]+)|(?P<G>[{_G}]+)")
_RUNS_OF = {"L": re.compile(f"[{_L}]+"), "C": re.compile(f"[{_C}]+"), "G": re.compile(f"[{_G}]+")}
_ROMAN = frozenset("XIХІ")
# One-letter words by the letters that show their language: Ukrainian and Belarusian, Serbian and
# Macedonian, Russian, Bulgarian; the first that the line has any of.
_ONE_LETTER = (("іїєґў", "aioy"), ("јљњђћџѓќ", "aiocye"), ("ыэё", "aocy"), ("ъ", "aocye"))
# Words that name a letter, not use it: "пункт a", "вітамін c".
_NAMING = (
    "букв", "варіант", "вариант", "вектор", "вітамін", "витамин", "груп", "индекс", "індекс",
    "катег", "клас", "літер", "параметр", "підпункт", "подпункт", "пункт", "тип", "точк", "форм",
    "число", "яке", "змінн", "перемен",
)  # fmt: skip
_OPENING_WORDS = {"aioy": "BY", "aiocye": "BYC", "aocy": "BYCK", "aocye": "BYC"}
_ALONE = regex.compile(r"[aiocyeAIOCYBK](?<![^\s«„\"(].)(?=[ \t\xa0])")
_ALONE_IN_LATIN = regex.compile(r"[аіоуеАІОУ](?<![^\s«“„\"(].)(?=[ \t\xa0])")
# Looked for from the end, where they stand.
_WORD_BEFORE = regex.compile(
    r"(?r)(\p{L}[\p{L}\p{M}'’ʼ-]*)[,;:»“”\")]?[ \t\xa0]+(?:[–—-][ \t\xa0]+)?[«„\"(]?$"
)
_SENTENCE_BEFORE = regex.compile(r"(?r)(?:^|[.!?…][»”\")]?[ \t\xa0]+)[«„\"(–—-]?[ \t\xa0]*$")
_WORD_AFTER = regex.compile(r"[ \t\xa0]+[«„\"(]?(\p{L}+)")
_WHOLE = {"L": re.compile(f"[{_LATIN}]{{3,}}"), "C": re.compile(f"[{_CYRILLIC}]{{3,}}")}
_PART_BEFORE = re.compile(r"[\w'’ʼ.@/:&#-]")
_PART_BEHIND = re.compile(r"[\w'’ʼ]|[@./:&-]\S")
_NEAR, _SAMPLE = 300, 2_000  # letters
_MIN_GREEK = 3
_MIN_STRESSED = 4
_MIN_CAPITALS = 4


def replace_lookalikes(text: str) -> tuple[str, int]:
    """The text with every word in one script where that is certain, and how many words changed.

    The number of letters does not change, but for a stress that becomes a mark of its own.
    """
    total = 0
    if _SEAM.search(text):
        text, total = _mixed(text)
    # Counting is much faster than any pattern.
    cyrillic, latin = (sum(map(text.count, vowels)) for vowels in ("аеио", "aeio"))
    script = "C" if cyrillic > latin else "L"
    alone = _ALONE if script == "C" else _ALONE_IN_LATIN
    if alone.search(text):
        text, singles = _single(text, alone, script)
        total += singles
    if _WHOLE["L" if script == "C" else "C"].search(text):
        text, whole = _whole(text, script)
        total += whole
    return text, total


def _mixed(text: str) -> tuple[str, int]:
    """Repair the words that are of two scripts."""
    changed = done = 0
    parts = []
    # Most texts have few seams: only what stands between blanks around one is parted into words.
    for seam in _SEAM.finditer(text):
        start = seam.start()
        if start < done:
            continue
        while start > done and not text[start - 1].isspace():
            start -= 1
        blank = _BLANK.search(text, seam.end())
        end = blank.start() if blank else len(text)
        parts.append(text[done:start])
        done = start
        for match in _WORD.finditer(text, start, end):
            word = match[0]
            if _SEAM.search(word):
                new = _one_script(word, match)
                changed += new != word
                parts += [text[done : match.start()], new]
                done = match.end()
        parts.append(text[done:end])
        done = end
    return "".join(parts) + text[done:], changed


def _one_script(word: str, match: regex.Match[str]) -> str:
    runs = [(run.lastgroup or "", run[0]) for run in _RUNS.finditer(word)]
    scripts = sorted({script for script, _ in runs})
    line = _line_script(match.string, *match.span())
    inflects = _letters(" ".join(_line(match.string, *match.span())))["C"] > 0
    if len(scripts) != 2 or _is_meant(runs, inflects) or (len(word) < 3 and _beside_figure(match)):
        return word
    possible = _possible(word, runs, scripts)
    if len(possible) == 1:
        return next(iter(possible.values()))
    if set(word) <= _ROMAN:
        return possible.get("L", word)
    if word.isupper() and 2 * sum(len(run) for script, run in runs if script == line) < len(word):
        return word
    return possible.get(line, word)


def _possible(word: str, runs: list[tuple[str, str]], scripts: list[str]) -> dict[str, str]:
    """The scripts that a word can be written in, looking the same, and how it then is written."""
    possible = {}
    for of, to in (scripts, scripts[::-1]):
        letters = "".join(run for script, run in runs if script == of)
        table = _TABLES[of, to]
        if all(ord(letter) in table for letter in letters):
            possible[to] = word.translate(table)
        unlikely = len(word) < _MIN_GREEK or 2 * len(letters) >= len(word)
        if "G" in scripts and unlikely and letters.strip("µ"):
            possible.pop(to, None)  # "Δx" and "μm" are no words
        stresses = sum(ord(letter) in _STRESSED for letter in letters)
        if stresses > 1 or (stresses and len(word) < _MIN_STRESSED):
            possible.pop(to, None)
    return possible


def _is_meant(runs: list[tuple[str, str]], inflects: bool) -> bool:
    """Whether a word is of two scripts on purpose: two blocks, the first a word of its own.

    `inflects`: its line has Cyrillic words, so that a Latin one may have a Cyrillic ending.
    """
    if len(runs) != 2:
        return False
    (script, first), (_, second) = runs
    if first[-1].islower() and second[0].isupper():
        return True  # "eЧерга", "уFacebook", and a site's name glued to a heading
    if len(first) > 1 and first.isupper() and second[0].islower():
        return True  # "ITшник"
    # "Facebookу"
    return script == "L" and len(first) > 2 and (inflects or len(second) > 2)


def _beside_figure(match: regex.Match[str]) -> bool:
    text, start, end = match.string, match.start(), match.end()
    return text[start - 1 : start].isdigit() or text[end : end + 1].isdigit()


def _line(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a place in its line, near by."""
    before, behind = text[max(start - _NEAR, 0) : start], text[end : end + _NEAR]
    return before.rpartition("\n")[2], behind.partition("\n")[0]


@lru_cache(maxsize=64)
def _letters(text: str) -> dict[str, int]:
    """How many letters of each script a piece of text has."""
    return {script: sum(map(len, runs.findall(text))) for script, runs in _RUNS_OF.items()}


def _line_script(text: str, start: int, end: int) -> str:
    """The script of most letters around a word; of the text's head, for a line of one word."""
    for around in (" ".join(_line(text, start, end)), text[:_SAMPLE]):
        letters = _letters(around)
        script = max(letters, key=letters.__getitem__)
        if 2 * letters[script] > sum(letters.values()) and letters[script] > 3:
            return script
    return ""


def _single(text: str, alone: regex.Pattern[str], script: str) -> tuple[str, int]:
    """Repair words of one letter between words of `script`: "вчора i сьогодні", "A що далі?"."""
    changed = 0
    in_text = _one_letter_words(text.casefold())

    def replace(match: regex.Match[str]) -> str:
        nonlocal changed
        letter = match[0]
        before, behind = _line(text, *match.span())
        line = (before + behind).casefold()
        after = _WORD_AFTER.match(behind)
        if not after or _script(after[1]) != script:
            return letter
        if script == "C":
            known = _one_letter_words(line) or in_text
            meant = _is_word(letter, before, after[1], known)
        else:
            # "not Google, а Microsoft" may be said in a Cyrillic line; then that is what it is.
            others = _ALONE_IN_LATIN.sub("", line)
            meant = not _letters(others)["C"] and _is_between(letter, before, after[1])
        changed += meant
        return letter.translate(_TABLES["LC".replace(script, ""), script]) if meant else letter

    return alone.sub(replace, text), changed


def _is_word(letter: str, before: str, after: str, known: str) -> bool:
    """Whether a Latin letter in a Cyrillic text is one of its one-letter words."""
    if letter.lower() not in known and letter not in _OPENING_WORDS.get(known, ""):
        return False
    if letter.islower():
        word = _WORD_BEFORE.search(before)
        if not word:
            return bool(_SENTENCE_BEFORE.search(before)) and len(after) > 1
        named = word[1].casefold().startswith(_NAMING)
        return _script(word[1]) == "C" and len(after) > 1 and not named
    if not _SENTENCE_BEFORE.search(before):
        return False
    # No number of a list, no name: "I тур", "A клас".
    if letter in "AIO":
        languages = ("uk", "be") if "i" in known else ("ru", "bg", "mk", "sr")
        return after.islower() and any(after in stop_words(code) for code in languages)
    return letter in _OPENING_WORDS[known] and len(after) > 2


def _is_between(letter: str, before: str, after: str) -> bool:
    """Whether a Cyrillic letter in a Latin line stands between two of its words, or opens it."""
    if letter.isupper():
        return bool(_SENTENCE_BEFORE.search(before)) and after.islower()
    word = _WORD_BEFORE.search(before)
    return bool(word) and _script(word[1] if word else "") == "L"


def _script(word: str) -> str:
    """The one script of a word; "" where it is of several."""
    scripts = {run.lastgroup or "" for run in _RUNS.finditer(word)}
    return scripts.pop() if len(scripts) == 1 else ""


def _one_letter_words(text: str) -> str:
    return next(
        (words for letters, words in _ONE_LETTER if any(letter in text for letter in letters)), ""
    )


def _whole(text: str, script: str) -> tuple[str, int]:
    """Repair words made of nothing but lookalikes, where the text has them in its own script."""
    changed = 0
    of = "L" if script == "C" else "C"
    words: Counter[str] = Counter()  # counted for the first that may be meant: most texts have none

    def replace(match: re.Match[str]) -> str:
        nonlocal changed
        word = match[0]
        before = text[match.start() - 1 : match.start()]
        if _PART_BEFORE.match(before) or _PART_BEHIND.match(text, match.end()):
            return word
        new = word.translate(_TABLES[of, script])
        # "BBC" is no air force, "IX" is no "ІХ".
        if set(word) <= _ROMAN or (word.isupper() and len(word) < _MIN_CAPITALS):
            return word
        if not words:
            words.update("\n".join(_WORD.findall(text)).casefold().split("\n"))
        rarer = words[new.casefold()] > words[word.casefold()]
        if not rarer or _line_script(text, *match.span()) != script:
            return word
        changed += 1
        return new

    return _WHOLE[of].sub(replace, text), changed
