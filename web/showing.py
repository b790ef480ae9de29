"""How templates write what they are given."""

from datetime import date

from flask import Flask, url_for
from markupsafe import Markup

from search.analysis.languages import LANGUAGES, language_name
from search.models import UNKNOWN, UNSURE, Snippet
from search.output import printable
from search.sources.urls import host_of, is_web_url
from web.state import State

__all__ = ["register"]


def register(app: Flask) -> None:
    """Give templates their filters and functions; see each below."""
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.finalize = _shown
    environment.filters |= {
        "count": _count,
        "day": _day,
        "host": host_of,
        "language_name": language_name,
        "marked": _marked,
        "speech": _speech,
        "direction": _direction,
        "source": _source,
    }
    environment.tests["web_url"] = is_web_url
    environment.globals["fresh"] = State()
    environment.globals["link"] = _link
    environment.globals["article_link"] = _article_link


def _shown(value: object) -> object:
    """Whatever a template writes passes here, and is escaped afterwards unless it is Markup."""
    if isinstance(value, Markup):
        return Markup(printable(value))
    return printable(value) if isinstance(value, str) else value


def _count(number: int, noun: str = "", nouns: str = "") -> str:
    """`1,234`, or with a noun `1,234 articles`, `1 article`."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}" if noun else f"{number:,}"


def _day(day: date) -> Markup:
    """`<time datetime="2021-10-21">21 October 2021</time>`."""
    return Markup('<time datetime="{}">{} {:%B} {}</time>').format(
        day.isoformat(), day.day, day, day.year
    )


def _source(name: str) -> str:
    return "Unknown source" if name == UNKNOWN else name


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
    known = "" if code == UNSURE or code not in LANGUAGES else code
    return Markup('lang="{}" dir="{}"').format(known, _direction(code))


def _link(state: State) -> str:
    return url_for("pages.results", **state.params())


def _article_link(article_id: str, state: State) -> str:
    return url_for("pages.article", id=article_id, **state.params())
