"""What metadata say of a language, in one form."""

import pytest

from search.analysis import LANGUAGES
from search.models import UNSURE
from search.text.stated import stated_language


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("uk", "uk"),
        (" UK ", "uk"),
        ("uk-UA", "uk"),
        ("uk_UA.UTF-8", "uk"),
        ("ukr", "uk"),
        ("Ukrainian", "uk"),
        ("ukrainian (Ukraine)", "uk"),
        ("Українська", "uk"),
        ("українська мова", "uk"),
        ("de", "de"),
        ("deu", "de"),
        ("ger", "de"),
        ("German", "de"),
        ("Deutsch", "de"),
        ("en,fr", "en"),
        ("iw", "he"),
        ("in", "id"),
        ("in-ID", "id"),
        ("ji", "yi"),
        ("mo", "ro"),
        ("no", "no"),
        ("nb", "no"),
        ("nn-NO", "no"),
        ("nob", "no"),
        ("Norwegian Bokmål", "no"),
        ("Norsk", "no"),
        ("fil", "tl"),
        ("Filipino", "tl"),
        ("sr-Latn", "sr"),
        ("sr_Latn_RS", "sr"),
        ("sh", "sr"),
        ("cnr", "sr"),
        ("srpski", "sr"),
        ("Serbian", "sr"),
        ("Српски", "sr"),
        ("Croatian", "hr"),
        ("zh-Hant-TW", "zh"),
        ("zh_CN", "zh"),
        ("chi", "zh"),
        ("cmn", "zh"),
        ("Chinese (Simplified)", "zh"),
        ("中文", "zh"),
        ("per", "fa"),
        ("Farsi", "fa"),
        ("kk", "kk"),
        ("kaz", "kk"),
        ("Kazakh", "kk"),
        ("", ""),
        ("xx", ""),
        ("und", ""),
        ("mul", ""),
        ("zxx", ""),
        ("x-default", ""),
        ("default", ""),
        ("1", ""),
        ("–", ""),
        ("the language of the page", ""),
    ],
)
def test_stated(value: str, code: str) -> None:
    assert stated_language(value) == code


@pytest.mark.parametrize("code", sorted(set(LANGUAGES) - {UNSURE}))
def test_every_language_by_its_code_and_name(code: str) -> None:
    assert stated_language(code) == stated_language(code.upper()) == code
    assert stated_language(LANGUAGES[code].name) == code
