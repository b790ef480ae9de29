"""What the interface says, and the catalogues that say it in other languages.

`python -m tests.web.catalogues` brings every catalogue up to date: what the code no longer says
goes, what is new comes without a translation, and a line tells how much there is to translate.
"""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po, write_po

from tests.conftest import ROOT

__all__ = ["TRANSLATED", "catalogue", "forms_of", "path_of", "said_in_code", "written"]

_FOLDER = ROOT / "web" / "translations"
TRANSLATED = sorted(path.name for path in _FOLDER.iterdir())


def said_in_code() -> Catalog:
    """Every message of the code and the templates, collected as pyproject.toml says."""
    with TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        mapping = ["-F", str(ROOT / "pyproject.toml"), "-o", str(template)]
        where = [str(ROOT / package) for package in ("search", "web")]
        command = ["pybabel", "-q", "extract", *mapping, "--no-location", *where]
        CommandLineInterface().run(command)  # type: ignore[no-untyped-call]
        return read_po(BytesIO(template.read_bytes()))


def path_of(code: str) -> Path:
    return _FOLDER / code / "LC_MESSAGES" / "messages.po"


def catalogue(code: str) -> Catalog:
    """The catalogue of a language, as it stands."""
    return read_po(BytesIO(path_of(code).read_bytes()), locale=code)


def forms_of(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """A message or its translation: one form, or each of its plural forms."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def written(translated: Catalog) -> bytes:
    """A catalogue as it is kept: in the order of its messages, and nothing in it that ages."""
    header = (
        'msgid ""\n'
        'msgstr ""\n'
        f'"Language: {translated.locale_identifier}\\n"\n'
        f'"Plural-Forms: {translated.plural_forms}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    body = BytesIO()
    write_po(body, translated, width=100, omit_header=True, sort_output=True, ignore_obsolete=True)
    return header.encode() + body.getvalue().strip() + b"\n"


def main() -> None:
    template = said_in_code()
    for code in TRANSLATED:
        translated = catalogue(code)
        translated.update(template, no_fuzzy_matching=True)
        path_of(code).write_bytes(written(translated))
        missing = [message.id for message in translated if not all(forms_of(message.string))]
        print(f"{code}: {len(missing)} of {len(translated)} to translate")


if __name__ == "__main__":
    main()
