"""What a query was searched for besides itself, as people are told: like variants put together.

Five languages write Stoltenberg in the same letters: to a reader that is one name.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from search.analysis import fold
from search.models import Variant

__all__ = ["Also", "also_searched"]


@dataclass(frozen=True, slots=True)
class Also:
    """Variants of a word that read as one.

    Attributes:
        words: as they stand in the index, the most frequent first.
        untyped: those of them that are not the word as typed; at least one.
        languages: of the variants, in their order.
        keys: what switches them off, together.
        is_name: whether they are names rather than forms or spellings of the word.
    """

    words: tuple[str, ...]
    untyped: tuple[str, ...]
    languages: tuple[str, ...]
    keys: tuple[str, ...]
    is_name: bool


def also_searched(variants: Mapping[str, Sequence[Variant]]) -> dict[str, list[Also]]:
    """What `Results.variants` tells beyond the query: words of the query -> what they stood for.

    Words that have a variant together (European, Union: ЄС) are told together. What is nothing
    but the word as typed is left out.
    """
    owners: dict[str, list[str]] = {}
    for text, meant in variants.items():
        for variant in meant:
            owners.setdefault(variant.key, []).append(text)
    told: dict[str, dict[tuple[str, ...], list[Variant]]] = {}
    done = set()
    for meant in variants.values():
        for variant in meant:
            texts = owners[variant.key]
            together = " ".join(texts)
            shown = tuple(fold(word) for word in variant.words)
            if variant.key in done or _folded(together, *texts).issuperset(shown):
                continue
            done.add(variant.key)
            # The same name is in each case of one language, in few of them in another.
            like = ("name", shown[0]) if variant.kind == "name" else (variant.kind, *shown)
            told.setdefault(together, {}).setdefault(like, []).append(variant)
    return {
        text: [_together(like, _folded(text, *owners[like[0].key])) for like in alike.values()]
        for text, alike in told.items()
    }


def _folded(*texts: str) -> set[str]:
    return {fold(text) for text in texts}


def _together(variants: Sequence[Variant], typed: Set[str]) -> Also:
    words = tuple(dict.fromkeys(word for variant in variants for word in variant.words))
    return Also(
        words=words,
        untyped=tuple(word for word in words if fold(word) not in typed),
        languages=tuple(dict.fromkeys(variant.language for variant in variants)),
        keys=tuple(variant.key for variant in variants),
        is_name=variants[0].kind == "name",
    )
