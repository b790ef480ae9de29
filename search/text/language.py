"""The language of each passage, and of the whole.

A passage of 40 letters or more is judged by itself: by its letters where they decide (the scripts
that one language uses, the letters that only one language has), else by its words, else by
langdetect. A shorter one takes the language around it, if it is of the same script: below
about 40 letters no detector can be trusted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.analysis import LANGUAGES
from search.models import UNSURE
from search.text.evidence import weigh
from search.text.passage import EITHER, ENOUGH, MIN_LETTERS, Verdict, ask, judge, look_all
from search.text.scripts import count_letters, scripts_of
from search.text.serbian import FAMILY, serbian_or_croatian
from search.text.stated import stated_language

__all__ = ["MIN_LETTERS", "Languages", "detect_language", "detect_languages"]

# A passage that is no language of the table, or Serbian in a Croatian text, has to be this long
# to stand apart from those around it.
_MIN_APART = 150


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


def detect_language(text: str) -> str:
    """The language of one passage, or `"unsure"`."""
    code = judge(text).code
    return code if code in LANGUAGES else UNSURE


def detect_languages(
    passages: Iterable[str], stated: str = "", looked: Mapping[str, Verdict] | None = None
) -> Languages:
    """The languages of an article's passages, and the article's own.

    Args:
        passages: its paragraphs in order, without what was set aside.
        stated: what its metadata claims, in whatever form; believed only where the text does
            not contradict it.
        looked: what `look_all` found in passages of this and other articles; looking at those of
            many articles at once is much faster.
    """
    texts = list(passages)
    if not looked or not all(map(looked.__contains__, texts)):
        once = list(dict.fromkeys(texts))
        looked = dict(zip(once, look_all(once), strict=True))
    return _detect(texts, {text: looked[text] for text in texts}, stated)


def _detect(texts: list[str], known: dict[str, Verdict], stated: str) -> Languages:
    if one := _only_one(known):
        fitting = scripts_of(one)
        scripts = (known[text].script for text in texts)
        return Languages(one, (), tuple(one if not s or s in fitting else UNSURE for s in scripts))
    weights = _weights(texts, known)
    (first, most), (_, next_most) = [*weights.most_common(2), ("", 0), ("", 0)][:2]
    # Whatever langdetect says of the rest, it cannot change what most is in.
    settled = most - next_most >= sum(len(text) for text in texts if known[text].head)
    asked = False
    for text, verdict in known.items():
        if verdict.head and not (settled and verdict.script in _scripts_of(first)):
            known[text] = ask(verdict)
            asked = True
    if asked:
        weights = _weights(texts, known)
    main = _main(texts, known, weights, stated_language(stated))
    found = [_in_context(text, known[text], main) for text in texts]
    codes = _fill(texts, found, [known[text].script for text in texts], main)
    sizes: Counter[str] = Counter()
    for text, code in zip(texts, codes, strict=True):
        sizes[code] += len(text)
    others = (code for code, _ in sizes.most_common() if code not in {main, UNSURE})
    return Languages(main, tuple(others), tuple(codes))


def _only_one(known: dict[str, Verdict]) -> str:
    """The language of the table that all passages are certainly in that tell any, or ""."""
    codes = {verdict.code for verdict in known.values() if verdict.certain}
    if len(codes) != 1 or any(v.head or (v.code and not v.certain) for v in known.values()):
        return ""
    (code,) = codes
    return code if code in LANGUAGES and code not in FAMILY else ""


def _weights(texts: list[str], known: dict[str, Verdict]) -> Counter[str]:
    """Language -> how much text is in it; what is not certain counts half."""
    weights: Counter[str] = Counter()
    for text in texts:
        verdict = known[text]
        if verdict.code:
            kind = EITHER if verdict.is_family else verdict.code
            weights[kind] += len(text) if verdict.certain else len(text) // 2
    return weights


def _scripts_of(kind: str) -> frozenset[str]:
    return frozenset({"Latn"}) if kind == EITHER else scripts_of(kind)


def _main(texts: list[str], known: dict[str, Verdict], weights: Counter[str], stated: str) -> str:
    """The language of most text; the stated one where the text leaves it open."""
    main = max(weights, key=weights.__getitem__, default="")
    certain = any(verdict.certain and verdict.code == main for verdict in known.values())
    if main and main != EITHER and certain:
        return main if main in LANGUAGES else UNSURE
    whole = "\n".join(texts)
    if not main:
        # No passage is long enough to tell; all together may be.
        verdict = judge(whole)
        main = EITHER if verdict.is_family else verdict.code
        certain = verdict.certain
    if main == EITHER:
        return serbian_or_croatian(whole[: 10 * ENOUGH], stated)
    if not certain:
        head = whole[:ENOUGH]
        script = count_letters(head).script
        if script and stated in LANGUAGES and script not in scripts_of(stated):
            stated = ""
        words = weigh(head, script)
        for_stated = max(words.score(stated), words.score(f"{stated}-{script}"))
        if not main or for_stated >= max(words.score(main), 1):
            main = stated or main
    return main if main in LANGUAGES else UNSURE


def _in_context(text: str, verdict: Verdict, main: str) -> str:
    """A passage's language as part of an article; "" where it is to take that of those around."""
    code = verdict.code
    apart = len(text) >= _MIN_APART
    if code == main or not code:
        return code
    if verdict.is_family and main in FAMILY:
        return code if apart and code != EITHER else main
    if code == UNSURE:
        return code if apart or verdict.script not in scripts_of(main) else ""
    # One that langdetect alone finds foreign is more likely a list of names.
    return code if verdict.certain and code in LANGUAGES else ""


def _fill(texts: list[str], found: list[str], scripts: list[str], main: str) -> list[str]:
    """Give each undecided passage the language before it, after it, or of the whole."""
    filled = list(found)
    every = [main, *dict.fromkeys(code for code in found if code)]
    after = [main] * len(found)
    for number in range(len(found) - 2, -1, -1):
        after[number] = found[number + 1] or after[number + 1]
    for number, (text, code, script) in enumerate(zip(texts, found, scripts, strict=True)):
        if code:
            continue
        before = filled[number - 1] if number else main
        # One that is long enough to tell, and does not, has nothing of its neighbours.
        short = len(text) < MIN_LETTERS
        around = [before, after[number], *every] if short else [main, before, after[number]]
        fitting = [
            other
            for other in dict.fromkeys(around)
            if other != UNSURE and (not script or script in scripts_of(other))
        ]
        if len(fitting) > 1 and script:
            fitting.sort(key=weigh(text[:ENOUGH], script).score, reverse=True)
        filled[number] = fitting[0] if fitting else UNSURE
    return filled
