"""Lines that were broken to fit a page: words parted by a hyphen, paragraphs set in columns.

What judges a text by its lines (boilerplate, headings, languages) needs paragraphs to be lines.
A text counts as set in lines of one width only where its lines were filled as a machine fills
them: the next line's first word would not have fitted. Poems, lists, tables and subtitles break
off where they like.
"""

import re
from collections import Counter
from itertools import pairwise

__all__ = ["BROKEN_PAIRS", "is_wrapped", "join_lines"]

# A word's part at a line's end, with a hyphen that may be the word's own, or with a soft one or
# the sign that text recognition leaves for it, which never are.
_ENDS_BROKEN = re.compile(r"([^\W\d_]{2,})([-\u2010]|[\u00ad¬])[ \t]*$")
_GOES_ON = re.compile(r"[ \t]*([^\W\d_]+)(\S*)[ \t]*")
_SOFT = "\u00ad¬"
_SIGNS = ("-", "\u2010", "\u00ad", "¬")
# Characters in a row, one of each, of which a text has some where words are parted; "" is any.
BROKEN_PAIRS = (("".join(_SIGNS), "\n"), (" \t", "\n"), ("¬", ""))
_SOFT_INSIDE = re.compile(r"¬(?<=[^\W\d_].)(?=[^\W\d_])")
_COMPOUND = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)+")
_WORD = re.compile(r"[^\W\d_]+")
# What keeps its hyphen, before it and behind it. Half the languages here have such particles.
_FIRST_PARTS = {
    "all", "anti", "cross", "ex", "far", "half", "high", "long", "low", "mid", "multi", "non",
    "north", "post", "pre", "pro", "self", "semi", "short", "so", "south", "well", "будь",
    "казна", "невідь", "бозна", "хтозна", "екс", "віце", "по", "най", "все", "всё", "кое", "из",
    "із", "з", "міні", "бяло",
}  # fmt: skip
_SECOND_PARTS = {
    "based", "led", "backed", "wide", "old", "born", "known", "eastern", "western", "year", "то",
    "либо", "нибудь", "небудь", "таки", "ка", "де", "от",
}  # fmt: skip
_MIN_WIDTH, _MAX_WIDTH = 38, 130
_MIN_FULL = 5
_MIN_COLUMN = 0.9
_MIN_SHARE = 0.6
_MIN_BLANKS = 3  # in a line; scripts without them are broken anywhere
_INDENTED = re.compile(r"[ \t]{2,}|\t")
_ITEM = re.compile(r"\s*(?:[•·▪●►▸*–—-]|\d{1,3}[.)]|\(?[a-zа-яіїє]\))\s|\s*[>|#]")
_CLOSED = re.compile(r"""[.!?:;…][»"”’')\]]*$""")
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S")


def is_wrapped(text: str) -> bool:
    """Whether paragraphs are set in lines of one width."""
    return text.count("\n") >= _MIN_FULL - 1 and _width(text.split("\n")) > 0


def join_lines(text: str) -> tuple[str, int, int]:
    """The text with parted words whole and paragraphs in one line, and how many there were.

    A hyphen before a capital belongs to the word (`Нью-Йорк`). Else the text itself decides, by
    the form that it has elsewhere; where it has neither, a hyphen in a text set in columns is
    the machine's, but for those in front of or behind what is usually joined by one.

    Returns:
        the text, the number of words, the number of line ends between whole words.
    """
    broken = 0
    if "¬" in text:
        text, broken = _SOFT_INSIDE.subn("", text)
    lines = text.split("\n")
    width = _width(lines)
    if not width and not any(line.rstrip(" \t").endswith(_SIGNS) for line in lines[:-1]):
        return text, broken, 0
    forms = _forms(text)
    wrapped = 0
    # Only the last line of a paragraph is looked at again: paragraphs may be whole books.
    done: list[str] = []
    last = lines[0]
    for line, following in pairwise(lines):
        parted = _ENDS_BROKEN.search(last)
        rest = _GOES_ON.match(following) if parted else None
        word = _whole_word(parted, rest, forms, in_columns=width > 0) if parted and rest else ""
        if parted and rest and word:
            broken += 1
            last, behind = last[: parted.start()] + word + rest[2], following[rest.end() :]
            if behind:
                done.append(f"{last} " if width else f"{last}\n")
                last = behind
        elif width and _goes_on(line, following, width):
            wrapped += 1
            done.append(f"{last.rstrip()} ")
            last = following.strip()
        else:
            done.append(f"{last}\n")
            last = following
    return "".join(done) + last, broken, wrapped


def _forms(text: str) -> Counter[str]:
    """How often the text has each word and each compound, leaving out what a line's end parts."""
    text = text.casefold()
    return Counter(_WORD.findall(text)) + Counter(_COMPOUND.findall(text))


def _whole_word(
    parted: re.Match[str], rest: re.Match[str], forms: Counter[str], *, in_columns: bool
) -> str:
    """The word that two lines share; "" where nobody can tell whether it is one."""
    first, sign, second = parted[1], parted[2], rest[1]
    whole = first + second
    if sign in _SOFT:
        return whole
    compound = f"{first}{sign}{second}"
    seen, seen_compound = forms[whole.casefold()], forms[compound.casefold()]
    if parted.string[: parted.start()].endswith("-"):  # state-of-the-art
        return compound
    if not second[0].islower() or first[-1].isupper():
        return compound if in_columns or seen_compound else ""
    if seen or seen_compound:
        return whole if seen >= seen_compound else compound
    if not in_columns:
        return ""
    usual = first.casefold() in _FIRST_PARTS or second.casefold() in _SECOND_PARTS
    return compound if usual else whole


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether the paragraph does: the line is full, and the next one opens nothing of its own."""
    return (
        _is_full(line, following, width)
        and not _ITEM.match(following)
        and not (_INDENTED.match(following) and not _INDENTED.match(line))
    )


def _is_full(line: str, following: str, width: int) -> bool:
    first = following.split(maxsplit=1)
    filled = bool(first) and len(line.rstrip()) + 1 + len(first[0]) > width
    return filled and line.strip().count(" ") >= _MIN_BLANKS


def _width(lines: list[str]) -> int:
    """The width that a text is set in; 0 where it is set in none.

    Most lines that another follows are full, and most full ones break off within a sentence.
    """
    lengths = [length for length in map(len, lines) if length <= _MAX_WIDTH]
    # An address or a caption may be longer; paragraphs that are lines already are.
    if len(lines) < _MIN_FULL or len(lengths) < _MIN_COLUMN * len(lines):
        return 0
    # One line may stick out: a word too long to break.
    width = sorted(lengths)[int(0.95 * (len(lengths) - 1))]
    if width < _MIN_WIDTH:
        return 0
    pairs = [
        (line, following)
        for line, following in pairwise(line.rstrip() for line in lines)
        if line and following
    ]
    if len(pairs) < _MIN_FULL or any(_COLUMNS.search(line.strip()) for line, _ in pairs):
        return 0
    full = [line for line, following in pairs if _is_full(line, following, width)]
    within = [line for line in full if not _CLOSED.search(line)]
    wanted = max(_MIN_FULL, _MIN_SHARE * len(pairs))
    return width if len(full) >= wanted and len(within) >= _MIN_SHARE * len(full) else 0
