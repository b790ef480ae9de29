"""The Whoosh schema, and how terms become postings.

An ordinary Whoosh script can open a generation, parse a query for `body_uk` with the schema, and
search: the fields carry the analyzers that made their terms. Our own writer hands over terms
that are analyzed already.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from whoosh import columns, fields
from whoosh.analysis import Analyzer as WhooshAnalyzer
from whoosh.analysis import Token as WhooshToken

from search.analysis import LANGUAGES, analyzer_for, fold, words

__all__ = ["LanguageAnalyzer", "TermsField", "base_schema", "language_field"]

_WORD_FIELDS = ("exact_title", "exact_body", "name_title", "name_body")


class LanguageAnalyzer(WhooshAnalyzer):  # type: ignore[misc]  # whoosh.analysis is untyped
    """One of our analyzers, as Whoosh calls them. Pickled with the schema, by its language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, value: str, start_pos: int = 0, start_char: int = 0, **_: Any) -> Any:
        """Yield Whoosh's one token, changed each time, as Whoosh's analyzers do."""
        token = WhooshToken(positions=True, chars=True, removestops=False, mode="")
        for found in self._tokens(value):
            token.text, position, token.startchar, token.endchar = found
            token.original, token.boost, token.stopped = token.text, 1.0, False
            token.pos = position + start_pos
            token.startchar += start_char
            token.endchar += start_char
            yield token

    def _tokens(self, value: str) -> Iterator[tuple[str, int, int, int]]:
        for token in analyzer_for(self.language).tokens(value):
            yield token.term, token.position, token.start, token.end


class ExactAnalyzer(LanguageAnalyzer):
    """Words as they are, folded."""

    def __init__(self) -> None:
        super().__init__("")

    def _tokens(self, value: str) -> Iterator[tuple[str, int, int, int]]:
        for position, (start, end) in enumerate(words(value)):
            yield fold(value[start:end]), position, start, end


class TermsField(fields.TEXT):  # type: ignore[misc]  # whoosh.fields is untyped
    """A text field that also takes its terms ready made, as term -> positions."""

    def index(self, value: str | Mapping[str, list[int]], **kwargs: Any) -> Any:
        """Yield (term, frequency, weight, payload) for each term."""
        if isinstance(value, str):
            yield from super().index(value, **kwargs)
            return
        for term, places in value.items():
            yield term.encode(), len(places), float(len(places)), self.format.encode(places)


def language_field(language: str) -> TermsField:
    """The field of one language's titles or bodies."""
    assert language in LANGUAGES, language
    return TermsField(analyzer=LanguageAnalyzer(language), phrase=True)


def base_schema() -> fields.Schema:
    """The schema of an index that has no article yet.

    `date` is the number 20211021, or 0; `title_length` and `body_length` are in words.
    """
    number = columns.NumericColumn
    schema = fields.Schema(
        id=fields.ID(unique=True, stored=True, sortable=columns.VarBytesColumn()),
        title=fields.STORED(),
        text=fields.STORED(),
        url=fields.STORED(),
        language=fields.ID(stored=True, sortable=columns.RefBytesColumn()),
        source=fields.ID(stored=True, sortable=columns.VarBytesColumn()),
        date=fields.COLUMN(number("I")),
        title_length=fields.COLUMN(number("I")),
        body_length=fields.COLUMN(number("I")),
        set_aside=fields.COLUMN(number("I")),
        digest=fields.COLUMN(columns.VarBytesColumn()),
        path=fields.COLUMN(columns.VarBytesColumn()),
        about=fields.STORED(),
    )
    for name in _WORD_FIELDS:
        schema.add(name, TermsField(analyzer=ExactAnalyzer(), phrase=True))
    return schema
