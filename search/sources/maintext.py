"""The main text of a page: the element that holds the article, without what is not the article.

The element is found as Readability finds it (Arc90 2009; Mozilla's version, 2015, climbs as here):
every paragraph speaks for the elements that it stands in, the nearer the louder, and links speak
against. What a page says of itself goes first: schema.org's articleBody, as microdata or in
JSON-LD. Then menus, lists of links, comments, forms and the like are left out, by what their
class or role calls them, and by how much of them is links.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from typing import Any

from search.sources.layout import Line, ancestors, letters, lines_of_page, words_of

__all__ = ["MainText", "main_text"]

# Names of what is no article, however much text it has. English, as class names are everywhere,
# and what sites of other languages call their comments.
_ALIEN = frozenset(
    (
        *("comment", "comments", "consent", "cookie", "cookies", "disqus", "gdpr", "outbrain"),
        *("taboola", "comentarios", "commentaires", "commenti", "kommentar", "kommentare"),
        *("kommentarii", "komentari", "komentarii", "komentarz", "komentarze", "opinie"),
        *("otzyvy", "pinglun", "reacties", "sxolia", "yorumlar"),
    )
)
# Names that the frame around an article may have as well.
_DOUBTFUL = frozenset(
    (
        *("ad", "addthis", "ads", "adv", "advert", "advertisement", "adverts", "banner"),
        *("bookmark", "bookmarks", "breadcrumb", "breadcrumbs", "complementary", "contentinfo"),
        *("copyright", "feedback", "footer", "lightbox", "login", "menu", "modal", "nav"),
        *(
            "navbar",
            "navigation",
            "newsletter",
            "overlay",
            "pager",
            "pagination",
            "playlist",
            "poll",
        ),
        *("popular", "popup", "promo", "promoted", "promotion", "rating", "ratings"),
        *("recommended", "related", "rss", "share", "shares", "sharing", "sidebar", "signin"),
        *("signup", "similar", "social", "sponsor", "sponsored", "submenu", "subscribe"),
        *("subscription", "tags", "teaser", "teasers", "toolbar", "toolbox", "tools", "tooltip"),
        *("vote", "widget"),
        *("podobne", "reklama", "tagi"),
    )
)
_WHOLE = ("body", "html")
_ALIEN_TAGS = frozenset(("aside", "footer", "form"))
# What stands in an article and never holds one.
_PARTS = frozenset(
    (
        *("blockquote", "dd", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "li", "ol", "p", "pre", "ul"),
    )
)
# How much quieter a paragraph speaks for each element further out; Mozilla's Readability.
_QUIETER = (1, 2, 6, 9, 12, 15)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LEAST = 250  # letters: with less Mozilla's Readability begins again, less strict
# Enough of the best score for what stands right below the headline; anything from 0.05 to 0.3 is
# as good on pages whose classes were taken away, and with their classes all the same.
_NEAR = 0.1
_LEAST_STATED = 25  # letters of a line that says by itself that it is of the stated text
_LONGEST_LABEL = 80  # letters of the words over a list of links
_LEAD_LINES = 12  # between headline and text: the lead, its author, the day, a caption
_LEAD_PARAGRAPHS = 6  # of those lines, that may be lead, captions and the first of the text
# A day or a time, in a line too short to tell of one.
_NOTE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d|\d{1,2}[:.]\d\d)(?!\d)")
_LONGEST_NOTE = 120
_CLOSED = re.compile(r"""[.!?…。！？؟।]["'»”’)]*$""")


@dataclass(frozen=True, slots=True)
class MainText:
    """The article on a page.

    Attributes:
        text: a paragraph a line, without the title; "" where the page has no paragraph.
        title: as the page shows it, where that is the title which was given, without what
            metadata put before or behind it; else "".
        sure: whether it is long enough, and was found without doubtful means.
    """

    text: str = ""
    title: str = ""
    sure: bool = False


def main_text(tree: Any, title: str = "", stated: str = "") -> MainText:
    """Find the article on a page.

    Args:
        tree: the lxml tree of the page.
        title: the title of the article, if that is known.
        stated: the text of the article as its metadata states it, if it does.
    """
    best = MainText()
    for unseen in (False, True):
        page = _Page(lines_of_page(tree, unseen=unseen), title, stated)
        for strict in (True, False):
            text, below = page.article(strict)
            # Short news are told from a stray sentence by their place.
            if letters(text) >= _LEAST or below:
                return MainText(text, page.headline, sure=not unseen and strict)
            if len(text) > len(best.text):
                best = MainText(text, page.headline)
    return best


def _bare(text: str) -> str:
    """Only letters and digits: the same words in another setting are the same."""
    return "".join(filter(str.isalnum, text)).casefold()


class _Page:
    """The lines of a page, and what is known of its elements."""

    def __init__(self, lines: list[Line], title: str, stated: str) -> None:
        self.lines = lines
        self.title = _bare(title)
        self.stated = _bare(stated)
        self.prose: defaultdict[Any, float] = defaultdict(float)
        self.text: defaultdict[Any, int] = defaultdict(int)
        self.links: defaultdict[Any, int] = defaultdict(int)
        self.titled: set[Any] = set()
        for line in lines:
            for element in ancestors(line):
                self.prose[element] += line.prose
                self.text[element] += len(line.text)
                self.links[element] += line.links
        titles = [line for line in lines if self._is_title(line)]
        heads = [line for line in lines if line.block.tag == "h1" and not line.links]
        self.heads = frozenset(titles or (heads if len(heads) == 1 else []))
        for line in self.heads:
            self.titled.update(ancestors(line))
        shown = [line for line in titles if line.block.tag in _HEADINGS] or titles
        self.headline = shown[0].text.removeprefix("• ") if shown else ""

    def article(self, strict: bool) -> tuple[str, bool]:
        """The text, and whether it stands right below the headline.

        If not `strict`, with the parts that their names call something else.
        """
        alien = self._aliens() if strict else lambda element: False
        lines = [line for line in self.lines if not alien(line.block)]
        scores = self._scores(self._speaking(lines))
        if not scores:
            return "", False
        best = self._best(lines, scores)
        stated = [line for line in lines if line.prose and self._is_stated(line)]
        if 2 * sum(line.prose for line in stated) > self.prose[best]:
            scores = self._scores(stated)
            best = max(scores, key=scores.__getitem__)
        best = _climbed(best, scores)
        tops = self._marked(best) or self._with_kin(best, scores)
        chosen = [n for n, line in enumerate(lines) if any(e in tops for e in ancestors(line))]
        lead = self._lead(lines, chosen[0])
        own = [line for line in lead if line.prose and not _is_note(line)]
        kept = self._cleaned([*own, *(lines[n] for n in chosen)])
        below = bool(lead) or any(self._is_title(lines[n]) for n in chosen[:_LEAD_LINES])
        return "\n".join(line.text for line in kept), below and bool(kept)

    def _speaking(self, lines: list[Line]) -> list[Line]:
        """The lines that tell where the article is: those below its title."""
        first = next((n for n, line in enumerate(lines) if line in self.heads), 0)
        below = sum(line.prose for line in lines[first:])
        return lines[first:] if 2 * below > sum(line.prose for line in lines) else lines

    def _best(self, lines: list[Line], scores: dict[Any, float]) -> Any:
        """The element with the best score, but one right below the headline may have less."""
        near = {
            element
            for n, head in enumerate(lines)
            if head in self.heads
            for line in list(filter(_prose, lines[n + 1 : n + 1 + _LEAD_LINES]))[:_LEAD_PARAGRAPHS]
            for element in ancestors(line)
        }
        best = max(scores, key=scores.__getitem__)
        if best in near:
            return best
        near.difference_update(best.iterancestors())
        below = max((e for e in scores if e in near), key=scores.__getitem__, default=best)
        return below if scores[below] > _NEAR * scores[best] else best

    def _is_title(self, line: Line) -> bool:
        """Whether it is the title, or all of it but the name of the site."""
        if line.links or not self.title:
            return False
        bare = _bare(line.text)
        return 2 * len(bare) > len(self.title) and bare in self.title

    def _is_stated(self, line: Line) -> bool:
        bare = _bare(line.text)
        return len(bare) >= _LEAST_STATED and bare in self.stated

    def _aliens(self) -> Callable[[Any], bool]:
        """Whether an element stands in a part of the page that is not the article."""
        whole = max(self.prose.values(), default=0)
        known: dict[Any, bool] = {}

        def alien(element: Any) -> bool:
            if element not in known:
                parent = element.getparent()
                known[element] = self._is_alien(element, whole) or (
                    parent is not None and alien(parent)
                )
            return known[element]

        return alien

    def _is_alien(self, element: Any, whole: float) -> bool:
        if element in self.titled or element.tag in (*_WHOLE, "article", "main"):
            return False
        words = words_of(element)
        if words & _ALIEN:
            return True
        named = element.tag in _ALIEN_TAGS or not words.isdisjoint(_DOUBTFUL)
        return named and 2 * self.prose[element] < whole

    def _scores(self, lines: Iterable[Line]) -> dict[Any, float]:
        scores: defaultdict[Any, float] = defaultdict(float)
        for line in lines:
            if line.prose:
                element = line.block
                holders = list(dropwhile(lambda e: e.tag in _PARTS, ancestors(line)))
                if holders[0] is line.block and self.text[line.block] == len(line.text):
                    # It holds nothing else: one paragraph of many, or all of a short text.
                    scores[line.block] += line.prose
                    holders = list(dropwhile(lambda e: e.tag in _PARTS, holders[1:]))
                for element, quieter in zip(holders, _QUIETER, strict=False):
                    scores[element] += line.prose / quieter
        return {e: score * (1 - self.links[e] / self.text[e]) for e, score in scores.items()}

    def _marked(self, best: Any) -> set[Any]:
        """The element that microdata marks as the text of an article, if the best stands in it."""
        for element in (best, *best.iterancestors()):
            if "articleBody" in element.get("itemprop", "").split():
                return {element}
        return set()

    def _lead(self, lines: list[Line], first: int) -> list[Line]:
        """The headline that the first line of the text follows, and what stands between them."""
        for number in range(first - 1, max(first - _LEAD_LINES, 0) - 1, -1):
            line = lines[number]
            if self._is_title(line) or (line.block.tag == "h1" and not line.links):
                return lines[number:first]
        return []

    def _cleaned(self, lines: list[Line]) -> list[Line]:
        """Without lists of links and the words over them, repetitions, title and section."""
        head = next((n for n, line in enumerate(lines[:_LEAD_LINES]) if self._is_title(line)), 0)
        lines = [*filter(_prose, lines[:head]), *lines[head:]]
        links = [False, *(line.is_link for line in lines), False]
        out = [
            is_link and not self._is_stated(line) and (before or after or not _is_sentence(line))
            for line, before, is_link, after in zip(
                lines, links, links[1:], links[2:], strict=False
            )
        ]
        listed = [*out, False, False]
        for number, line in enumerate(lines[:-1]):
            if len(line.text) < _LONGEST_LABEL and listed[number + 1] and not _is_sentence(line):
                heading = line.text.endswith(":") or line.block.tag in _HEADINGS
                inside = number > 0 and listed[number - 1]
                over = listed[number + 2] and not line.prose and line.block.tag != "li"
                out[number] = out[number] or heading or inside or over
        seen: set[str] = set()
        kept = []
        for line, is_out in zip(lines, out, strict=True):
            bare = _bare(line.text)
            if not is_out and bare not in seen:
                kept.append(line)
            if line.prose:
                seen.add(bare)
        # A short message may be its own title.
        return [line for line in kept if not self._is_title(line)] or kept

    def _with_kin(self, top: Any, scores: dict[Any, float]) -> set[Any]:
        """The element, and those that hold more of the article.

        Those are its likes by tag and class in the same article, between which advertisements
        stand, and beside it single paragraphs and what says nearly as much as it does.
        """
        parent = top.getparent()
        if parent is None:
            return {top}
        article = next((e for e in top.iterancestors() if e.tag in ("article", "main")), parent)
        kind = (top.tag, top.get("class"))
        found = {top}
        if kind[1]:
            found.update(
                e
                for e in article.iter(top.tag)
                if (e.tag, e.get("class")) == kind and scores.get(e, 0)
            )
        for element in parent:
            if element.tag == "p":
                if self.prose[element] > 2 and 4 * self.links[element] < self.text[element]:
                    found.add(element)
            elif scores.get(element, 0) >= 0.2 * scores.get(top, 0):
                found.add(element)
        return found


def _prose(line: Line) -> float:
    return line.prose


def _is_sentence(line: Line) -> bool:
    return line.block.tag != "li" and bool(_CLOSED.search(line.text))


def _is_note(line: Line) -> bool:
    """Says when the article was published, or only leads away."""
    return line.is_link or (
        len(line.text) < _LONGEST_NOTE and bool(_NOTE.search(line.text)) and not _is_sentence(line)
    )


def _climbed(top: Any, scores: dict[Any, float]) -> Any:
    """The element that holds all of the article, when the best one holds a part of it."""
    good = (element for element, score in scores.items() if score >= 0.75 * scores[top])
    over = Counter(
        outer for element in good if element is not top for outer in element.iterancestors()
    )
    outer = list(takewhile(lambda e: e.tag not in _WHOLE, top.iterancestors()))
    frame = next((n for n, element in enumerate(outer) if over[element] >= 3), -1)
    if frame >= 0:
        top = outer[frame]
    last = scores.get(top, 0)
    least = last / 3
    for parent in outer[frame + 1 :]:
        score = scores.get(parent, 0)
        if score < least:
            break
        if score > last:
            return parent
        last = score
    return top
