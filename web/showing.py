"""How templates write what they are given."""

import re
from datetime import date

from babel.dates import format_date
from babel.units import format_unit
from flask import Flask
from flask_babel import get_locale, gettext
from jinja2.ext import Extension
from markupsafe import Markup

from search.analysis.languages import LANGUAGES, language_name
from search.models import UNKNOWN, UNSURE, Snippet
from search.output import printable
from search.sources.urls import host_of, is_web_url
from web.addresses import article_link, link, values_link
from web.state import State
from web.translating import count

__all__ = ["label_of", "register"]

# The same in every language of the interface, and without their words for "year".
_DAY = "d MMMM y"


class _Unindented(Extension):
    """Leaves out of templates what stands before their lines: a tenth of a page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"(?m)^[ \t]+", "", source)


def register(app: Flask) -> None:
    """Give templates their filters and functions; see each below."""
    environment = app.jinja_env
    environment.add_extension(_Unindented)
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.finalize = _shown
    environment.filters |= {
        "count": count,
        "day": _day,
        "direction": _direction,
        "duration": _duration,
        "host": host_of,
        "language_name": _language,
        "marked": _marked,
        "source": _source,
        "speech": _speech,
        "tongue": _tongue,
    }
    environment.tests["web_url"] = is_web_url
    environment.globals |= {
        "article_link": article_link,
        "fresh": State(),
        "label_of": label_of,
        "link": link,
        "values_link": values_link,
    }


def label_of(facet: str, value: str) -> str:
    """What a reader is shown for a value of a facet."""
    if facet == "language":
        return _language(value)
    if facet == "source":
        return _source(value)
    return gettext("No date") if value == UNKNOWN else value


def _shown(value: object) -> object:
    """Whatever a template writes passes here, and is escaped afterwards unless it is Markup."""
    if isinstance(value, Markup):
        return Markup(printable(value))
    return printable(value) if isinstance(value, str) else value


def _day(day: date) -> Markup:
    """`<time datetime="2021-10-21">21 October 2021</time>`, in the language of the interface."""
    said = format_date(day, _DAY, locale=get_locale())
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), said)


def _duration(seconds: float) -> str:
    """`12 ms`, `1.2 s`."""
    number, unit = (seconds, "second") if seconds >= 1 else (seconds * 1000, "millisecond")
    return format_unit(
        round(number, 1) if seconds >= 1 else max(round(number), 1),
        f"duration-{unit}",
        "short",
        locale=get_locale(),
    )


def _language(code: str) -> str:
    """The language's name in itself."""
    return gettext("Language unsure") if code == UNSURE else language_name(code)


def _source(name: str) -> str:
    return gettext("Unknown source") if name == UNKNOWN else name


def _marked(snippet: Snippet) -> Markup:
    return Markup(snippet.html())  # escaped there


def _direction(code: str) -> str:
    """The value of `dir` for a language; where it is unknown, the letters decide."""
    row = LANGUAGES.get(code)
    if row is None or code == UNSURE:
        return "auto"
    return "rtl" if row.rtl else "ltr"


def _speech(code: str) -> Markup:
    """The attributes `lang` and `dir`; `lang=""` says that the language is not known."""
    return Markup('{} dir="{}"').format(_tongue(code), _direction(code))


def _tongue(code: str) -> Markup:
    """The attribute `lang` alone, for a `bdi`: that goes by its letters."""
    known = "" if code == UNSURE or code not in LANGUAGES else code
    return Markup('lang="{}"').format(known)
