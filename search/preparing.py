"""One article's way from what was read to what an engine writes.

repair -> title, site, date -> boilerplate -> language of each passage -> terms
"""

import hashlib
import re
from collections import Counter, defaultdict
from dataclasses import astuple
from datetime import date

from search.analysis import analyzer_for
from search.dates import date_in_url, parse_date
from search.engines.base import Document
from search.models import UNKNOWN, Span, StoredArticle
from search.sources.record import Record
from search.sources.urls import host_of, is_web_url
from search.text.boilerplate import find_boilerplate
from search.text.heading import dateline, read_heading
from search.text.language import detect_languages
from search.text.lines import lines_of
from search.text.repair import repair

__all__ = ["digests_of", "prepare"]

# Part of every digest: raised when the same article would now be indexed otherwise.
_VERSION = 1
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}/?")
# Between two passages that do not follow each other; no phrase reaches across.
_GAP = 100


def digests_of(record: Record) -> tuple[str, str]:
    """(digest of the article, digest of all that a record says).

    The second begins with the first; it is equal for what has not changed, place included.
    """
    content = _digest(*astuple(record.article))
    place = _digest(_VERSION, record.path, record.key, record.site, record.folder)
    return content, f"{content}-{place}"


def _digest(*fields: object) -> str:
    return hashlib.sha256("\x00".join(map(str, fields)).encode("utf-8", "replace")).hexdigest()[:16]


def prepare(record: Record, article_id: str, digest: str) -> Document:
    """Work out all that an article does not state, and its terms."""
    given = record.article
    whole, made = repair(given.text)
    title, more = repair(" ".join(given.title.split()))
    text = whole.strip("\n")
    heading = read_heading(text, title)
    found = find_boilerplate(text, heading.aside)
    own = _own_lines(text, (heading.span, *found.spans))
    # A title that the text begins with would count twice.
    title_too = not own or not own[0][2].startswith(heading.title.rstrip("…"))
    languages = detect_languages(
        [heading.title if title_too else "", *(t for _, _, t in own)], given.language
    )
    passages = _joined(
        [
            (start, end, code)
            for (start, end, _), code in zip(own, languages.passages[1:], strict=True)
        ],
        found.spans,
    )
    own_site = heading.site or found.site
    sources = (given.source, host_of(given.url), record.site, record.folder, own_site)
    article = StoredArticle(
        id=article_id,
        title=heading.title,
        text=text,
        source=next((_source(name) for name in sources if name.strip()), UNKNOWN),
        language=languages.main,
        languages=(languages.main, *languages.others),
        date=(
            _stated(given.date)
            or date_in_url(given.url)
            or dateline(text, (heading.span, *found.spans))
            or _date_in_name(record.key)
        ),
        url=given.url,
        heading=heading.span,
        boilerplate=found.spans,
        passages=passages,
        repairs=dict(made + more),
        path=record.path,
    )
    terms, lengths = _terms(article)
    return Document(article, digest, terms, lengths)


def _stated(value: date | str | None) -> date | None:
    """The stated date. The first day of Unix time is what a missing date becomes on its way."""
    day = parse_date(value)
    return None if day == date(1970, 1, 1) else day


def _date_in_name(key: str) -> date | None:
    """The day that a file of one article has at the head of its name: `2021-10-21-talks.txt`.

    A folder's name is the day of a crawl more often than of an article.
    """
    name = key.rpartition("/")[2]
    return None if "#" in name else date_in_url(f"/{name}")


def _source(name: str) -> str:
    """A source as it is shown and filtered on: one line, a host without `www.`."""
    name = " ".join(repair(name)[0].split())
    if is_web_url(name):
        return host_of(name) or name
    return host_of(f"https://{name}") if _HOST.fullmatch(name) else name


def _own_lines(text: str, others: tuple[Span, ...]) -> list[tuple[int, int, str]]:
    """(start, end, text) of every line that is in none of the other spans."""
    return [
        (line.start, line.end, line.text)
        for line in lines_of(text)
        if not any(start <= line.start < end for start, end in others)
    ]


def _joined(
    passages: list[tuple[int, int, str]], boilerplate: tuple[Span, ...]
) -> tuple[tuple[int, int, str], ...]:
    """Passages of one language in a row as one, unless something set aside stands between them."""
    joined: list[tuple[int, int, str]] = []
    for start, end, code in passages:
        last = joined[-1] if joined else None
        if last and last[2] == code and not any(last[1] <= s < start for s, _ in boilerplate):
            joined[-1] = (last[0], end, code)
        else:
            joined.append((start, end, code))
    return tuple(joined)


def _terms(article: StoredArticle) -> tuple[dict[str, dict[str, list[int]]], dict[str, int]]:
    """Field -> term -> positions, and the number of words of title and body."""
    terms: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    lengths: Counter[str] = Counter(title=0, body=0)
    texts = [("title", article.title, article.language)]
    texts += [("body", article.text[start:end], code) for start, end, code in article.passages]
    first = 0
    for kind, text, language in texts:
        stems, exact = terms[f"{kind}_{language}"], terms[f"exact_{kind}"]
        position = first
        for token in analyzer_for(language).tokens(text):
            position = first + token.position
            stems[token.term].append(position)
            exact[token.exact].append(position)
            lengths[kind] += 1
        first = position + _GAP
    return {field: dict(found) for field, found in terms.items() if found}, dict(lengths)
