"""The interface in the reader's language: which one, and the catalogues that say how.

A catalogue is `translations/<language>/LC_MESSAGES/messages.po`. It is read as it stands: nothing
has to be compiled, and nothing can be compiled too late.
"""

from functools import cached_property
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale

__all__ = ["LOCALES", "register"]

LOCALES = ("en", "uk", "bg", "ru")
COOKIE = "interface"
_FOLDER = Path(__file__).parent / "translations"


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
    """Give templates `_` and its kin, in the language of whoever asks."""
    _Interface(app, locale_selector=_chosen)
    app.jinja_env.globals["locale"] = lambda: str(get_locale())


def _chosen() -> str:
    """What the reader chose here, else what the browser prefers, else English."""
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in LOCALES else request.accept_languages.best_match(LOCALES) or "en"


def _read(code: str) -> NullTranslations:
    if code == "en":
        return NullTranslations()
    with (_FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
