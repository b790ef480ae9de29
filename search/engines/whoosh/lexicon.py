"""The words of an index beside their postings: which forms a term has, and what else finds it.

Every segment has a trie (marisa-trie) of rows, columns joined by a zero byte, so that rows are
found by their first columns:

    F  language, term, word, shown    the words that have a term
    U  word, language, term, shown    the terms that a word has
    P  plain, language, term, word    words by what they are without their marks
    S  skeleton, language, term, shown    names by their consonants

`shown` is left out where it is the word itself. Rows are of no article: a word stays until its
segment is merged away, and beyond, so whoever asks looks in the postings whether a term is still
held. What well-known things are called stands in a file of the whole index:

    C  language, terms, concept, shown, is_name
    N  concept, language, terms, shown, is_name
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from marisa_trie import LABEL_ORDER, BinaryTrie

from search.analysis import plain
from search.analysis.alphabets import CASELESS
from search.engines.base import Named
from search.engines.batch import Word
from search.engines.whoosh.arrayfile import ArrayFile, ArrayFileWriter

__all__ = ["CONCEPTS", "Lexicon", "concept_rows", "read_trie", "rows_of", "trie_of", "write_rows"]

CONCEPTS = "concepts.trie"  # beside the segments
# Words that lose nothing when typed without marks: see `search.analysis.plain`.
_BARE = re.compile(r"[a-z0-9а-яђ-џ]+")


def _row(kind: str, *columns: str) -> bytes:
    return "\0".join((kind, *columns)).encode()


def rows_of(words: Iterable[Word]) -> list[bytes]:
    """The rows of words, in no order, each once."""
    rows: list[str] = []
    others: set[str] = set()
    names: list[Word] = []
    for found in words:
        language, term, word, shown = found
        end = "" if shown == word else f"\0{shown}"
        rows.append(f"F\0{language}\0{term}\0{word}{end}")
        rows.append(f"U\0{word}\0{language}\0{term}{end}")
        if end or word[:1] in CASELESS:
            names.append(found)
        if not _BARE.fullmatch(word):
            others.update(
                f"P\0{bare}\0{language}\0{term}\0{word}" for bare in plain(word, language)
            )
    if names:
        others.update(_sounding(names))
    rows += others
    return list(map(str.encode, rows))


def _sounding(names: Sequence[Word]) -> Iterator[str]:
    """The rows of names by their consonants, as they stand and in their base forms."""
    from search.analysis.skeletons import skeletons  # compiles much, which only writing needs

    distinct = list(dict.fromkeys(chain.from_iterable((name.word, name.term) for name in names)))
    heard = dict(zip(distinct, skeletons(distinct), strict=True))
    for language, term, word, shown in names:
        # A base form that is left with one consonant tells nothing of the word: see `spoken`.
        of_term = {skeleton for skeleton in heard[term] if len(skeleton) > 1}
        for skeleton in heard[word] | of_term:
            yield f"S\0{skeleton}\0{language}\0{term}\0{shown}"


def concept_rows(language: str, names: Iterable[Named]) -> Iterator[bytes]:
    """The rows of what well-known things are called in a language."""
    for concept, terms, shown, is_name in names:
        rest = " ".join(terms), shown, str(int(is_name))
        yield _row("C", language, rest[0], concept, *rest[1:])
        yield _row("N", concept, language, *rest)


def trie_of(rows: Iterable[bytes]) -> BinaryTrie:
    """A trie of rows, of which any prefix is looked up in their order, whatever theirs is here."""
    return BinaryTrie(rows, order=LABEL_ORDER)


def write_rows(path: Path, rows: Iterable[bytes]) -> None:
    """Write a file of rows."""
    file = ArrayFileWriter(path)
    file.add_bytes("trie", trie_of(rows).tobytes())
    file.close()


def read_trie(file: ArrayFile) -> BinaryTrie:
    """The trie of a file."""
    trie = BinaryTrie()
    trie.frombytes(file.checked("trie").tobytes())
    return trie


class Lexicon:
    """Reads the words of one state of an index. Safe to use from several threads."""

    def __init__(self, tries: Sequence[BinaryTrie], concepts: BinaryTrie) -> None:
        self._tries = tries
        self._concepts = concepts

    def _rows(self, *columns: str, is_whole: bool = True) -> Iterator[list[str]]:
        """The rows that begin with these columns; the last may be but the beginning of one."""
        prefix = _row(*columns, "") if is_whole else _row(*columns)
        concepts = columns[0] in {"C", "N"}
        for trie in (self._concepts,) if concepts else self._tries:
            for row in trie.iterkeys(prefix):
                yield row.decode().split("\0")

    def forms(self, language: str, term: str) -> list[tuple[str, str]]:
        """(word, as it is shown) of the words that have this term in a language."""
        found = {(row[3], row[-1]): None for row in self._rows("F", language, term)}
        return list(found)

    def spelled(self, bare: str) -> list[tuple[str, str]]:
        """(language, term) of the words that lose their marks to become `bare`."""
        return list({(row[2], row[3]): None for row in self._rows("P", bare)})

    def bare(self) -> list[tuple[str, str]]:
        """(without its marks, word) of all words that have any, sorted."""
        return sorted({(row[1], row[4]) for row in self._rows("P")})

    def uses(self, words: Iterable[str]) -> list[Word]:
        """These words in each language that has them."""
        found: dict[Word, None] = {}
        for word in words:
            for row in self._rows("U", word):
                shown = row[4] if len(row) > 4 else word
                found[Word(row[2], row[3], word, shown)] = None
        return list(found)

    def sounding(self, skeleton: str) -> list[tuple[str, str, str]]:
        """(language, term, as it is shown) of the names that have these consonants."""
        found = {(row[2], row[3], row[4]): None for row in self._rows("S", skeleton)}
        return list(found)

    def sounding_so_far(self, skeleton: str, limit: int) -> list[tuple[str, str, str]]:
        """(language, term, as it is shown) of some names whose consonants begin with these."""
        rows = self._rows("S", skeleton, is_whole=False)
        return list({(row[2], row[3], row[4]): None for row in islice(rows, limit)})

    def well_known(self) -> list[tuple[str, Named]]:
        """(language, name) of everything that well-known things are called."""
        return [
            (language, Named(concept, tuple(terms.split()), shown, is_name == "1"))
            for _, language, terms, concept, shown, is_name in self._rows("C")
        ]

    def concepts(self, language: str, terms: tuple[str, ...]) -> list[str]:
        """The well-known things that are called so in a language."""
        return list({row[3]: None for row in self._rows("C", language, " ".join(terms))})

    def named(self, concept: str) -> list[tuple[str, Named]]:
        """(language, name) of everything that a well-known thing is called."""
        return [
            (language, Named(concept, tuple(terms.split()), shown, is_name == "1"))
            for _, _, language, terms, shown, is_name in self._rows("N", concept)
        ]
