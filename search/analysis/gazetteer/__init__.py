"""What well-known things are called, where no rule joins their names: one file per language.

A line is a concept and its names, the commonest first: `european-union: ЄС, Євросоюз`. Concepts
are named alike in all files. Countries (`RU`) and cities (`Europe/Brussels`) come from Unicode's
CLDR by way of Babel; a file adds to them what CLDR leaves out.
"""

import re
import zlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from threading import Lock

from marisa_trie import BytesTrie

from search.analysis.folding import fold
from search.analysis.languages import LANGUAGES, script_of
from search.analysis.tries import kept_trie
from search.config import cache_folder

__all__ = ["concepts_called", "gazetteer"]

# Scripts of the table that are written with Han characters.
_HAN = {"Hans": "Hani", "Jpan": "Hani"}
_making = Lock()
_CODE = ("folding.py", "languages.py", "tries.py")  # that decides what is kept, beside this
_BABEL = {"no": "nb", "tl": "fil"}
_LATIN = re.compile(r"[A-Za-z' -]+")
# What CLDR puts behind a name: "Myanmar (Burma)", "Congo - Kinshasa" and "Hong Kong SAR China".
_ASIDE = re.compile(r"\s*[(\[（]([^)\]）]*)[)\]）]")


@cache
def gazetteer(language: str) -> tuple[tuple[str, str], ...]:
    """(concept, name) of everything that has a name in the language; empty if nothing is known."""
    return tuple(dict.fromkeys([*_own(language), *_cldr(language)]))


def concepts_called(name: str) -> tuple[str, ...]:
    """What has this name, in its base form, in any language of its script.

    The first call for a script on a machine reads all its files, which takes up to a second, and
    keeps what they say in the user's cache folder.
    """
    folded = _joined(name)
    script = script_of(folded[:1])
    if not script:
        return ()
    with _making:
        trie = _trie(script)
    found = trie.get(folded, [])
    return tuple(ranked.decode().partition(" ")[2] for ranked in sorted(found))


def _joined(name: str) -> str:
    return " ".join(map(fold, name.split()))


@cache
def _trie(script: str) -> BytesTrie:
    """Name -> rank and concept; ranks follow the table of languages."""
    path = cache_folder() / f"names-{_edition()}" / f"{script}.trie"
    return kept_trie(path, f"the names in {script}", BytesTrie, lambda: _names(script))


@cache
def _edition() -> str:
    """What the tries are made from: Babel's version, and a checksum of all that stands here."""
    from importlib.metadata import version  # loads much, for what is seldom asked

    made_by = [*files(__package__).iterdir(), *(files("search.analysis") / name for name in _CODE)]
    texts = (file.read_bytes() for file in sorted(made_by, key=str) if file.is_file())
    return f"{version('babel')}-{zlib.crc32(b''.join(texts)):08x}"


def _names(script: str) -> Iterator[tuple[str, bytes]]:
    found: dict[str, dict[str, None]] = {}
    for language, row in LANGUAGES.items():
        if script in {row.script, _HAN.get(row.script)}:
            for concept, name in gazetteer(language):
                found.setdefault(_joined(name), {})[concept] = None
    for name, concepts in found.items():
        yield from ((name, f"{rank:03} {it}".encode()) for rank, it in enumerate(concepts))


def _own(language: str) -> Iterator[tuple[str, str]]:
    file = files(__package__) / f"{language}.txt"
    if not file.is_file():
        return
    for line in file.read_text("utf-8").splitlines():
        concept, colon, names = line.partition(":")
        if colon and not line.startswith("#"):
            yield from ((concept, name.strip()) for name in names.split(","))


def _cldr(language: str) -> Iterator[tuple[str, str]]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(_BABEL.get(language, language))
    except (UnknownLocaleError, ValueError):
        return
    for code, name in locale.territories.items():
        yield from ((code, part) for part in [_ASIDE.sub("", name), *_ASIDE.findall(name)])
    for zone, names in locale.time_zones.items():
        # Towns of a few thousand are in it as well: America/North_Dakota/Center.
        if zone.count("/") == 1 and (city := names.get("city")):
            yield zone, _ASIDE.sub("", city)
    if _LATIN.fullmatch(locale.territories.get("FR", "")):
        english = Locale.parse("en").time_zones
        for zone in map(str, Locale.parse("uk").time_zones):
            known = "city" in locale.time_zones.get(zone, {}) or "city" in english.get(zone, {})
            if zone.count("/") == 1 and not known:
                yield zone, zone.partition("/")[2].replace("_", " ")
