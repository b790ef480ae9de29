"""The interface in the reader's language: which one, and the catalogues that say how.

A catalogue is `translations/<language>/LC_MESSAGES/messages.po`. It is read as it stands: nothing
has to be compiled, and nothing can be compiled too late.
"""

import re
from collections.abc import Callable
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, redirect, request, url_for
from flask_babel import Babel, Domain, get_locale, gettext
from jinja2 import pass_context
from jinja2.runtime import Context
from werkzeug.wrappers import Response as BaseResponse

from search.asking import check_choice
from search.messages import Message

__all__ = ["LOCALES", "count", "register", "said"]

LOCALES = ("en", "uk", "bg", "ru")
COOKIE = "interface"
_YEAR = 365 * 24 * 60 * 60  # seconds
_FOLDER = Path(__file__).parent / "translations"
# No other host, which `//` and, to browsers, `/\` begin; and nothing that they would drop from it.
_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")
# What may stand in an address beside letters and digits.
_PUNCTUATION = "!$%&'()*+,/:;=?@[]~"

interface = Blueprint("interface", __name__)


class _Catalogues(Domain):  # type: ignore[misc]
    """The catalogues of this package, read when they are first wanted."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the reader's language; of English there is none."""
        code = str(get_locale() or LOCALES[0])
        if code not in self.cache:
            self.cache[code] = _read(code)
        found: NullTranslations = self.cache[code]
        return found


class _Interface(Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> _Catalogues:
        """What `gettext` and the templates ask."""
        return _Catalogues()


def register(app: Flask) -> None:
    """Give templates `_` and its kin, in the language of whoever asks, and let it be chosen."""
    _Interface(app, locale_selector=_chosen)
    app.register_blueprint(interface)
    environment = app.jinja_env
    environment.filters["said"] = said
    ngettext = cast("Callable[..., str]", environment.globals["ngettext"])
    environment.globals |= {
        "LOCALES": LOCALES,
        "here": _here,
        "locale": lambda: str(get_locale()),
        "ngettext": _with_grouped_digits(ngettext),
    }


def count(number: int) -> str:
    """`1,234`, as the reader's language writes it."""
    return _count(number, str(get_locale()))


@lru_cache(maxsize=10_000)
def _count(number: int, locale: str) -> str:
    return format_decimal(number, locale=locale)


def said(text: str) -> str:
    """A sentence of the library in the reader's language; any other text as it is."""
    if not isinstance(text, Message):
        return text
    template: str = gettext(text.template)
    return template.format(**{name: _said(value) for name, value in text.values.items()})


def _said(value: object) -> object:
    if isinstance(value, int):
        return _Grouped(value)
    return said(value) if isinstance(value, str) else value


class _Grouped(int):
    """A number that is written as the reader's language does, whatever a template asks for."""

    def __format__(self, spec: str) -> str:
        return count(int(self))


def _with_grouped_digits(ngettext: Callable[..., str]) -> Callable[..., str]:
    """The function of templates, its `%(num)s` written as the reader's language does."""

    @pass_context
    def counted(context: Context, one: str, many: str, num: int, **values: Any) -> str:
        return ngettext(context, one, many, num, **({"num": count(num)} | values))

    return counted


@interface.post("/interface")
def choose() -> BaseResponse:
    """Keep the language that was chosen, and go back to where it was."""
    code, back = request.form.get("language", ""), request.form.get("back", "")
    check_choice("language", code, LOCALES)
    response = redirect(back if _LOCAL.fullmatch(back) else url_for("pages.results"), 303)
    response.set_cookie(
        COOKIE, code, _YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


def _here() -> str:
    """The address of this page, for a form that comes back to it."""
    if request.method not in {"GET", "HEAD"}:
        return url_for("pages.results")
    query = quote(request.query_string, safe=_PUNCTUATION)
    return quote(request.root_path + request.path) + (query and f"?{query}")


def _chosen() -> str:
    """What the reader chose here, else what the browser prefers, else English.

    A browser that asks for `uk-UA` and then for `en` is shown Ukrainian.
    """
    asked = (code for code, quality in request.accept_languages if quality)
    wanted = [request.cookies.get(COOKIE, ""), *(re.split("[-_]", code)[0] for code in asked)]
    return next((code for code in map(str.lower, wanted) if code in LOCALES), LOCALES[0])


def _read(code: str) -> NullTranslations:
    if code == LOCALES[0]:
        return NullTranslations()
    with (_FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
