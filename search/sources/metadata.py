"""What a page states of itself in its head: read where it is written, never inferred.

trafilatura and htmldate look further, in the text and in lists of links, and so find a day for
nearly every page. A wrong day is worse than none: here a day counts if the page's metadata names
it as the day of publication, and if all places that do so agree.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from search.dates import date_in_url, parse_date
from search.sources.urls import is_web_url

__all__ = ["Stated", "stated"]

# Names of <meta> elements, as letters and digits only, the most reliable first.
_DATES = (
    *("articlepublishedtime", "ogarticlepublishedtime", "ogpublishedtime", "datepublished"),
    *("articlepublished", "publishedtime", "rnewsdatepublished", "parselypubdate"),
    *("sailthrudate", "cxenseparserecspublishtime", "citationpublicationdate", "citationdate"),
    *("dcdateissued", "dctermsissued", "dcdatepublished", "dcdatecreated", "dctermscreated"),
    *("dctermsdate", "dcdate", "publicationdate", "publishdate", "publisheddate", "pubdate"),
    *("originalpublicationdate", "dateissued", "datecreated", "articledateoriginal", "date"),
)
_TITLES = ("ogtitle", "twittertitle", "dctitle", "headline")
_SITES = ("ogsitename", "applicationname")
_ARTICLES = re.compile(r"(?:Article|Posting|Report)$")  # the schema.org types of a text


@dataclass(frozen=True, slots=True)
class Stated:
    """The statements of a page; "" for what it does not state.

    Attributes:
        date: as written, or ISO 8601 if it was taken from the address.
        language: as written: `en`, `en-GB`, `pt_BR`.
        text: the article whole; it may have markup, and seldom has paragraphs.
    """

    title: str = ""
    site: str = ""
    url: str = ""
    language: str = ""
    date: str = ""
    text: str = ""


def stated(tree: Any, url: str = "") -> Stated:
    """Read a page's metadata.

    Args:
        tree: the lxml tree of the page.
        url: where it was fetched from, if that is known; it goes before what the page says.
    """
    meta = _meta(tree)
    linked = list(_linked_data(tree))
    site = _first(meta, _SITES) or _one(_name(item.get("publisher")) for item in linked)
    url = url or _address(tree, meta)
    headlines = (item.get("headline") for item in linked)
    return Stated(
        title=_first(meta, _TITLES) or _one(headlines) or _shown_title(tree, site),
        site=site,
        url=url,
        language=_language(tree, meta),
        date=_date(tree, meta, linked, url),
        text=_text(linked),
    )


def _meta(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = " ".join(element.get("content", "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := element.get(attribute)):
                found.setdefault(re.sub(r"[\W_]", "", name).lower(), content)
    return found


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """The articles that the page's JSON-LD describes at its top, not those that they refer to."""
    for element in tree.iter("script"):
        if element.get("type", "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            data = json.loads(element.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in data if isinstance(data, list) else [data]:
            graph = item.get("@graph") if isinstance(item, dict) else None
            for node in graph if isinstance(graph, list) else [item]:
                if isinstance(node, dict) and _is_article(node.get("@type")):
                    yield node


def _is_article(kind: Any) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(name, str) and _ARTICLES.search(name) for name in kinds)


def _name(value: Any) -> Any:
    return value.get("name") if isinstance(value, dict) else value


def _first(meta: dict[str, str], names: Iterable[str]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _one(values: Iterable[Any]) -> str:
    """The text that all values agree on, or ""."""
    texts = {" ".join(value.split()) for value in values if isinstance(value, str)} - {""}
    return texts.pop() if len(texts) == 1 else ""


def _text(linked: list[dict[str, Any]]) -> str:
    """The text that the page's JSON-LD states, if it states one and not several."""
    bodies = {item["articleBody"] for item in linked if isinstance(item.get("articleBody"), str)}
    return bodies.pop().strip() if len(bodies) == 1 else ""


def _shown_title(tree: Any, site: str) -> str:
    """The heading that <title> mostly consists of, else <title> without the site's name."""
    title = " ".join(tree.findtext(".//title", "").split())
    headings = [" ".join(element.text_content().split()) for element in tree.iter("h1", "h2")]
    shown = [heading for heading in headings if heading in title and 2 * len(heading) > len(title)]
    if shown:
        return max(shown, key=len)
    if site and title != site:
        end = rf"\s+[|·•:»–—-]+\s+{re.escape(site)}\s*$"
        title = re.sub(end, "", title, flags=re.IGNORECASE)
    return title or next(filter(None, headings), "")


def _address(tree: Any, meta: dict[str, str]) -> str:
    """The canonical address. One of a home page is an error that many templates have in common."""
    links = (
        element.get("href", "")
        for element in tree.iter("link")
        if "canonical" in element.get("rel", "").lower().split()
    )
    for link in (*links, meta.get("ogurl", "")):
        url: str = link.strip()
        if is_web_url(url) and (urlsplit(url).path.strip("/") or urlsplit(url).query):
            return url
    return ""


def _language(tree: Any, meta: dict[str, str]) -> str:
    root = tree.getroottree().getroot()
    declared = root.get("lang") or root.get("xml:lang") or meta.get("contentlanguage", "")
    return (declared or meta.get("oglocale", "")).strip()


def _date(tree: Any, meta: dict[str, str], linked: list[dict[str, Any]], url: str) -> str:
    for name in _DATES:
        if name in meta and parse_date(meta[name]):
            return meta[name]
    described = (item.get("datePublished") for item in linked)
    if found := _same_day(described) or _same_day(_marked_dates(tree)):
        return found
    in_url = date_in_url(url)
    return in_url.isoformat() if in_url else ""


def _marked_dates(tree: Any) -> Iterator[str]:
    """Dates that microdata, microformats or HTML 5 mark as the day of publication."""
    for element in tree.iter("time", "span", "abbr", "div", "p"):
        names = f"{element.get('itemprop', '')} {element.get('class', '')}".split()
        published = {"datePublished", "dt-published", "entry-date"} & set(names)
        if published or element.get("pubdate") is not None:
            value: str = element.get("datetime") or element.get("content") or element.get("title")
            yield (value or element.text_content()).strip()


def _same_day(values: Iterable[Any]) -> str:
    """The first value, if all values that name a day name the same one."""
    found = {parse_date(value): value for value in values if isinstance(value, str)}
    found.pop(None, None)
    return next(iter(found.values())) if len(found) == 1 else ""
