"""The words by which a line shows that it is not the article: one file per language.

`en.toml` explains the kinds. A page mixes languages, so the cues of all of them apply to any text.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from search.text.codes import Table, Values
from search.text.lines import fold_cue

__all__ = ["NETWORKS", "Cues", "cues"]

# Where sites call their readers to; beginnings of words, since languages inflect them.
NETWORKS = tuple(
    fold_cue(
        "telegram viber whatsapp facebook instagram twitter youtube tiktok newsletter "
        "телеграм тэлеграм вайбер вайбър вајбер фейсбук фэйсбук фејсбук инстаграм інстаграм "
        "твиттер твітер твитер туитър ютуб ватсап вконтакте تلغرام تليغرام فيسبوك واتساب "
        "تلگرام اینستاگرام טלגרם פייסבוק וואטסאפ"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of all languages together, as `fold_cue` makes them.

    `form` and `cookie` find one of theirs anywhere, `notice` and `invite` a sentence that begins
    with one; `read_also` matches at the beginning
    of a line, `ends_in_read_more` at that of a line turned round. `places` finds all of those four.
    `whole` has the kinds of lines that are a cue of `tail`, `line` or `footer` and nothing else;
    an invitation to read more is a line as well.
    """

    read_also: re.Pattern[str]
    tail: frozenset[str]
    line: frozenset[str]
    whole: dict[str, str]
    form: re.Pattern[str]
    notice: re.Pattern[str]
    cookie: re.Pattern[str]
    invite: re.Pattern[str]
    channel: frozenset[str]
    us: frozenset[str]
    read_more: frozenset[str]
    ends_in_read_more: re.Pattern[str]
    menu: frozenset[str]
    any: re.Pattern[str]
    heads: npt.NDArray[np.uint8]
    seconds: npt.NDArray[np.bool_]

    def places(self, codes: Values, text: str) -> list[int]:
        """Where a cue of form, notice, cookie or invite begins, or may begin, in a folded text.

        Args:
            codes: the code points of `text`.
            text: as `lines.folded` gives it.
        """
        if len(codes) < _HEAD:
            return []
        hashes = _hashes(codes)
        kinds = self.heads.take(hashes)
        near = (kinds > 0).nonzero()[0]  # of truth values it is much faster
        kinds = kinds[near]
        # A cue is short, or goes on as one does.
        goes_on = self.seconds.take(hashes.take(near + _SECOND, mode="clip"))
        begins = (near == 0) | (_WORDS.of(codes[near - 1]) == _NO_WORD)
        likely = ((kinds & _SHORT > 0) | goes_on) & ((kinds & _ANYWHERE > 0) | begins)
        return [place for place in near[likely].tolist() if self.any.match(text, place)]


# No cue of these kinds is shorter. By so many letters most places of a text are ruled out, and by
# as many from its third letter on nearly all of the others.
_HEAD, _SECOND = 4, 2
_HASH_BITS = 16
_AT_WORDS, _ANYWHERE, _SHORT = 1, 2, 4
_NO_WORD = 1
_WORDS = Table(lambda character: _NO_WORD + bool(re.match(r"\w", character)), np.uint8)


def _hashes(codes: Values) -> Values:
    """A number below 2 ** _HASH_BITS for every _HEAD code points in a row."""
    pairs = codes[:-1] * np.uint32(0x9E3779B1) + codes[1:]
    mixed: Values = (pairs[:-2] * np.uint32(0x85EBCA6B) + pairs[2:]) >> np.uint32(32 - _HASH_BITS)
    return mixed


@cache
def cues() -> Cues:
    """Read the files, once."""
    found: dict[str, list[str]] = {}
    for file in files(__package__).iterdir():
        if file.name.endswith(".toml"):
            for kind, values in tomllib.loads(file.read_text("utf-8")).items():
                found.setdefault(kind, []).extend(fold_cue(value) for value in values)
    at_words = [*found["form"], *found["notice"], *found["invite"]]
    heads = np.zeros(1 << _HASH_BITS, np.uint8)
    seconds = np.zeros(1 << _HASH_BITS, np.bool_)
    for where, cues_there in ((_AT_WORDS, at_words), (_ANYWHERE, found["cookie"])):
        for cue in cues_there:
            hashes = _hashes(np.array(list(map(ord, cue)), np.uint32))
            heads[hashes[0]] |= where
            if len(hashes) > _SECOND:
                seconds[hashes[_SECOND]] = True
            else:
                heads[hashes[0]] |= _SHORT
    whole = dict.fromkeys(found["footer"], "footer")
    whole |= dict.fromkeys([*found["line"], *found["read_more"]], "line")
    whole |= dict.fromkeys(found["tail"], "tail")
    return Cues(
        read_also=re.compile(_any(found["read_also"])),
        tail=frozenset(found["tail"]),
        line=frozenset(found["line"]),
        whole=whole,
        form=re.compile(r"(?<!\w)" + _any(found["form"])),
        notice=_sentence(found["notice"], ""),
        cookie=re.compile(_any(found["cookie"])),
        invite=_sentence(found["invite"], r"(?!\w)"),
        channel=frozenset(found["channel"]),
        us=frozenset(found["us"]),
        read_more=frozenset(found["read_more"]),
        ends_in_read_more=re.compile(_any([cue[::-1] for cue in found["read_more"]])),
        menu=frozenset(found["menu"]),
        any=re.compile(_any([*at_words, *found["cookie"]])),
        heads=heads,
        seconds=seconds,
    )


def _sentence(beginnings: list[str], end: str) -> re.Pattern[str]:
    # Not behind a quotation mark: then they are somebody's words.
    return re.compile(rf"(?:^|(?<=[.!?;|—–-])\s+)(?:{_any(beginnings)}){end}")


def _any(words: list[str]) -> str:
    """One expression for all, as a tree of their letters: eight times as fast as a plain list."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(root)


def _branches(node: dict[str, Any]) -> str:
    if not node:
        return ""
    ways = [
        re.escape(letter) + _branches(below)
        for letter, below in sorted(node.items(), reverse=True)  # "" comes last
    ]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
