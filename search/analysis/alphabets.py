"""The letters of each alphabet and the sounds they stand for in names.

Sounds: b d k l m n p r t v f g h as usual, x as in loch; s z c (ts), and hissed behind the teeth
S (sh) Z (zh) C (ch) J (dzh); a e i o u. Alternatives are parted by `|`, the commonest first; a
letter that is silent has none.
"""

__all__ = ["ABJADS", "CASELESS", "SOFT", "SOUNDS"]

_LATIN = {
    "b": "b", "d": "d", "f": "f", "k": "k", "l": "l", "m": "m", "n": "n", "p": "p", "q": "k",
    "r": "r", "s": "s", "t": "t", "v": "v", "z": "z", "a": "a", "e": "e", "i": "i", "o": "o",
    "u": "u", "y": "i", "g": "g", "ł": "l", "đ": "J|d", "ð": "d", "þ": "t", "ß": "s", "ø": "o",
    "æ": "e", "œ": "e", "ı": "i", "ə": "e",
    "j": "i|J", "w": "v|u", "x": "ks|S", "h": "h|", "c": "k", "ç": "s|C", "ć": "C", "č": "C",
    "š": "S", "ś": "S", "ş": "S", "ș": "S", "ţ": "c", "ț": "c", "ž": "Z", "ż": "Z", "ź": "z",
    "ğ": "g|",
    "ph": "f", "th": "t", "rh": "r|rh", "gh": "g|", "kh": "x", "zh": "Z", "sh": "S", "dh": "d",
    "bh": "b", "ch": "x|C|k", "ck": "k|ck", "cc": "k", "qu": "kv|k", "sch": "S|sx", "tsch": "C",
    "sz": "S|s", "cz": "C", "rz": "Z|rc", "dz": "z", "dzh": "J", "dż": "J", "dž": "J", "ts": "c",
    "tz": "c", "tch": "C", "shch": "S", "szcz": "S", "šč": "S", "szc": "S", "sc": "sk",
    "ea": "ea|i|e", "ei": "ei|ai", "eu": "eu|oi|ei",
    "ou": "u", "oo": "u", "ee": "i", "ae": "e", "oe": "e", "ue": "u", "ä": "e", "ö": "e", "ü": "u",
    "gn": "gn|n",
}  # fmt: skip
# The same before e, i and y.
SOFT = {"c": "c|s", "g": "g|J", "cc": "kc|C", "sc": "s|S", "γ": "i|g"}
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "J", "ѓ": "g", "е": "e",
    "ё": "o", "є": "e", "ж": "Z", "з": "z", "ѕ": "z", "и": "i", "і": "i", "ї": "i", "й": "i",
    "ј": "i", "к": "k", "л": "l", "љ": "l", "м": "m", "н": "n", "њ": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "ћ": "C", "ќ": "k|C", "у": "u", "ў": "u|v", "ф": "f", "х": "x",
    "ц": "c", "ч": "C", "џ": "J", "ш": "S", "щ": "S|St", "ъ": "a|", "ы": "i", "ь": "", "э": "e",
    "ю": "iu", "я": "ia", "дж": "J", "дз": "z", "тс": "c", "тц": "c",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "t", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "ks", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "i", "φ": "f", "χ": "x", "ψ": "ps", "ω": "o", "ου": "u", "αι": "e",
    "ει": "i", "οι": "i", "μπ": "b|mb", "ντ": "d|nt", "γκ": "g|ng", "γγ": "ng", "τζ": "J|z",
    "τσ": "C|c", "αυ": "av|af", "ευ": "ev|ef", "τς": "c",
}  # fmt: skip
_GEORGIAN = {
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i",
    "კ": "k", "ლ": "l", "მ": "m", "ნ": "n", "ო": "o", "პ": "p", "ჟ": "Z", "რ": "r", "ს": "s",
    "ტ": "t", "უ": "u", "ფ": "p|f", "ქ": "k", "ღ": "g", "ყ": "k", "შ": "S", "ჩ": "C", "ც": "c",
    "ძ": "z", "წ": "c", "ჭ": "C", "ხ": "x", "ჯ": "J", "ჰ": "h",
}  # fmt: skip
_ARMENIAN = {
    "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "e|", "թ": "t",
    "ժ": "Z", "ի": "i", "լ": "l", "խ": "x", "ծ": "c", "կ": "k", "հ": "h", "ձ": "z", "ղ": "g",
    "ճ": "C", "մ": "m", "յ": "i", "ն": "n", "շ": "S", "ո": "o", "չ": "C", "պ": "p", "ջ": "J",
    "ռ": "r", "ս": "s", "վ": "v", "տ": "t", "ր": "r", "ց": "c", "ւ": "v", "փ": "p", "ք": "k",
    "օ": "o", "ֆ": "f", "և": "ev", "ու": "u",
}  # fmt: skip
# In these two the short vowels are not written; a letter of a long one may be a consonant too.
_HEBREW = {
    "א": "a|", "ב": "b|v", "ג": "g", "ד": "d", "ה": "h|a", "ו": "u|v", "ז": "z", "ח": "x",
    "ט": "t", "י": "i", "כ": "k|x", "ך": "x", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n",
    "ס": "s", "ע": "", "פ": "p|f", "ף": "f", "צ": "c", "ץ": "c", "ק": "k", "ר": "r", "ש": "S|s",
    "ת": "t", "ג'": "J", "צ'": "C", "ץ'": "C", "ז'": "Z", "וו": "v", "יי": "i",
}  # fmt: skip
_ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ى": "a", "ب": "b|p", "پ": "p", "ت": "t", "ث": "t",
    "ج": "J|g", "چ": "C", "ح": "h", "خ": "x", "د": "d", "ذ": "d", "ر": "r", "ز": "z", "ژ": "Z",
    "س": "s", "ش": "S", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "g", "ف": "f",
    "ڤ": "v", "ق": "k", "ك": "k|g", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h|",
    "ة": "", "و": "u|v", "ي": "i", "ی": "i", "ء": "", "ئ": "", "ؤ": "u", "تش": "C", "تس": "c",
}  # fmt: skip
SOUNDS = _LATIN | _CYRILLIC | _GREEK | _GEORGIAN | _ARMENIAN | _HEBREW | _ARABIC
ABJADS = frozenset(_HEBREW) | frozenset(_ARABIC)
# News in Georgian has no capitals either.
CASELESS = ABJADS | frozenset(_GEORGIAN)
