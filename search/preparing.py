"""One article's way from what was read to what an engine writes.

repair -> source, title, boilerplate (`cleaning.py`) -> date -> language of each passage
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from search.cleaning import Cleaned, Cleaning, Mended
from search.dates import date_in_url, parse_date
from search.models import Span, StoredArticle
from search.sources.record import Record
from search.text.heading import dateline
from search.text.language import detect_languages
from search.text.lines import lines_of
from search.text.passage import Verdict, look_all

__all__ = ["Draft", "digests_of", "draft_of", "finished", "look_into"]

# Part of every digest: raised when the same article would now be indexed otherwise.
_VERSION = 5


def digests_of(record: Record, *, as_it_is: bool = False) -> tuple[str, str]:
    """(digest of the article, digest of all that a record says).

    The second begins with the first; it is equal for what has not changed, place included.
    `as_it_is`: the settings have nothing of it set aside.
    """
    given = record.article
    content = _digest(
        f"{given.id}\0{given.title}\0{given.text}\0{given.source}\0{given.language}\0{given.date}"
        f"\0{given.url}"
    )
    place = _digest(
        f"{_VERSION}\0{as_it_is}\0{record.path}\0{record.key}\0{record.site}\0{record.folder}"
    )
    return content, f"{content}-{place}"


def _digest(fields: str) -> str:
    return hashlib.sha256(fields.encode("utf-8", "replace")).hexdigest()[:16]


class Draft(NamedTuple):
    """An article of which all is known but its languages.

    Attributes:
        own: (start, end, text) of every line of its own.
        passages: what `detect_languages` is asked about: the title, if it is not among them, and
            these lines.
    """

    mended: Mended
    cleaned: Cleaned
    own: list[tuple[int, int, str]]
    passages: list[str]
    date: date | None


def draft_of(mended: Mended, cleaning: Cleaning | None = None) -> Draft:
    """Judge an article.

    `cleaning` has the settings and what was learnt of the article's source, if there is either.
    """
    record = mended.record
    given, text = record.article, record.article.text
    cleaned = (cleaning or Cleaning()).clean(record, mended.keys)
    heading = cleaned.heading
    others = (heading.span, *cleaned.boilerplate.spans)
    own = _own_lines(text, others)
    # A title that the text begins with would count twice.
    title_too = not own or not own[0][2].startswith(heading.title.rstrip("…"))
    title = heading.title if title_too else ""
    day = (
        _stated(given.date)
        or date_in_url(given.url)
        or dateline(text, others)
        or _date_in_name(record.key)
    )
    return Draft(mended, cleaned, own, [title, *(line for _, _, line in own)], day)


def look_into(drafts: Iterable[Draft]) -> dict[str, Verdict]:
    """What the passages of several articles tell of their languages, for `finished`."""
    passages = list(dict.fromkeys(chain.from_iterable(draft.passages for draft in drafts)))
    return dict(zip(passages, look_all(passages), strict=True))


def finished(
    draft: Draft,
    article_id: str,
    indexed: datetime | None = None,
    looked: Mapping[str, Verdict] | None = None,
) -> StoredArticle:
    """The article with all that it does not state worked out; `indexed` is the time."""
    (record, made, _), cleaned = draft.mended, draft.cleaned
    given, heading = record.article, cleaned.heading
    text, boilerplate = given.text, cleaned.boilerplate.spans
    languages = detect_languages(draft.passages, given.language, looked)
    passages = [
        (start, end, code)
        for (start, end, _), code in zip(draft.own, languages.passages[1:], strict=True)
    ]
    return StoredArticle(
        id=article_id,
        title=heading.title,
        text=text,
        source=cleaned.source,
        language=languages.main,
        languages=(languages.main, *languages.others),
        date=draft.date,
        url=given.url,
        heading=heading.span,
        boilerplate=boilerplate,
        passages=_joined(passages, boilerplate),
        repairs=made,
        path=record.path,
        indexed=indexed,
    )


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


def _own_lines(text: str, others: tuple[Span, ...]) -> list[tuple[int, int, str]]:
    """(start, end, text) of every line that is in none of the other spans."""
    others = tuple((start, end) for start, end in others if start < end)
    return [
        (line.start, line.end, line.text)
        for line in lines_of(text)
        if not (others and any(start <= line.start < end for start, end in others))
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
