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
        lemmas: simplemma's code of the dictionary that words are looked up in; "" for none.
        stemmer: what is applied to every word, or to its lemma: `endings:CODE`, `snowball:NAME`,
            `prefixes:CODE`; "" for none.
        unknown: the same, applied only to words that the dictionary does not know; where there is
            neither, such words are found in the form in which they stand.
        also: a second script that its words are written in, of which the spelling makes the first.
        rtl: written from right to left.
    """

    code: str
    name: str
    script: str
    lemmas: str = ""
    stemmer: str = ""
    unknown: str = ""
    apostrophe: Apostrophe = "joins"
    rtl: bool = False
    also: str = ""


_ROWS = (
    Language("ar", "العربية", "Arab", lemmas="ar", stemmer="prefixes:ar", rtl=True),
    Language("be", "Беларуская", "Cyrl", stemmer="endings:be"),
    Language("bg", "Български", "Cyrl", lemmas="bg", stemmer="endings:bg"),
    Language("bn", "বাংলা", "Beng"),
    Language("bs", "Bosanski", "Latn", lemmas="hbs", stemmer="endings:hr"),
    Language("ca", "Català", "Latn", lemmas="ca", unknown="snowball:catalan", apostrophe="elides"),
    Language("cs", "Čeština", "Latn", lemmas="cs", stemmer="endings:cs"),
    Language("cy", "Cymraeg", "Latn", lemmas="cy"),
    Language("da", "Dansk", "Latn", lemmas="da", unknown="snowball:danish"),
    Language("de", "Deutsch", "Latn", lemmas="de", unknown="snowball:german"),
    Language("el", "Ελληνικά", "Grek", lemmas="el", unknown="snowball:greek"),
    Language("en", "English", "Latn", lemmas="en", stemmer="snowball:english"),
    Language("eo", "Esperanto", "Latn", lemmas="eo", unknown="snowball:esperanto"),
    Language("es", "Español", "Latn", lemmas="es", unknown="snowball:spanish"),
    Language("et", "Eesti", "Latn", lemmas="et", unknown="endings:et"),
    Language("eu", "Euskara", "Latn", unknown="snowball:basque"),
    Language("fa", "فارسی", "Arab", lemmas="fa", unknown="snowball:persian", rtl=True),
    Language("fi", "Suomi", "Latn", lemmas="fi", unknown="snowball:finnish"),
    Language("fr", "Français", "Latn", lemmas="fr", unknown="snowball:french", apostrophe="elides"),
    Language("ga", "Gaeilge", "Latn", lemmas="ga", unknown="snowball:irish"),
    Language("gl", "Galego", "Latn", lemmas="gl", unknown="snowball:portuguese"),
    Language("gu", "ગુજરાતી", "Gujr"),
    Language("he", "עברית", "Hebr", lemmas="he", stemmer="prefixes:he", rtl=True),
    Language("hi", "हिन्दी", "Deva", lemmas="hi", unknown="snowball:hindi"),
    Language("hr", "Hrvatski", "Latn", lemmas="hbs", stemmer="endings:hr"),
    Language("hu", "Magyar", "Latn", lemmas="hu", unknown="snowball:hungarian"),
    Language("hy", "Հայերեն", "Armn", lemmas="hy", unknown="snowball:armenian"),
    Language("id", "Bahasa Indonesia", "Latn", lemmas="id", unknown="snowball:indonesian"),
    Language("is", "Íslenska", "Latn", lemmas="is"),
    Language(
        "it", "Italiano", "Latn", lemmas="it", unknown="snowball:italian", apostrophe="elides"
    ),
    Language("ja", "日本語", "Jpan"),
    Language("ka", "ქართული", "Geor", lemmas="ka"),
    Language("kn", "ಕನ್ನಡ", "Knda"),
    Language("ko", "한국어", "Kore"),
    Language("lb", "Lëtzebuergesch", "Latn", lemmas="lb"),
    Language("lt", "Lietuvių", "Latn", lemmas="lt", unknown="snowball:lithuanian"),
    Language("lv", "Latviešu", "Latn", lemmas="lv", stemmer="endings:lv"),
    Language("mk", "Македонски", "Cyrl", lemmas="mk", stemmer="endings:mk"),
    Language("ml", "മലയാളം", "Mlym", lemmas="ml"),
    Language("mr", "मराठी", "Deva"),
    Language("ms", "Bahasa Melayu", "Latn", lemmas="ms"),
    Language("ne", "नेपाली", "Deva", unknown="snowball:nepali"),
    Language("nl", "Nederlands", "Latn", lemmas="nl", unknown="snowball:dutch"),
    Language("no", "Norsk", "Latn", lemmas="nb", unknown="snowball:norwegian"),
    Language("pa", "ਪੰਜਾਬੀ", "Guru"),
    Language("pl", "Polski", "Latn", lemmas="pl", stemmer="endings:pl"),
    Language("pt", "Português", "Latn", lemmas="pt", unknown="snowball:portuguese"),
    Language("ro", "Română", "Latn", lemmas="ro", unknown="snowball:romanian"),
    Language("ru", "Русский", "Cyrl", lemmas="ru", stemmer="endings:ru"),
    Language("sk", "Slovenčina", "Latn", lemmas="sk", stemmer="endings:sk"),
    Language("sl", "Slovenščina", "Latn", lemmas="sl", stemmer="endings:sl"),
    Language("sq", "Shqip", "Latn", lemmas="sq"),
    Language("sr", "Српски", "Cyrl", lemmas="hbs", stemmer="endings:hr", also="Latn"),
    Language("st", "Sesotho", "Latn", unknown="snowball:sesotho"),
    Language("sv", "Svenska", "Latn", lemmas="sv", unknown="snowball:swedish"),
    Language("sw", "Kiswahili", "Latn", lemmas="sw"),
    Language("ta", "தமிழ்", "Taml", unknown="snowball:tamil"),
    Language("te", "తెలుగు", "Telu"),
    Language("th", "ไทย", "Thai"),
    Language("tl", "Tagalog", "Latn", lemmas="tl"),
    Language("tr", "Türkçe", "Latn", lemmas="tr", unknown="snowball:turkish", apostrophe="ends"),
    Language("uk", "Українська", "Cyrl", lemmas="uk", stemmer="endings:uk"),
    Language("ur", "اردو", "Arab", rtl=True),
    Language("vi", "Tiếng Việt", "Latn"),
    Language("yi", "ייִדיש", "Hebr", unknown="snowball:yiddish", rtl=True),
    Language("zh", "中文", "Hans"),
)
LANGUAGES: dict[str, Language] = {row.code: row for row in _ROWS}
LANGUAGES[UNSURE] = Language(UNSURE, "Unsure", "Zyyy")

# The first word of a letter's Unicode name -> the script as the rows above have it.
_SCRIPTS = {
    "ARABIC": "Arab", "ARMENIAN": "Armn", "BENGALI": "Beng", "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva", "GEORGIAN": "Geor", "GREEK": "Grek", "GUJARATI": "Gujr",
    "GURMUKHI": "Guru", "HEBREW": "Hebr", "KANNADA": "Knda", "LATIN": "Latn", "MALAYALAM": "Mlym",
    "TAMIL": "Taml", "TELUGU": "Telu", "THAI": "Thai", "CJK": "Hani", "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan", "HANGUL": "Kore",
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
