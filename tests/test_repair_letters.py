"""Letters of another script, apostrophes, and other damage to single letters."""

import pytest

from search.text.repair import repair

_MIXED = "letters of another script"


@pytest.mark.parametrize(
    ("text", "repaired", "count"),
    [
        # within a word
        ("Cтолтенберг приїхав", "Столтенберг приїхав", 1),
        ("вiйна i мир, її ціна", "війна і мир, її ціна", 2),
        ("Pоссия ответила", "Россия ответила", 1),
        ("Слово Москвe", "Слово Москве", 1),
        ("СШA та OПEК", "США та ОПЕК", 2),
        ("МiГ-29 і БTР-80", "МіГ-29 і БТР-80", 2),
        ("100 MВт, 5 кBт", "100 МВт, 5 кВт", 2),
        ("oб'єкт", "об'єкт", 1),
        ("ещë раз", "ещё раз", 1),
        ("зáмок на горі", "за\u0301мок на горі", 1),
        ("Jован и моjа кућа", "Јован и моја кућа", 2),
        # the other way round
        ("канал СNN", "канал CNN", 1),
        ("Вrussels and Рfizer", "Brussels and Pfizer", 2),
        ("на YouТube", "на YouTube", 1),
        ("The сat sat on the mat", "The cat sat on the mat", 1),
        # Greek
        ("Η Aθήνα και ο Πειραιάς", "Η Αθήνα και ο Πειραιάς", 1),
        ("την οικοvομία µε τον", "την οικονομία με τον", 2),
        ("тот гοд", "тот год", 1),
        # either is possible: the line decides
        ("саммит ЕC в среду", "саммит ЕС в среду", 1),
        ("сo временем", "со временем", 1),
        ("у ХIХ столітті", "у XIX столітті", 1),
        ("ХVIII століття", "XVIII століття", 1),
        # words of one letter
        ("вчора i сьогодні їли", "вчора і сьогодні їли", 1),
        ("ушли, a потом вернулись, мы знали", "ушли, а потом вернулись, мы знали", 1),
        ("говорили c братом и o нём, ы", "говорили с братом и о нём, ы", 2),
        ("Тази година e добра за съюза", "Тази година е добра за съюза", 1),
        ("A в Києві їдять", "А в Києві їдять", 1),
        ("Минуло. I це не все, її нема", "Минуло. І це не все, її нема", 1),
        ("B Москве объявили", "В Москве объявили", 1),
        ("І think so, said the man", "I think so, said the man", 1),
        # whole words, where the text has them right as well
        ("Совет и Совет; COBET решил", "Совет и Совет; СОВЕТ решил", 1),
    ],
)  # fmt: skip
def test_letters_of_another_script(text: str, repaired: str, count: int) -> None:
    assert repair(text) == (repaired, {_MIXED: count})


@pytest.mark.parametrize(
    "text",
    [
        # mixed on purpose
        "вебinar, TVшний, PRник, ITшник, SMSка, OPECу",
        "у Facebookу та з Telegramа, уFacebook",
        "eЧерга, ecoдім, example.ruВ мире",
        "VIP-персона, Telegram-канал, COVID-ом, e-сервіс, X-промені",
        # models and units
        "Т-72, Х-101, X-55, МіГ-29, Ка-52, Су-34M, С300, C300, 5G, Т90М",
        "рівень pH, 5 µm, η γωνία Δx και λx",
        # nobody can tell inside the word
        "саміт HATO, агенція ВBC, PACE і BBC, ВВС і BBC",
        "слово 3акон і O2, число 0дин",
        # letters as names of letters
        "пункт a закону, їжа", "вітамін c корисний", "Група A зіграла, її чекали",
        "I тур чемпіонату почався, її не було", "Микола I в Україні",
        # a conjunction between names
        "Він купив Google, а Microsoft ні",
        "Москва a Kyjev", "рух means movement",
    ],
)  # fmt: skip
def test_what_may_be_meant_is_left(text: str) -> None:
    assert repair(text) == (text, {})


@pytest.mark.parametrize(
    ("text", "repaired", "made"),
    [
        ("п*ять", "п’ять", {"apostrophes": 1}),
        ("п?ять років", "п’ять років", {"apostrophes": 1}),
        ("п\ufffdять", "п’ять", {"apostrophes": 1}),
        ("п''ять", "п’ять", {"apostrophes": 1}),
        ("п\\'ять", "п'ять", {"apostrophes": 1}),
        ('об"єкт', "об’єкт", {"apostrophes": 1}),
        # as the text writes it elsewhere
        ("з'їзд і об\"єкт", "з'їзд і об'єкт", {"apostrophes": 1}),
        ('"Новий об"єкт" і з"їзд', '"Новий об’єкт" і з’їзд', {"apostrophes": 2}),
        # a blank is missing, not an apostrophe
        ('Кажуть, "Слово"є тут', 'Кажуть, "Слово"є тут', {}),
        ("хто це?Я не знаю", "хто це?Я не знаю", {}),
        ("х*й, 2*я, б_я", "х*й, 2*я, б_я", {}),
        # every usual sign stays what it is
        ("п'ять п’ять пʼять п`ять п´ять п′ять", "п'ять п’ять пʼять п`ять п´ять п′ять", {}),
        # lost letters that stand elsewhere
        ("Київ і Ки\ufffdв", "Київ і Київ", {"lost letters": 1}),
        ("переговори, пере\ufffd\ufffdвори", "переговори, переговори", {"lost letters": 1}),
        ("мати, міти і м\ufffdти", "мати, міти і м\ufffdти", {}),
        ("Ки\ufffdв", "Ки\ufffdв", {}),
        # marks
        ("z\u0338\u0321\u0322a\u0337\u031b\u035dlgo", "zalgo", {"heaped marks": 2}),
        ("за\u0301\u0301мок", "за\u0301мок", {"heaped marks": 1}),
        ("Ки\u0301їв", "Ки\u0301їв", {}),
        # characters of one font
        ("\uf0b7 пункт \ue0b0", "• пункт ", {"private-use characters": 2}),
        ("of\ue001ce", "of\ue001ce", {}),
        # joiners
        ("сло\u200cво", "слово", {"invisible characters": 1}),
        ("क्\u200dष می\u200cخواهم 👨\u200d👩", "क्\u200dष می\u200cخواهم 👨\u200d👩", {}),
        # the analyzer folds these
        ("oﬃce ＮＡＴＯ", "oﬃce ＮＡＴＯ", {}),
    ],
)
def test_damaged_letters(text: str, repaired: str, made: dict[str, int]) -> None:
    assert repair(text) == (repaired, made)
