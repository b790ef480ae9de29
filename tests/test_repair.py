"""Repairs: each kind with its count, and what must be left alone."""

import unicodedata

import ftfy
import pytest
from ftfy.badness import is_bad
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.text.codes import Joined
from search.text.misread import _NAMED, fix_encoding, may_be_misread
from search.text.repair import _ALL, _JOIN, _MISREAD, _PLAIN, _needs, repair, repair_all
from search.text.wrapping import join_lines


@pytest.mark.parametrize(
    ("text", "repaired", "made"),
    [
        # line ends
        ("один\r\nдва\rтри", "один\nдва\nтри", {"line ends": 2}),
        ("один\u2028два\u2029три", "один\nдва\nтри", {"line ends": 2}),
        # control characters
        ("Ки\x00їв\x07", "Київ", {"control characters": 2}),
        ("Ки\ud800їв", "Київ", {"control characters": 1}),
        ("стовпчик\tстовпчик", "стовпчик\tстовпчик", {}),
        # wrong encoding
        ("Ã©tÃ©", "été", {"wrong encoding": 1}),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет", {"wrong encoding": 1}),
        ("Itâ€™s over", "It’s over", {"wrong encoding": 1}),
        # entities by number, as crawlers break them
        ("& # 171;Вясна& # 187;", "«Вясна»", {"entities": 2}),
        ("центр & # 171; Вясна & # 187; діє", "центр «Вясна» діє", {"entities": 2}),
        ("& # 8222; дім", "„дім", {"entities": 1}),
        ("&#171;a&#xBB;", "«a»", {"entities": 2}),
        ("&#XAB;a", "«a", {"entities": 1}),
        ("&amp;#8212;", "—", {"entities": 1}),
        ("&#146;", "’", {"entities": 1}),
        ("&#x1F600;", "😀", {"entities": 1}),
        ("&#9999999;", "&#9999999;", {}),
        # entities by name
        ("7&nbsp;жовтня", "7\u00a0жовтня", {"entities": 1}),
        ("&laquoМеморіал&raquo", "«Меморіал»", {"entities": 2}),
        ("&amp;quot;зусиль&amp;quot;", '"зусиль"', {"entities": 2}),
        ("&amp;amp;amp;", "&", {"entities": 1}),
        ("AT&amp;T", "AT&T", {"entities": 1}),
        ("x?a=1&amp;copy=2", "x?a=1&copy=2", {"entities": 1}),
        ("&copy 2021", "© 2021", {"entities": 1}),
        # tags
        ("Рядок.< p>Абзац", "Рядок.\nАбзац", {"tags": 1}),
        ("Рядок.\n< p>Абзац</p>\n", "Рядок.\nАбзац\n", {"tags": 2}),
        ("умишлено,<br> но", "умишлено,\n но", {"tags": 1}),
        ("<B>дуже</B> важливо", "дуже важливо", {"tags": 2}),
        ('<a href="/x" class="y">тут</a>', "тут", {"tags": 2}),
        ("<div class='x'>a</div>b<br/>", "a\nb", {"tags": 3}),
        ("a</p><p>b", "a\n\nb", {"tags": 2}),
        ("a&lt;br&gt;b", "a\nb", {"entities": 2, "tags": 1}),
        # invisible characters
        ("Raum\u00adfahrt\u00adbehörde", "Raumfahrtbehörde", {"invisible characters": 2}),
        ("\ufeffПочаток\u200b", "Початок", {"invisible characters": 2}),
        ("сло&shy;во", "слово", {"entities": 1, "invisible characters": 1}),
        # direction marks; the joiners of Persian are letters' own
        ("\u200fحرب\u200e", "حرب", {"direction marks": 2}),
        ("a\u202etxt\u202c", "atxt", {"direction marks": 2}),
        ("می\u200cخواهم", "می\u200cخواهم", {}),
        # decomposed letters count once
        ("и\u0306 і\u0308 e\u0301", "й ї é", {"decomposed letters": 1}),
        # several at once
        (
            "\ufeffОсло<p>7&nbsp;жовтня\r\n",
            "Осло\n7\u00a0жовтня\n",
            {"line ends": 1, "entities": 1, "tags": 1, "invisible characters": 1},
        ),
        ("", "", {}),
    ],
)
def test_kinds_and_counts(text: str, repaired: str, made: dict[str, int]) -> None:
    assert repair(text) == (repaired, made)


_CLEAN = {
    "ar": "قال وزير الخارجية: «لا سلام بلا عدالة»، وأضاف أنّ المباحثات ستُستأنف غدًا؛ فهل تنجح؟",
    "bg": "„Ще чакаме“, каза тя и ѝ подадоха ръка – в 7,5 ч. на ъгъла до гьола.",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy; „říká se“, že šlo o 3 až 5 % lidí.",
    "de": "„Größere Übel“, so die Äußerung, ließen sich höchstens für 1.000 Euro vermeiden.",
    "el": "«Ο ίδιος δεν ξέρω· εσείς;» ρώτησε η Ειρήνη, με το βλέμμα στο ταΐστρο και στο άυλο φως.",
    "en": "It’s the café’s naïve coöperation — “well, 5 < 6”, she said; AT&T paid £3.",
    "es": "¿Qué pasó? ¡Nada! El pingüino del señor Ibáñez cruzó el Ebro a las 4.17.",
    "fr": "« Où est l’œuvre ? » demanda Loïc, çà et là, à l’aïeul; 20\u00a0% s’en fichent.",
    "pl": "Zażółć gęślą jaźń – „tak” – powiedział ów źdźbłem, a więc 2,5 tys. zł.",
    "ru": "Ещё в объёме «съёмок» был ёж: 5° тепла, № 7, подъезд — и всё.",
    "tr": "Iğdır’ın ışığı, İstanbul’un göğü: “Kâğıt hâlâ şurada”, dedi Çağrı.",
    "uk": "«П’ять їжаків і ґедзь», — мовив об'єкт; зв’язок із Єлею — на 95 %.",
    "be": "«Сёння ў Мінску, – кажа ён, – аб’яўлена пра з’езд»; гэта іх 5-ы ўдзел.",
    "da": "»Hvad så?« spurgte Søren på øen i går; det er 3 år siden, sagde Åse.",
    "fa": "او می‌گوید: «خانه‌ها را می‌سازیم»؛ و کتاب‌های تازه رسید.",
    "fi": "”Älä hätäile”, sanoi öinen vieras — näin tapahtui 5.4. klo 7.30.",
    "hi": "उन्होंने कहा, “क्‍या यह सच है?” – और प्रधानमंत्री ने उत्तर दिया।",
    "hr": "„Što ćeš?“ upita Đuro, a žaba šuti u čamcu pokraj Šibenika.",
    "hu": "„Miért őrült?” – kérdezte Ödön; az út hűvös, a fű zöld, árvíztűrő tükörfúrógép.",
    "is": "„Hvað er þetta?“ spurði Ægir og Þóra svaraði öllu í Reykjavík.",
    "it": "«Perché no?», chiese l’onorevole: è così, città e virtù, più o meno.",
    "ja": "首相は「対話のドアは開いている」とＮＨＫに述べた。３年ぶりだ。",
    "kk": "Қазақстан үкіметі «әңгіме жүріп жатыр» деді; ғалым өз ойын айтты.",
    "ko": "총리는 “대화의 문은 열려 있다”고 밝혔다.",
    "lt": "„Ką gi, – tarė Žygimantas, – ąžuolas šlama, ėjo į mišką.“",
    "lv": "“Kāpēc ne?” jautāja Ģirts; ķīlis ņemts, šķērsoja ļoti ātri.",
    "mk": "„Што ѕвезди!“ рече Ѓорѓи; ќе дојде, а ѝ се јави во 7 ч.",
    "nl": "‘Geen idee’, zei Daniëlle; ’s avonds één café, coöperatie en zo’n 3 %.",
    "pt": "— Não há pão? — perguntou o avô; «às vezes», à mãe, 5.º andar.",
    "ro": "„Și ce-i?” întrebă Ștefan; țara însă știa că în curând înflorește.",
    "sl": "»Kaj češ?« je vprašal Žiga, ko je šel čez cesto v Šmarje.",
    "sr": "„Шта ћеш?“ упита Ђорђе; љубав и њива, џак је у кући код Јова.",
    "sv": "”Vad då?” frågade Åke på ön; det är för 3:e gången, sade han.",
    "th": "นายกรัฐมนตรีกล่าวว่า “ประตูยังเปิดอยู่”",
    "ur": "انہوں نے کہا کہ ’’یہ درست ہے‘‘، مگر کیوں؟",
    "vi": "“Vì sao?” – ông Nguyễn hỏi; người dân Đà Nẵng đã trả lời rất nhiều.",
    "models": "МіГ-29, Су-34M, Т-72, Х-101, X-55, С300, 5G; COVID-ом, iPhone-ом, VIP-персона",
    "mixed": "ITшник, TVшний, Facebookу, eЧерга, PACE, BBC, XX ст., клас A, Google а Microsoft.",
    "kept": "Кажуть [sic], [video] і [...]; «п’ять», в*йна, 2*я, хто це?Я; {a, b}, a -- b, ½.",
    "he": 'שר הביטחון אמר: "צה״ל ערוך", והוסיף שהשיחות יימשכו.',
    "zh": "国防部长周四表示：“对话大门敞开。”",
    "signs": "R&D, Q&A, AT&T; a < b, c > d, 1 <= 2, x -> y, <3, e-mail <a@b.example>",
    "address": "https://x.example/p?a=1&copy=2&lang=uk&reg=3&lt=4#top",
    "maths": "½ × 3 ≈ 1,5 м² при −5 °C ±1",
    "emoji": "👨‍👩‍👧 🇺🇦 ❤️ ok",
}


@pytest.mark.parametrize("name", _CLEAN)
def test_clean_text_is_left_alone(name: str) -> None:
    text = _CLEAN[name]
    assert unicodedata.is_normalized("NFC", text)
    assert repair(text) == (text, {})


@pytest.mark.parametrize("letter", "йїґєіёъѝўђćčşğıİñßőłżåøéêçœαάϊΐςשעپچ")
def test_no_letter_loses_a_mark(letter: str) -> None:
    for text in (letter, letter.upper(), f"а{letter}б {letter}"):
        text = unicodedata.normalize("NFC", text)
        assert repair(text) == (text, {})


_CLEAN_WORDS = sorted({word for text in _CLEAN.values() for word in text.split()} - {"<", "->"})
_BROKEN = [
    "& # 171;", "& # 187;", "&laquo", "&nbsp;", "&amp;quot;", "&amp;#8217;", "<p>", "< br />",
    "</div>", "<b>", "\r\n", "\u00ad", "\ufeff", "\u200f", "\x00", "и\u0306", "ÐŸÑ€Ð¸Ð²ÐµÑ‚",
    "AT&T", "&", "<", ">", "»", "«", "вiйна", "Cтолтенберг", "п*ять", 'об"єкт', "a", "i", "\n",
    "перего\u00ad\nвори", "negoti-\nations", '[caption id="1"]', "[/caption]", "{{ x }}",
    "<!-- x -->", "&lt;b&gt;", "&nb\nsp;", "&amp;lt;p&amp;gt;", "\ue000", "\u200c",
    "z\u0335\u0321\u0336x", "Ки\ufffdв", "\nvar x = 1;\n", "Ïðèâåò", "рТЙЧЕФ", '<a href="x',
    "ê\u0301\u0301", "HTML",
]  # fmt: skip


@settings(max_examples=200)
@given(st.lists(st.sampled_from(_CLEAN_WORDS + _BROKEN), max_size=12).map(" ".join))
def test_repairing_twice_is_repairing_once(text: str) -> None:
    once, made = repair(text)
    assert repair(once) == (once, {}), made


@settings(max_examples=200)
@given(st.lists(st.lists(st.sampled_from(_CLEAN_WORDS + _BROKEN), max_size=6).map(" ".join)))
def test_texts_are_repaired_together_as_each_by_itself(texts: list[str]) -> None:
    assert repair_all(texts) == list(map(repair, texts))


# What is looked for in pairs, and what makes pairs of it.
_PIECES = st.sampled_from(
    [*"\n\t -(){};,[]/>¬*?^~\\'’\"”яєюїпбКa\u00adé\ufffd", "aa", "var x = 1;", "об", "є1", "слово"]
)


@settings(max_examples=1000)
@given(st.lists(_PIECES, max_size=12).map("".join))
@example("п\\'я")
@example("$(x)(\n")
@example("об''єкт")
@example("переговори-\nпереговори")
def test_what_a_text_does_not_need_changes_nothing(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    (need,) = _needs([text])
    for number, step in enumerate(_ALL):
        if not need & 2 << number and not step.signs.isdisjoint(text):
            assert step.mend(text) == (text, 0), step.kind
    if not need & _JOIN and "\n" in text:
        assert join_lines(text) == (text, 0, 0)
    if not need & _MISREAD:
        assert fix_encoding(text) == text


def test_lines_of_one_width_are_found() -> None:
    line = "Слова стоять у колонці завширшки сорок літер і далі"
    text = "\n".join([line] * 8)
    assert repair_all(["коротко", text])[1] == repair(text)
    assert repair(text)[1]["wrapped lines"] == 7


_FOREIGN = [
    "שלום",
    "سلام",
    "你好",
    "かな",
    "한국",
    "नमस्ते",
    "ไทย",
    "Հայ",
    "”",
    "“",
    "«",
    " ",
    "a",
    "…",
]


@given(st.lists(st.sampled_from(_FOREIGN), max_size=8).map("".join))
@example("café”ع Ð¿")
def test_scripts_of_no_code_page_are_not_misread(text: str) -> None:
    assert may_be_misread(Joined([text]))[0] or ftfy.fix_encoding(text) == text


_NAMED_BY_FTFY = [chr(code) for code in range(0x80, 0x10000) if _NAMED.match(chr(code))]
_BESIDE = [*"aZ0 .-\n$_'", "é", "ш", "中", "”", "\u3000"]


def test_what_ftfy_takes_for_unlikely_is_not_passed_over() -> None:
    """Any two characters that its rules name, and any of them beside others."""
    signs = [*_NAMED_BY_FTFY, *_BESIDE]
    # The last character is strange, as if every text had one.
    texts = [
        f"{before}{one}{other}{behind} ƒ"
        for one in signs
        for other in signs
        for before, behind in (("", ""), ("a", "b"), (" ", " "))
    ]
    letters = [sign for sign in signs if sign.isalpha() and sign > "\u036f"]
    texts += [f"{one}{mark}{other} ƒ" for one in letters for mark in "«»“”„" for other in letters]
    passed = [
        text
        for text, is_for_ftfy in zip(texts, may_be_misread(Joined(texts)), strict=True)
        if not is_for_ftfy
    ]
    assert len(passed) > 10_000
    assert not any(map(is_bad, passed))


@settings(max_examples=500)
@given(st.text(st.sampled_from([*_NAMED_BY_FTFY, *_BESIDE]), max_size=8))
def test_what_is_not_for_ftfy_is_not_bad(text: str) -> None:
    text += " ƒ"
    assert may_be_misread(Joined([text]))[0] or not is_bad(text)


# Of one language: between words of two, a letter that both have may be of either.
_OF_ONE_TEXT = st.sampled_from(sorted(_CLEAN)).flatmap(
    lambda name: st.lists(st.sampled_from(_CLEAN[name].split()), max_size=12).map(" ".join)
)


@settings(max_examples=300)
@given(_OF_ONE_TEXT)
def test_clean_words_in_any_order_are_left_alone(text: str) -> None:
    assert repair(text) == (text, {})


@settings(max_examples=200)
@given(st.text())
def test_any_text_is_repaired_to_composed_text(text: str) -> None:
    repaired, made = repair(text)
    assert unicodedata.is_normalized("NFC", repaired)
    assert all(count > 0 for count in made.values())
    assert (repaired == text) == (not made)
    assert repair(repaired) == (repaired, {})


@given(st.text(st.sampled_from("aAoXi,0 .:;!-абияоїіґОАМЇЁ«»–—"), max_size=30))
@example("оААА")
@example("Рада ООН, і «Київ»")
def test_nothing_is_looked_for_in_what_is_plain(text: str) -> None:
    if _PLAIN.fullmatch(text):
        assert repair_all([text]) == [(text, {})]


@pytest.mark.parametrize("text", ["Talks in Kyiv", "Переговори в Києві", "Рада ООН: 12 голосів"])
def test_most_titles_are_plain(text: str) -> None:
    assert _PLAIN.fullmatch(text)
