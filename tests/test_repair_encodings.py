"""Texts read in the wrong encoding: what is certain is put right, the rest is left."""

import ftfy.bad_codecs
import pytest

from search.text.repair import repair

ftfy.bad_codecs.ok()  # the sloppy codecs, which keep bytes that Windows-1252 does not define
_UK = "Уряд заявив, що переговори тривають, і їхні учасники не мають чого сказати про це зараз."
_RU = "Правительство заявило, что переговоры продолжаются, и их участники не знают, что будет."
_BG = "Правителството заяви, че преговорите продължават и че участниците в тях не са против."
_PL = "Rząd oświadczył, że rozmowy trwają i że ich uczestnicy nie są już tak zmęczeni, jak był on."
_CS = "Vláda prohlásila, že jednání ještě trvá a že její účastníci při něm říkají, co může přijít."
_TR = "Hükümet, görüşmelerin sürdüğünü ve bu konuda bir karar için daha çok çalışıldığını açıkladı."
_EL = "Η κυβέρνηση δήλωσε ότι οι συνομιλίες συνεχίζονται και ότι δεν έχει να πει κάτι για αυτές."
_CYRILLIC = (
    ("cp1251", "latin-1"),
    ("cp1251", "sloppy-windows-1252"),
    ("koi8_u", "cp1251"),
    ("cp1251", "koi8_u"),
    ("koi8_u", "sloppy-windows-1252"),
    ("utf-8", "sloppy-windows-1251"),
    ("utf-8", "sloppy-windows-1252"),
)
_CASES = [
    *((text, *pair) for text in (_UK, _RU, _BG) for pair in _CYRILLIC),
    *(
        (text, *pair)
        for text in (_PL, _CS)
        for pair in (
            ("cp1250", "sloppy-windows-1252"),
            ("iso8859_2", "sloppy-windows-1252"),
            ("utf-8", "sloppy-windows-1252"),
            ("utf-8", "sloppy-windows-1250"),
        )
    ),
    (_TR, "cp1254", "sloppy-windows-1252"),
    (_EL, "cp1253", "sloppy-windows-1252"),
]


@pytest.mark.parametrize(("text", "written_in", "read_as"), _CASES)
def test_misread(text: str, written_in: str, read_as: str) -> None:
    misread = text.encode(written_in).decode(read_as)
    assert misread != text
    assert repair(misread) == (text, {"wrong encoding": 1})
    # Among lines that were read right, those alone are changed that were not.
    if (written_in, read_as) == ("cp1251", "latin-1"):
        assert repair(f"The talks.\n{misread}")[0] == f"The talks.\n{text}"


@pytest.mark.parametrize("text", [_UK, _RU, _BG])
@pytest.mark.parametrize("codec", ["sloppy-windows-1251", "sloppy-windows-1252"])
def test_misread_twice(text: str, codec: str) -> None:
    misread = text.encode().decode(codec).encode().decode(codec)
    assert repair(misread) == (text, {"wrong encoding": 1})


@pytest.mark.parametrize(
    ("misread", "text"),
    [
        ("Ïðèâåò", "Привет"),
        ("Ïåðåãîâîðè ó Êèºâ³", "Переговори у Києві"),
        ("ÐŸÑ€Ð¸Ð²Ñ–Ñ‚", "Привіт"),
    ],
)
def test_headlines(misread: str, text: str) -> None:
    assert repair(misread) == (text, {"wrong encoding": 1})


@pytest.mark.parametrize(
    "text",
    [
        # words of their own languages, which look like another's misreadings
        "Kærlighed på øen: Søren Bjørnson å Ærø, sagde Åse, der også var på vej til Sjælland.",
        "Það er öllum ljóst að Þórður og Ægir ætla ekki að mæta, sagði hún við blaðið í gær.",
        "Così è, se vi pare: più virtù, meno città, e però perché no, disse Totò a Niccolò.",
        "Zpráva o tom, jak Jørgen Sørensen a Bjørn Ødegård řekli, že přijdou, je už stará.",
        "До ЗМІ: уСРСР, вСША та зНАТО писали разом; МВт і кВт теж.",
        "рТ; оО; ЧП",
        "m² a 5 m³ za 3 ¾ h, ±2 %",
    ],
)
def test_what_was_read_right_stays(text: str) -> None:
    assert repair(text) == (text, {})
