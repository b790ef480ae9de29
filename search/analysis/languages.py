"""The table of languages. Adding one is one row, and one golden file in `tests/`."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from search.models import UNSURE

__all__ = ["LANGUAGES", "Apostrophe", "Language", "language_name", "script_of"]

# What an apostrophe between letters means: part of the word (п'ять, don't); the end of an
# elided word, with another after it (l'accord); or the start of a suffix (Türkiye'nin).
Apostrophe = Literal["joins", "elides", "ends"]


@dataclass(frozen=True, slots=True)
class Language:
    """One row.

    Attributes:
        code: ISO 639-1, as in the name of the index's fields (`body_uk`).
        name: its name in itself, as readers are shown it.
        script: the ISO 15924 code of the script that its words are written in.
        stemmer: `lemmas:CODE`, `endings:CODE` or `snowball:NAME`, or several of them with `+`
            between; "" where there is none: words are then folded, and found in the form in
            which they stand.
        rtl: written from right to left.
    """

    code: str
    name: str
    script: str
    stemmer: str = ""
    apostrophe: Apostrophe = "joins"
    rtl: bool = False


_ROWS = (
    Language("ar", "العربية", "Arab", "snowball:arabic", rtl=True),
    Language("be", "Беларуская", "Cyrl", "endings:be"),
    Language("bg", "Български", "Cyrl", "lemmas:bg+endings:bg"),
    Language("bn", "বাংলা", "Beng"),
    Language("ca", "Català", "Latn", "snowball:catalan", "elides"),
    Language("cs", "Čeština", "Latn", "endings:cs+snowball:czech"),
    Language("cy", "Cymraeg", "Latn"),
    Language("da", "Dansk", "Latn", "snowball:danish"),
    Language("de", "Deutsch", "Latn", "snowball:german"),
    Language("el", "Ελληνικά", "Grek", "snowball:greek"),
    Language("en", "English", "Latn", "snowball:english"),
    Language("eo", "Esperanto", "Latn", "snowball:esperanto"),
    Language("es", "Español", "Latn", "snowball:spanish"),
    Language("et", "Eesti", "Latn", "snowball:estonian"),
    Language("eu", "Euskara", "Latn", "snowball:basque"),
    Language("fa", "فارسی", "Arab", "snowball:persian", rtl=True),
    Language("fi", "Suomi", "Latn", "snowball:finnish"),
    Language("fr", "Français", "Latn", "snowball:french", "elides"),
    Language("ga", "Gaeilge", "Latn", "snowball:irish"),
    Language("gu", "ગુજરાતી", "Gujr"),
    Language("he", "עברית", "Hebr", rtl=True),
    Language("hi", "हिन्दी", "Deva", "snowball:hindi"),
    Language("hr", "Hrvatski", "Latn", "endings:hr"),
    Language("hu", "Magyar", "Latn", "snowball:hungarian"),
    Language("hy", "Հայերեն", "Armn", "snowball:armenian"),
    Language("id", "Bahasa Indonesia", "Latn", "snowball:indonesian"),
    Language("it", "Italiano", "Latn", "snowball:italian", "elides"),
    Language("ja", "日本語", "Jpan"),
    Language("kn", "ಕನ್ನಡ", "Knda"),
    Language("ko", "한국어", "Kore"),
    Language("lt", "Lietuvių", "Latn", "snowball:lithuanian"),
    Language("lv", "Latviešu", "Latn"),
    Language("mk", "Македонски", "Cyrl", "endings:mk"),
    Language("ml", "മലയാളം", "Mlym"),
    Language("mr", "मराठी", "Deva"),
    Language("ne", "नेपाली", "Deva", "snowball:nepali"),
    Language("nl", "Nederlands", "Latn", "snowball:dutch"),
    Language("no", "Norsk", "Latn", "snowball:norwegian"),
    Language("pa", "ਪੰਜਾਬੀ", "Guru"),
    Language("pl", "Polski", "Latn", "endings:pl+snowball:polish"),
    Language("pt", "Português", "Latn", "snowball:portuguese"),
    Language("ro", "Română", "Latn", "snowball:romanian"),
    Language("ru", "Русский", "Cyrl", "endings:ru+snowball:russian"),
    Language("sk", "Slovenčina", "Latn", "endings:sk"),
    Language("sl", "Slovenščina", "Latn", "lemmas:sl+endings:sl"),
    Language("sq", "Shqip", "Latn"),
    Language("sr", "Српски", "Cyrl", "snowball:serbian"),
    Language("st", "Sesotho", "Latn", "snowball:sesotho"),
    Language("sv", "Svenska", "Latn", "snowball:swedish"),
    Language("sw", "Kiswahili", "Latn"),
    Language("ta", "தமிழ்", "Taml", "snowball:tamil"),
    Language("te", "తెలుగు", "Telu"),
    Language("th", "ไทย", "Thai"),
    Language("tl", "Tagalog", "Latn"),
    Language("tr", "Türkçe", "Latn", "snowball:turkish", "ends"),
    Language("uk", "Українська", "Cyrl", "lemmas:uk+endings:uk"),
    Language("ur", "اردو", "Arab", rtl=True),
    Language("vi", "Tiếng Việt", "Latn"),
    Language("yi", "ייִדיש", "Hebr", "snowball:yiddish", rtl=True),
    Language("zh", "中文", "Hans"),
)
LANGUAGES: dict[str, Language] = {row.code: row for row in _ROWS}
LANGUAGES[UNSURE] = Language(UNSURE, "Unsure", "Zyyy")

# The first word of a letter's Unicode name -> the script as the rows above have it.
_SCRIPTS = {
    "ARABIC": "Arab", "ARMENIAN": "Armn", "BENGALI": "Beng", "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva", "GREEK": "Grek", "GUJARATI": "Gujr", "GURMUKHI": "Guru",
    "HEBREW": "Hebr", "KANNADA": "Knda", "LATIN": "Latn", "MALAYALAM": "Mlym",
    "TAMIL": "Taml", "TELUGU": "Telu", "THAI": "Thai", "CJK": "Hani",
    "HIRAGANA": "Jpan", "KATAKANA": "Jpan", "HANGUL": "Kore",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def script_of(letter: str) -> str:
    """The script of one letter: ISO 15924, `Hani` for Han, "" for what is no known letter."""
    name = unicodedata.name(letter, "") if letter.isalpha() else ""
    return _SCRIPTS.get(name.partition(" ")[0], "")


def language_name(code: str) -> str:
    """The language's name in itself; the code where the table has no such row."""
    row = LANGUAGES.get(code)
    return row.name if row else code
