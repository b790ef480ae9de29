"""Walk the links of the pages as a reader may, and read what each page says of itself."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from babel import Locale
from flask.testing import FlaskClient
from lxml import html  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]
from werkzeug.test import TestResponse

from tests.web.helpers import Page

__all__ = ["Crawl", "Document", "Link", "Params", "changed", "number_in", "params_of"]

Link = tuple[HtmlElement, str]
Params = tuple[tuple[str, str], ...]

_LANGUAGES = Locale("en").languages
# What HTML lets stand in a paragraph, a heading or a piece of one is text and pieces of text.
_PIECE = re.compile(
    r"abbr|b|bdi|bdo|button|cite|code|em|h[1-6]|i|kbd|label|mark|p|q|s|small|span|time"
)
_BLOCK = re.compile(
    "address|article|aside|blockquote|details|div|dl|dt|dd|fieldset|figure|footer|form|h[1-6]|"
    "header|hr|li|main|nav|ol|p|pre|section|table|ul"
)
# Links that mean one thing are followed a few times each, in the order of the page.
_PER_SHAPE = 2
# Two parameters that say one thing.
_GROUPS = {"until": "since", "without": "names"}


class Document:
    """A page as it was answered."""

    def __init__(self, address: str, response: TestResponse) -> None:
        self.address = address
        self.status = response.status_code
        self.tree: HtmlElement = html.document_fromstring(response.get_data())
        Page(response)  # fails where elements are not closed in order

    @cached_property
    def ids(self) -> list[str]:
        """Every id, in order."""
        return [str(it) for it in self.tree.xpath("//@id")]

    @property
    def params(self) -> Params:
        """What its address asks for."""
        return params_of(self.address)

    @property
    def total(self) -> int:
        """How many articles it says there are."""
        return number_in(self.tree.xpath("//h1")[0].text_content())

    def links(self, path: str = ".", inside: HtmlElement | None = None) -> list[Link]:
        """Each link, and where it leads: an address of this host, or a whole one of another.

        Args:
            path: an XPath of what the links are in, from `inside` or else from the whole page.
        """
        outer = self.tree if inside is None else inside
        links = [link for it in outer.xpath(path) for link in it.xpath(".//a[@href]")]
        return [(link, urljoin(self.address, link.get("href"))) for link in links]

    def faults(self) -> Iterator[str]:
        """What no page may have, whatever it shows."""
        tree = self.tree
        if len(tree.xpath("//h1")) != 1:
            yield "not one h1"
        if not (tree.findtext(".//title") or "").strip():
            yield "no title"
        for repeated in [it for it, times in Counter(self.ids).items() if times > 1]:
            yield f"id {repeated} is not the only one"
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form"):
            for wanted in " ".join(map(str, tree.xpath(f"//@{attribute}"))).split():
                if wanted not in self.ids:
                    yield f"{attribute} names {wanted}, which is not there"
        for code in tree.xpath("//@lang"):
            if code and not _is_language_tag(str(code)):
                yield f"lang {code} is no language tag"
        for inner in tree.iter(html.etree.Element):
            outer = inner.getparent()
            if outer is not None and _PIECE.fullmatch(outer.tag) and _BLOCK.fullmatch(inner.tag):
                yield f"{inner.tag} in {outer.tag}"
        if tree.xpath("//a//a | //a//button | //button//a | //form//form | //a//input"):
            yield "one thing to press in another"
        if tree.xpath("//@style | //style | //script[not(@src)]"):
            yield "a style or a script in the page"


class Crawl:
    """Addresses of this host asked for once each, from an application without a server."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._answers: dict[str, TestResponse] = {}
        self._documents: dict[str, Document] = {}

    def ask(self, address: str) -> TestResponse:
        """What is answered."""
        address = urldefrag(address).url
        if address not in self._answers:
            self._answers[address] = self._client.get(address, buffered=True)
        return self._answers[address]

    def get(self, address: str) -> Document:
        """The page there."""
        address = urldefrag(address).url
        if address not in self._documents:
            answer = self.ask(address)
            assert answer.mimetype == "text/html", address
            self._documents[address] = Document(address, answer)
        return self._documents[address]

    def walk(self, starts: Iterable[str], most: int) -> list[str]:
        """At most so many addresses, the nearest first; of links of one kind only the first."""
        walked: list[str] = []
        waiting = deque(starts)
        seen = set(waiting)
        shapes: Counter[tuple[str, ...]] = Counter()
        while waiting and len(walked) < most:
            walked.append(waiting.popleft())
            if not self.is_page(walked[-1]):
                continue
            for link, leads_to in self.get(walked[-1]).links():
                target = urldefrag(leads_to).url
                if urlsplit(target).netloc or target in seen:
                    continue
                shape = (_place(link), *sorted({name for name, _ in params_of(target)}))
                shapes[shape] += 1
                if shapes[shape] <= _PER_SHAPE:
                    seen.add(target)
                    waiting.append(target)
        return walked

    def is_page(self, address: str) -> bool:
        """Whether it is answered with a page, and not with a file or data."""
        return self.ask(address).mimetype == "text/html"


def params_of(address: str) -> Params:
    """The parameters of an address, in order of their names."""
    return tuple(sorted(parse_qsl(urlsplit(address).query)))


def changed(before: Params, after: Params) -> set[str]:
    """The names of the parameters that are not the same in both."""
    return {_GROUPS.get(name, name) for name, _ in set(before) ^ set(after)}


def number_in(text: str) -> int:
    """The first number of a text, as the page writes it."""
    found = re.search(r"\d[\d,.\s]*", text)
    assert found, text
    return int(re.sub(r"\D", "", found[0]))


def _place(link: HtmlElement) -> str:
    """Where on a page a link stands: what is around it, without the numbers in its names."""
    around = [*reversed(list(link.iterancestors())), link]
    return "/".join(f"{it.tag}.{it.get('class', '')}" for it in around)


def _is_language_tag(code: str) -> bool:
    """BCP 47, as far as this page needs it: a language, a script, a region."""
    shape = re.fullmatch(r"([a-z]{2,3})(-[A-Z][a-z]{3})?(-[A-Z]{2})?", code)
    return shape is not None and shape[1] in _LANGUAGES
