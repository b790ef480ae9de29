"""All that a search found, as files to keep: CSV, JSON lines, an Atom feed.

Each is made piece by piece, so that it may be of any length, and says of itself what was asked,
when, and of which generation of the index.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape
from io import StringIO
from uuid import NAMESPACE_URL, uuid5

from search.models import UNKNOWN, UNSURE, Hit
from search.output import hit_as_dict, printable, to_json
from search.sources.urls import is_web_url

__all__ = ["COLUMNS", "Provenance", "as_atom", "as_csv", "as_jsonl", "file_name"]

# The first is the least missed: a program that does not know the byte order mark reads the mark
# as a part of this name.
COLUMNS = (
    *("number", "title", "source", "language", "date", "url", "id", "score", "passage", "link"),
    *("query", "filters", "total", "generation", "retrieved", "notes", "address"),
)
# A spreadsheet takes what begins so for a formula (OWASP, CSV Injection), also in the wide forms
# of East Asian writing.
_FORMULA = re.compile("[=+@\t\r\n＝＋－＠-]")
# So does what one finds that takes another sign for the separator than the file has.
_INNER_FORMULA = re.compile('([;,\t\r\n]"*)(?=[=+@＝＋－＠-])')
_LONGEST_SLUG = 60  # letters; a file name has 255 bytes, and a letter up to four
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:article-search")
# What an address may not have as it stands (RFC 3987).
_NOT_IN_IRI = re.compile(r"[^\w!#$%&'()*+,/:;=?@\[\]~.-]|%(?![0-9A-Fa-f]{2})")

Link = Callable[[Hit], str]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where results come from.

    Attributes:
        filters: what else was asked, by the names of `Index.search`; a value or several.
        total, notes, generation: as in `Results`.
        retrieved: when, with its time zone.
        address: of the search on a server, or "".
    """

    query: str
    filters: Mapping[str, str | Sequence[str]]
    total: int
    notes: Sequence[str]
    generation: str
    retrieved: datetime
    address: str = ""

    @property
    def narrowed(self) -> str:
        """The filters in a line: `language: uk, en; since: 2021`."""
        values = {k: v if isinstance(v, str) else ", ".join(v) for k, v in self.filters.items()}
        return "; ".join(f"{name}: {value}" for name, value in values.items())

    @property
    def time(self) -> str:
        """When, as ISO 8601 and RFC 3339 write it, to the second."""
        return self.retrieved.isoformat(timespec="seconds")


def file_name(of: Provenance, extension: str) -> str:
    """`articles-2026-11-22-grain-deal.csv`: letters and digits of any alphabet."""
    known = unicodedata.normalize("NFC", of.query.lower())
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in known)
    slug = "-".join(spaced.split())[:_LONGEST_SLUG].strip("-")
    return "-".join(filter(None, ("articles", f"{of.retrieved:%Y-%m-%d}", slug))) + f".{extension}"


def as_csv(
    hits: Iterable[Hit], of: Provenance, link: Link, *, separator: str = ","
) -> Iterator[str]:
    """The hits as CSV (RFC 4180), in the columns `COLUMNS`, a line for each after their names.

    It begins with a byte order mark, without which spreadsheets do not take it for UTF-8. What
    was asked stands in every row: rows may be sorted, cut and put together with those of another
    file, and each still says where it comes from; `csv.DictReader` finds nothing else than rows.
    If there is no hit, one row says what was asked; its `number` is empty, as all of the article.

    A cell that a spreadsheet would calculate has an apostrophe before it, and so has what would
    be such a cell if the file were split at another sign.

    Args:
        link: the address of an article on this server, or "".
        separator: of the columns; one of `search.models.SEPARATORS`.
    """
    notes = "; ".join(of.notes)
    asked = (of.query, of.narrowed, of.total, of.generation, of.time, notes, of.address)
    yield "\ufeff" + _row(COLUMNS, separator)
    number = 0
    for number, hit in enumerate(hits, 1):
        yield _row((
            *(number, hit.title, hit.source, hit.language, hit.date or "", hit.url, hit.id),
            *(round(hit.score, 4), hit.snippet.text, link(hit), *asked),
        ), separator)  # fmt: skip
    if not number:
        yield _row((*[""] * (len(COLUMNS) - len(asked)), *asked), separator)


def _row(values: Iterable[object], separator: str) -> str:
    line = StringIO()
    cells = [_cell(v) if isinstance(v, str) else v for v in values]
    csv.writer(line, delimiter=separator).writerow(cells)
    return line.getvalue()


def _cell(text: str) -> str:
    text = _INNER_FORMULA.sub(r"\1'", printable(text))
    return f"'{text}" if _FORMULA.match(text) else text


def as_jsonl(hits: Iterable[Hit], of: Provenance, link: Link) -> Iterator[str]:
    """The hits as JSON lines, behind a line on the search.

    The first has `"kind": "search"` and the fields of `Provenance`. All others have
    `"kind": "hit"`, the fields of a hit (see `search.output`) and `link`, its address on this
    server, or "".
    """
    yield _line({"kind": "search", **asdict(of), "retrieved": of.time})
    for hit in hits:
        yield _line({"kind": "hit", **hit_as_dict(hit), "link": link(hit)})


def _line(document: Mapping[str, object]) -> str:
    # Some readers break lines at these as well.
    line = to_json(document).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return line + "\n"


def as_atom(
    hits: Iterable[Hit],
    of: Provenance,
    link: Link,
    *,
    title: str,
    updated: str,
    links: Mapping[str, str],
) -> Iterator[str]:
    """The hits as an Atom feed (RFC 4287), or a page of one (RFC 5005).

    Ids are made of what was asked and of the articles' ids, so they stay the same on another
    server and in another generation.

    Args:
        link: the absolute address of an article on this server.
        updated: when the index last changed (RFC 3339): the time of the feed. That of an entry is
            its article's date, or when it was indexed if it has none: no update of the index
            makes it look new.
        links: relation (`self`, `alternate`, `next`, …) -> absolute address.
    """
    asked = to_json({"query": of.query, "filters": of.filters})
    about = "; ".join(filter(None, (of.narrowed, f"index generation {of.generation}")))
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield '<feed xmlns="http://www.w3.org/2005/Atom"'
    yield ' xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">\n'
    yield _element("id", _urn(asked)) + _element("title", title) + _element("subtitle", about)
    yield _element("updated", updated) + _element("generator", "article-search")
    for relation, address in links.items():
        yield _atom_link(relation, address)
    yield _element("opensearch:totalResults", str(of.total))
    for hit in hits:
        yield _entry(hit, link(hit))
    yield "</feed>\n"


def _entry(hit: Hit, address: str) -> str:
    day = f"{hit.date.isoformat()}T00:00:00Z" if hit.date else ""
    assert hit.indexed, "what a search finds was indexed"
    language = "" if hit.language == UNSURE else hit.language
    source = "Unknown source" if hit.source == UNKNOWN else hit.source
    parts = [
        f'<entry xml:lang="{_xml(language)}">\n',
        _element("id", _urn(hit.id)),
        _element("title", hit.title, ' type="text"'),
        _element("updated", day or hit.indexed.isoformat()),
        _element("published", day) if day else "",
        f"<author>{_element('name', source).strip()}</author>\n",
        _atom_link("alternate", address, "text/html"),
        _atom_link("via", _iri(hit.url)) if is_web_url(hit.url) else "",
        _element("summary", f'<p dir="auto">{hit.snippet.html()}</p>', ' type="html"'),
        "</entry>\n",
    ]
    return "".join(parts)


def _element(name: str, text: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{_xml(text)}</{name}>\n"


def _atom_link(relation: str, address: str, kind: str = "") -> str:
    stated = f' type="{kind}"' if kind else ""
    return f'<link rel="{relation}"{stated} href="{_xml(address)}"/>\n'


def _xml(text: str) -> str:
    """Escaped; all that XML 1.0 forbids is not printable either."""
    return escape(printable(text))


def _urn(name: str) -> str:
    return uuid5(_NAMESPACE, name.encode("utf-8", "surrogatepass").hex()).urn


def _iri(url: str) -> str:
    def coded(found: re.Match[str]) -> str:
        return "".join(f"%{byte:02X}" for byte in found[0].encode())

    return _NOT_IN_IRI.sub(coded, printable(url.strip()))
