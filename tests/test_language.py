"""The language of passages and articles: by letters, by function words, by langdetect."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import LANGUAGES
from search.models import UNSURE
from search.text.boilerplate import find_boilerplate
from search.text.detector import KNOWN
from search.text.heading import read_heading
from search.text.language import Languages, detect_language, detect_languages
from search.text.lines import lines_of
from search.text.passage import _ADDRESS, _without_addresses
from search.text.repair import repair
from tests.sentences import sentences

_SEEDS = Path(__file__).parent.parent / "seeds"

# Five passages a language, of 60 to 160 letters.
_PASSAGES = {
    "ar": [
        "قالت الوزيرة إن الجسر الجديد سيفتح أمام حركة المرور قبل نهاية الصيف المقبل.",
        "وصلت إلى الميناء أمس ثلاث سفن محملة بالقمح، وينتظر أن تفرغ حمولتها غدا.",
        "لم يعرف بعد سبب انقطاع التيار الكهربائي عن الأحياء الشمالية من المدينة.",
        "يعمل المزارعون هنا منذ الفجر لأن الأمطار قد تفسد ما تبقى من المحصول.",
        "أغلقت المدارس أبوابها ثلاثة أيام بسبب العاصفة التي ضربت الساحل.",
    ],
    "bg": [
        "Министърката каза, че новият мост ще бъде отворен за движение преди края на лятото.",
        "Вчера в пристанището влязоха три кораба с жито, а утре се очаква да ги разтоварят.",
        "Още не е известно защо спря токът в северните квартали на града.",
        "Земеделците тук работят от зори, защото дъждът може да съсипе остатъка от реколтата.",
        "Училищата затвориха за три дни заради бурята, която удари крайбрежието през нощта.",
    ],
    "cs": [
        "Ministryně řekla, že nový most bude otevřen pro dopravu ještě před koncem léta.",
        "Do přístavu včera dorazily tři lodě s pšenicí a zítra by měly být vyloženy.",
        "Zatím není známo, proč v severních čtvrtích města vypadl proud.",
        "Zemědělci tu pracují od svítání, protože déšť může zničit zbytek úrody.",
        "Školy zůstaly tři dny zavřené kvůli bouři, která v noci zasáhla pobřeží.",
    ],
    "de": [
        "Die Ministerin sagte, die neue Brücke werde noch vor dem Ende des Sommers eröffnet.",
        "Gestern liefen drei Schiffe mit Weizen in den Hafen ein, morgen werden sie entladen.",
        "Warum in den nördlichen Vierteln der Stadt der Strom ausfiel, ist noch nicht bekannt.",
        "Die Bauern arbeiten hier seit dem Morgengrauen, weil der Regen die Ernte gefährdet.",
        "Die Schulen blieben wegen des Sturms, der die Küste traf, drei Tage geschlossen.",
    ],
    "el": [
        "Η υπουργός είπε ότι η νέα γέφυρα θα ανοίξει πριν από το τέλος του καλοκαιριού.",
        "Τρία πλοία με σιτάρι έφτασαν χθες στο λιμάνι και αύριο θα ξεφορτωθούν.",
        "Δεν είναι ακόμη γνωστό γιατί κόπηκε το ρεύμα στις βόρειες συνοικίες της πόλης.",
        "Οι αγρότες δουλεύουν από τα χαράματα, γιατί η βροχή μπορεί να χαλάσει τη σοδειά.",
        "Τα σχολεία έμειναν κλειστά τρεις μέρες εξαιτίας της καταιγίδας στα παράλια.",
    ],
    "en": [
        "The minister said that the new bridge would be open to traffic before the summer ends.",
        "Three ships with wheat came into the port yesterday, and they are to be unloaded today.",
        "It is not yet known why the power failed in the northern quarters of the city.",
        "The farmers here have been at work since dawn, for the rain may spoil the harvest.",
        "Schools were closed for three days because of the storm that hit the coast at night.",
    ],
    "es": [
        "La ministra dijo que el nuevo puente se abrirá al tráfico antes de que acabe el verano.",
        "Ayer entraron en el puerto tres barcos con trigo y mañana serán descargados.",
        "Todavía no se sabe por qué se fue la luz en los barrios del norte de la ciudad.",
        "Los agricultores trabajan aquí desde el alba, porque la lluvia puede dañar la cosecha.",
        "Las escuelas cerraron tres días a causa de la tormenta que golpeó la costa.",
    ],
    "fr": [
        "La ministre a dit que le nouveau pont serait ouvert avant la fin de l’été.",
        "Trois navires chargés de blé sont entrés hier dans le port et seront vidés demain.",
        "On ne sait pas encore pourquoi le courant a manqué dans les quartiers du nord.",
        "Les paysans travaillent ici depuis l’aube, car la pluie peut gâter la récolte.",
        "Les écoles sont restées fermées trois jours à cause de la tempête sur la côte.",
    ],
    "pl": [
        "Ministra powiedziała, że nowy most zostanie otwarty dla ruchu przed końcem lata.",
        "Wczoraj do portu wpłynęły trzy statki z pszenicą, a jutro mają być rozładowane.",
        "Nie wiadomo jeszcze, dlaczego w północnych dzielnicach miasta zabrakło prądu.",
        "Rolnicy pracują tu od świtu, bo deszcz może zniszczyć to, co zostało z plonów.",
        "Szkoły były zamknięte przez trzy dni z powodu burzy, która uderzyła w wybrzeże.",
    ],
    "ru": [
        "Министр сказала, что новый мост откроют для движения ещё до конца лета.",
        "Вчера в порт вошли три корабля с пшеницей, а завтра их должны разгрузить.",
        "Пока неизвестно, почему в северных кварталах города пропало электричество.",
        "Крестьяне работают здесь с рассвета, потому что дождь может погубить урожай.",
        "Школы закрыли на три дня из-за бури, которая ночью обрушилась на побережье.",
    ],
    "tr": [
        "Bakan, yeni köprünün yaz bitmeden önce trafiğe açılacağını söyledi.",
        "Dün limana buğday yüklü üç gemi girdi ve yarın boşaltılmaları bekleniyor.",
        "Şehrin kuzey mahallelerinde elektriğin neden kesildiği henüz bilinmiyor.",
        "Çiftçiler burada şafaktan beri çalışıyor, çünkü yağmur ürünü bozabilir.",
        "Gece kıyıyı vuran fırtına yüzünden okullar üç gün boyunca kapalı kaldı.",
    ],
    "uk": [
        "Міністерка сказала, що новий міст відкриють для руху ще до кінця літа.",
        "Учора в порт зайшли три кораблі з пшеницею, а завтра їх мають розвантажити.",
        "Поки що невідомо, чому в північних кварталах міста зникла електрика.",
        "Селяни працюють тут від світанку, бо дощ може знищити решту врожаю.",
        "Школи зачинили на три дні через бурю, яка вночі налетіла на узбережжя.",
    ],
}
_OTHERS = {
    "be": "Міністэрка сказала, што новы мост адкрыюць для руху яшчэ да канца лета, бо ўсё гатова.",
    "fa": "وزیر گفت که پل تازه پیش از پایان تابستان به روی خودروها باز می‌شود و کار تمام است.",
    "he": "השרה אמרה שהגשר החדש ייפתח לתנועה עוד לפני סוף הקיץ וכי העבודות כמעט הסתיימו.",
    "hi": "मंत्री ने कहा कि नया पुल गर्मियों के अंत से पहले यातायात के लिए खोल दिया जाएगा, काम पूरा है।",
    "it": "La ministra ha detto che il nuovo ponte sarà aperto prima della fine dell’estate.",
    "ja": "大臣は、新しい橋は夏が終わる前に開通すると述べた。",
    "ko": "장관은 새 다리가 여름이 끝나기 전에 개통될 것이라고 말했다.",
    "mk": "Министерката рече дека новиот мост ќе биде отворен за сообраќај пред крајот на летото.",
    "nl": "De minister zei dat de nieuwe brug nog voor het einde van de zomer opengaat.",
    "pt": "A ministra disse que a nova ponte será aberta ao trânsito antes do fim do verão.",
    "sl": "Ministrica je povedala, da bo novi most odprt za promet še pred koncem poletja.",
    "sr": "Министарка је рекла да ће нови мост бити отворен за саобраћај пре краја лета.",
    "th": "รัฐมนตรีกล่าวว่าสะพานใหม่จะเปิดให้สัญจรก่อนสิ้นฤดูร้อนนี้",
    "ur": "وزیر نے کہا کہ نیا پل گرمیوں کے ختم ہونے سے پہلے ٹریفک کے لیے کھول دیا جائے گا۔",
    "zh": "部长表示，新桥将在夏天结束之前通车。",
}
_ALL = [text for texts in _PASSAGES.values() for text in texts] + list(_OTHERS.values())


@pytest.mark.parametrize("language", _PASSAGES)
def test_passages(language: str) -> None:
    assert [detect_language(text) for text in _PASSAGES[language]] == [language] * 5


@pytest.mark.parametrize("language", _OTHERS)
def test_passages_of_other_languages(language: str) -> None:
    assert detect_language(_OTHERS[language]) == language


@pytest.mark.parametrize("language", _PASSAGES)
def test_an_article_in_one_language(language: str) -> None:
    texts = _PASSAGES[language]
    assert detect_languages(texts) == Languages(language, (), (language,) * 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "2022",
        "98 % 10.5 − 3",
        "12:30",
        "!!! — …",
        "😀😀😀",
        "NATO",
        "Russia",
        "Мост",
        "大臣",
    ],
)
def test_too_little_to_tell(text: str) -> None:
    assert detect_language(text) == UNSURE
    assert detect_languages([text]) == Languages(UNSURE, (), (UNSURE,))


def test_no_passages_at_all() -> None:
    assert detect_languages([]) == Languages(UNSURE, (), ())


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [
        ("uk", "Мости", "uk"),
        ("UK", "Мости", "uk"),
        ("uk-UA", "Мости", "uk"),
        ("en_US", "Bridges", "en"),
        (" de ", "Brücken", "de"),
        ("uk", "2022", "uk"),
        ("uk", "Bridges", UNSURE),
        ("en", "Мости", UNSURE),
        ("xx", "Мости", UNSURE),
        ("", "Мости", UNSURE),
        ("ru", _PASSAGES["uk"][0], "uk"),
    ],
)
def test_what_is_stated_counts_only_where_the_text_does_not_decide(
    stated: str, text: str, language: str
) -> None:
    assert detect_languages([text], stated).main == language


def _long(language: str) -> str:
    return " ".join(_PASSAGES[language][:3])


@pytest.mark.parametrize(
    ("own", "foreign"),
    [("uk", "ru"), ("ru", "uk"), ("bg", "ru"), ("en", "uk"), ("uk", "en"), ("pl", "cs"),
     ("de", "en"), ("fr", "es"), ("tr", "en"), ("ar", "fr"), ("el", "en")],
)  # fmt: skip
def test_a_long_foreign_passage_keeps_its_language(own: str, foreign: str) -> None:
    texts = [*_PASSAGES[own], _long(foreign), *_PASSAGES[own][::-1]]
    assert detect_languages(texts) == Languages(
        own, (foreign,), (own,) * 5 + (foreign,) + (own,) * 5
    )


@pytest.mark.parametrize(
    ("texts", "passages"),
    [
        (["Мости", *_PASSAGES["uk"][:2]], ("uk", "uk", "uk")),
        ([_PASSAGES["uk"][0], "Що далі", _PASSAGES["uk"][1]], ("uk", "uk", "uk")),
        ([_PASSAGES["uk"][0], "2022", _PASSAGES["uk"][1]], ("uk", "uk", "uk")),
        ([_PASSAGES["uk"][0], "NATO"], ("uk", UNSURE)),
        ([_PASSAGES["uk"][0], _PASSAGES["en"][0], "NATO"], ("uk", "en", "en")),
        ([_PASSAGES["en"][0], "Столтенберг"], ("en", UNSURE)),
        ([_long("en"), "A short line", _long("fr"), "Une ligne"], ("en", "en", "fr", "fr")),
    ],
)
def test_short_passages_take_the_language_around_them(
    texts: list[str], passages: tuple[str, ...]
) -> None:
    assert detect_languages(texts).passages == passages


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"{_PASSAGES['uk'][0]} «Мы ждём», — объяснил он.", "uk"),
        (f"{_PASSAGES['ru'][0]} Так сказал Зеленський.", "ru"),
        (f"{_PASSAGES['bg'][0]} {_PASSAGES['bg'][1]} Това каза Быков.", "bg"),
        (f"{_PASSAGES['en'][0]} — Київ, Харків", "en"),
    ],
)
def test_a_quoted_name_does_not_turn_a_passage_over(text: str, language: str) -> None:
    assert detect_language(text) == language


_FOLDERS = {
    "aigaio-nea.example": "el", "atlantic-ledger.example": "en", "balkan-pregled.example": "bg",
    "bogaz-gazetesi.example": "tr", "courrier-du-rhone.example": "fr",
    "diario-del-ebro.example": "es", "dniprovyi-visnyk.example": "uk", "elbzeitung.example": "de",
    "kurier-wislany.example": "pl", "nezavisimyi-list.example": "ru",
    "northern-courier.example": "en", "sada-alhadath.example": "ar", "sofia-dnes.example": "bg",
    "svitlo-novyn.example": "uk", "vesti-mira.example": "ru", "vltavske-listy.example": "cs",
}  # fmt: skip


@pytest.mark.parametrize("path", sorted(_SEEDS.rglob("*.txt")), ids=lambda path: path.stem)
def test_every_passage_of_the_seeds(path: Path) -> None:
    text = repair(path.read_text("utf-8"))[0].strip("\n")
    heading = read_heading(text)
    aside = (heading.span, *find_boilerplate(text, heading.aside).spans)
    own = [line.text for line in lines_of(text) if not any(s <= line.start < e for s, e in aside)]
    main = _FOLDERS.get(path.parent.name, "en")
    # One quotation in a Russian article is Ukrainian.
    expected = ["uk" if "Ми збираємо" in line else main for line in own]
    found = detect_languages([heading.title, *own])
    assert found.passages == (main, *expected)
    assert found.main == main
    assert set(found.others) == set(expected) - {main}


@settings(max_examples=60)
@given(
    st.lists(st.one_of(st.text(max_size=60), st.sampled_from(_ALL)), max_size=5),
    st.text(max_size=5),
)
def test_any_text_has_a_language_of_the_table(texts: list[str], stated: str) -> None:
    found = detect_languages(texts, stated)
    assert found == detect_languages(texts, stated)
    assert len(found.passages) == len(texts)
    assert {found.main, *found.passages, *found.others} <= set(LANGUAGES)
    assert found.main not in found.others
    assert len(set(found.others)) == len(found.others)


_COLD_THREADS = """
import sys, threading
if {without_rs}:
    sys.modules["langdetect_rs"] = None
from search.text.detector import guesses
from search.text.language import detect_language

TEXTS = [
    "Ministeri njoftoi sot se marrëveshja do të nënshkruhet javën e ardhshme në Tiranë.",
    "Bộ trưởng cho biết cây cầu mới sẽ được thông xe trước khi mùa hè kết thúc.",
    "Ministeri kertoi eilen illalla, että uusi silta avataan liikenteelle ennen syksyä.",
]
ready = threading.Barrier(8)
answers = []
found = []

def work():
    ready.wait()
    answers.append([guesses(text)[0] for text in TEXTS])
    found.append([detect_language(text) for text in TEXTS])

threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert answers == [answers[0]] * 8, answers
assert [code for code, _ in answers[0]] == ["sq", "vi", "fi"], answers
assert found == [["sq", "vi", "fi"]] * 8, found
assert ("langdetect" in sys.modules) == {without_rs}, "which package answered"
"""


@pytest.mark.parametrize("without_rs", [False, True], ids=["langdetect-rs", "langdetect"])
def test_eight_threads_on_a_cold_detector_agree(without_rs: bool) -> None:
    if not without_rs and not importlib.util.find_spec("langdetect_rs"):
        pytest.skip("langdetect_rs is not installed")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _COLD_THREADS.format(without_rs=without_rs)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_langdetect_rs_answers_as_langdetect_does() -> None:
    fast = pytest.importorskip("langdetect_rs")
    import langdetect

    fast.DetectorFactory.seed = langdetect.DetectorFactory.seed = 0
    texts = _ALL + [text for texts in sentences().values() for text in texts]
    known = set()
    for text in texts:
        try:
            answer = [(guess.lang, round(guess.prob, 3)) for guess in langdetect.detect_langs(text)]
        except langdetect.LangDetectException:
            with pytest.raises(fast.LangDetectException):
                fast.detect_langs(text)
            continue
        known.add(answer[0][0].partition("-")[0])
        found = [(guess.lang, round(guess.prob, 3)) for guess in fast.detect_langs(text)]
        assert found == answer, text
    assert known == KNOWN
    for nothing in ("2022", "", "!!!"):
        for package in (fast, langdetect):
            with pytest.raises(package.LangDetectException):
                package.detect_langs(nothing)


_ORDINARY = """
import sys
from search.text.language import detect_languages

found = detect_languages({texts!r})
assert found.main == {main!r}, found
assert not {{"langdetect", "langdetect_rs"}} & set(sys.modules)
"""


@pytest.mark.parametrize("language", ["ar", "bg", "de", "en", "es", "fr", "pl", "ru", "uk"])
def test_an_ordinary_article_needs_no_detector(language: str) -> None:
    code = _ORDINARY.format(texts=_PASSAGES[language], main=language)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@given(
    st.lists(st.sampled_from([*"@#/.-:a1 \n\t", "www.", "http://", "ab.de", "слово"])).map("".join)
)
def test_addresses_are_found_between_blanks(text: str) -> None:
    assert _without_addresses(text) == _ADDRESS.sub(" ", text)
