"""What one passage tells of its language by itself.

By its letters where they decide, else by its words, else by langdetect. That has an answer for
lists of names as well, and for languages that it does not know: it counts where no word denies it.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from search.models import UNSURE
from search.text.detector import KNOWN, guesses
from search.text.evidence import Evidence, weigh_all
from search.text.scripts import Letters, count_all, scripts_of
from search.text.serbian import FAMILY, serbian_or_croatian

__all__ = ["EITHER", "ENOUGH", "MIN_LETTERS", "Verdict", "ask", "judge", "look_all"]

MIN_LETTERS = 40
# Of a longer passage this many characters are enough.
ENOUGH = 1000
# Serbian, Croatian or Bosnian, as far as the words of a passage tell.
EITHER = "hbs"
# Below this langdetect contradicts itself from one half of a text to the other.
_MIN_PROBABILITY = 0.8
# For each word, in running text: German has 0.4, with its nouns.
_MAX_CAPITALS = 0.6
_ADDRESS = re.compile(r"(?:\w+://|www\.)\S+|\S+@\S+|[#@]\w+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}/\S*")
_IN_ADDRESS = re.compile(r"[@#/]|www\.")
_QUOTE = re.compile('[«„“"»]')
_QUOTED = re.compile(r"«[^«»]*»|„[^„“”\"‘]*[“”\"‘]|“[^“”]*”|\"[^\"]*\"|»[^«»]*«")


class Verdict(NamedTuple):
    """What is known of one passage by itself.

    Attributes:
        code: its language; `"unsure"` where it is none of the table, "" where nothing decides.
        certain: by letters or words, not by langdetect alone.
        script: of most of its letters, "" where there is none.
        head: what langdetect is still to be asked about, "" if nothing.
        evidence: of its words, where they are not enough.
        sentences: that it is no list of names.
    """

    code: str
    certain: bool
    script: str
    head: str = ""
    evidence: Evidence | None = None
    sentences: bool = True

    @property
    def is_family(self) -> bool:
        """Whether it is Serbian, Croatian or Bosnian, and may be any of them."""
        return self.script == "Latn" and (self.code in FAMILY or self.code == EITHER)


def judge(text: str) -> Verdict:
    """All that one passage tells by itself."""
    verdict = look_all([text])[0]
    return ask(verdict) if verdict.head else verdict


def look_all(texts: Sequence[str]) -> list[Verdict]:
    """What the letters and words of each passage tell."""
    heads = list(map(_head, texts))
    counted = count_all(heads)
    verdicts = [Verdict(at.language, at.language != "", at.script) for at in counted]
    open_ = []
    for number, letters in enumerate(counted):
        if not letters.enough(MIN_LETTERS):
            verdicts[number] = Verdict("", False, letters.script)
        elif not letters.language:
            open_.append(number)
            if letters.capitals * 2 > letters.total:
                heads[number] = heads[number].lower()
    _leave_out_quoted(heads, counted, open_)
    evidence = weigh_all([(heads[number], counted[number].script) for number in open_])
    for number, words in zip(open_, evidence, strict=True):
        verdicts[number] = _by_words(heads[number], counted[number], words)
    return verdicts


def _head(text: str) -> str:
    # The tatweel only stretches an Arabic word.
    head = unicodedata.normalize("NFC", text[: 2 * ENOUGH]).replace("\u0640", "")
    if "@" in head or "#" in head or "/" in head or "www." in head:
        head = _without_addresses(head)
    return head[:ENOUGH]


def _without_addresses(text: str) -> str:
    """The text with a blank for each address: looked for between the blanks around a sign of it."""
    parts = []
    done = 0
    for sign in _IN_ADDRESS.finditer(text):
        at = sign.start()
        if at >= done:
            start, end = text.rfind(" ", 0, at) + 1, text.find(" ", at)
            end = len(text) if end < 0 else end
            parts += [text[done:start], _ADDRESS.sub(" ", text[start:end])]
            done = end
    return "".join(parts) + text[done:]


def _leave_out_quoted(heads: list[str], counted: list[Letters], which: list[int]) -> None:
    """Of a title or a phrase of another language a passage speaks in its own."""
    quoting = [n for n in which if _QUOTE.search(heads[n])]
    without = {n: _QUOTED.sub(" ", heads[n]) for n in quoting}
    without = {n: own for n, own in without.items() if 2 * len(own) > len(heads[n]) > len(own)}
    letters = count_all(list(without.values()))
    for (number, own), left in zip(without.items(), letters, strict=True):
        if left.enough(MIN_LETTERS):
            heads[number], counted[number] = own, left._replace(script=counted[number].script)


def _by_words(head: str, letters: Letters, evidence: Evidence) -> Verdict:
    code = evidence.decided
    # The few small words in a list of names may be parts of them (Ursula von der Leyen).
    sentences = letters.capitals <= _MAX_CAPITALS * evidence.words or head.islower()
    if not code:
        return Verdict("", False, letters.script, head, evidence, sentences)
    return Verdict(_in_family(code, head, letters.script), sentences, letters.script)


def ask(open_: Verdict) -> Verdict:
    """Let langdetect say what letters and words leave open."""
    head, script, evidence = open_.head, open_.script, open_.evidence
    assert evidence is not None
    code = _by_langdetect(head, script, evidence)
    ahead = evidence.ahead()
    certain = False
    if not code and ahead not in KNOWN | {UNSURE}:
        code = ahead
    elif open_.sentences:
        # Two ways of telling that agree are as good as the better one alone.
        certain = code == ahead != ""
    elif code != ahead:
        code = ""
    return Verdict(_in_family(code, head, script), certain, script)


def _in_family(code: str, text: str, script: str) -> str:
    """Which of Serbian, Croatian and Bosnian it is, where it is one of them."""
    if code not in FAMILY or script != "Latn":
        return code
    code = serbian_or_croatian(text)
    return EITHER if code == UNSURE else code


def _by_langdetect(text: str, script: str, evidence: Evidence) -> str:
    """Langdetect's answer, if it is likely, of the text's own script, and no word denies it."""
    for code, probability in guesses(text):
        code = code.partition("-")[0]
        if script not in scripts_of(code):
            continue
        if probability < _MIN_PROBABILITY or not evidence.allows(code):
            return ""
        return code
    return ""
