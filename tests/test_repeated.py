"""What is learnt of a source: its pages' furniture goes, whatever its articles repeat stays.

In Estonian, for which there are no cues: all that is known here is what comes again.
"""

import pickle
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.cleaning import Cleaning, lesson_of
from search.config import Settings
from search.models import Article
from search.sources.record import Record
from search.text.lines import lines_of
from search.text.repeated import _TOPIC, Repeated, _topics, lines_to_learn

_WHO = (
    "Vallavanem Insener Sadamakapten Raamatukogu Kooliõpetaja Metsavaht Postiljon Muuseum "
    "Kalamees Tuletõrjuja Aednik Pagar Arhitekt Ajaloolane Koorijuht Mesinik"
)
_DID = "parandas mõõtis avas sulges kirjeldas värvis kolis leidis müüs ostis tutvustas vaidlustas"
_WHAT = (
    "silda kaid torni kraavi parklat saalivalgustust paadikuuri turuplatsi kellamängu aiamaad "
    "köögiakent tuulikut raudteejaama veehoidlat vallimüüri laululava"
)
_WHEN = "kevadel sügisel talvel suvel hommikul õhtul pühapäeval reedel jaanipäeval ööhakul"


def sentences(number: int, count: int = 4) -> list[str]:
    """Sentences that no other number has, of which each is long enough to be known again."""
    dice = random.Random(number)
    made = []
    for place in range(count):
        who, what = dice.choice(_WHO.split()), dice.choice(_WHAT.split())
        did, when = dice.choice(_DID.split()), dice.choice(_WHEN.split())
        other = dice.choice(_WHAT.split())
        made.append(f"{who} {did} {when} {what} ja lubas {other} jätta, {number}-{place}. korda.")
    return made


def titled(number: int) -> str:
    dice = random.Random(-number)
    who, what, other = (dice.choice(words.split()) for words in (_WHO, _WHAT, _WHAT))
    return f"{who} ja {what} ning {other} {number}"


def _aside(pages: Sequence[list[str]], titles: Sequence[str] = ()) -> list[list[str]]:
    """What is set aside of each page of one source, once all of them were learnt from."""
    given = titles or [""] * len(pages)
    records = [
        Record(Article(title=title, text="\n".join(page), source="leht.example"))
        for title, page in zip(given, pages, strict=True)
    ]
    cleaning = Cleaning()
    for record in records:
        cleaning.learn(lesson_of(record))
    sent = pickle.loads(pickle.dumps(cleaning))  # as a worker has it
    found = []
    for record in records:
        text = record.article.text
        cleaned = cleaning.clean(record)
        assert sent.clean(record) == cleaned
        assert cleaning.clean(record, lesson_of(record).keys) == cleaned
        spans = cleaned.boilerplate.spans
        aside = [ln.text for ln in lines_of(text) if any(s <= ln.start < e for s, e in spans)]
        found.append(aside)
    return found


MENU = ["Avaleht", "Siseuudised", "Välisuudised", "Majandus", "Kirjad toimetusele"]
FOOTER = [
    "Toimetus soovitab",
    "Tellige paberleht koju",
    "Meie leht kasutab küpsiseid, et teid paremini teenindada.",
    "Toimetuse telefon 555 0100",
    "Kõik õigused kaitstud",
]


@pytest.mark.parametrize("count", [3, 5, 40])
def test_a_pages_head_and_foot_are_set_aside(count: int) -> None:
    titles = [titled(n) for n in range(count)]
    pages = [[*MENU, titles[n], *sentences(n), *FOOTER] for n in range(count)]
    assert _aside(pages) == [MENU + FOOTER] * count
    assert _aside(pages, titles) == [MENU + FOOTER] * count


def test_the_title_stands_behind_the_menu() -> None:
    cleaning = Cleaning()
    texts = ["\n".join([*MENU, titled(n), *sentences(n)]) for n in range(4)]
    records = [Record(Article(text=text, source="leht.example")) for text in texts]
    for record in records:
        cleaning.learn(lesson_of(record))
    titles = [cleaning.clean(r).heading.title for r in records]
    assert titles == [titled(n) for n in range(4)]


def test_lessons_may_be_drawn_before_any_is_learnt() -> None:
    """Also of pages whose title depends on what was learnt of those before them."""
    texts = ["\n".join([*MENU, titled(n), *sentences(n), *FOOTER]) for n in range(8)]
    records = [Record(Article(text=text, source="leht.example")) for text in texts]
    one_by_one, at_once = Cleaning(), Cleaning()
    for record in records:
        one_by_one.learn(lesson_of(record))
    lessons = pickle.loads(pickle.dumps([lesson_of(record) for record in records]))
    for lesson in lessons:
        at_once.learn(lesson)
    assert at_once.dump() == one_by_one.dump()
    # The headline behind the menu is known as one, which the menu's first line is not.
    learnt = Repeated(at_once.dump()).of("leht.example", "")
    assert learnt.links(titled(7))
    elsewhere = Cleaning(data=at_once.dump())
    assert [elsewhere.clean(r) for r in records] == [at_once.clean(r) for r in records]


def test_two_pages_are_no_pattern() -> None:
    assert _aside([[titled(n), *sentences(n), *FOOTER] for n in range(2)]) == [[], []]


def test_links_to_other_articles_under_a_heading_that_comes_again() -> None:
    titles = [titled(n) for n in range(8)]
    pages = [
        [titles[n], *sentences(n), "Loe veel", titles[(n + 3) % 8], titles[(n + 5) % 8], *FOOTER]
        for n in range(8)
    ]
    expected = [["Loe veel", titles[(n + 3) % 8], titles[(n + 5) % 8], *FOOTER] for n in range(8)]
    assert _aside(pages) == expected


def test_a_few_words_and_the_headline_of_another_article() -> None:
    titles = [titled(n) for n in range(3)]
    pages = [[titles[n], *sentences(n)] for n in range(3)]
    pages[0].insert(2, f"Loe ka: {titles[2]}")
    pages[1].insert(3, "Küsimus: kes selle kinni maksab")
    assert _aside(pages) == [[f"Loe ka: {titles[2]}"], [], []]


def test_a_call_to_the_sites_channel_between_paragraphs() -> None:
    call = "Sõltumatud uudised on nüüd ka Viberis, tulge meiega!"
    pages = [[titled(n), *sentences(n)] for n in range(9)]
    for number in range(0, 9, 2):
        pages[number].insert(2 + number % 3, call)
    assert _aside(pages) == [[call] if n % 2 == 0 else [] for n in range(9)]


def test_an_authors_box() -> None:
    box = ["Maie Tamm", "Maie Tamm kirjutab sildadest ja jõgedest.", "Kõik autori lood"]
    pages = [[titled(n), *sentences(n), *(box if n % 3 == 0 else []), *FOOTER] for n in range(12)]
    assert _aside(pages) == [(box if n % 3 == 0 else []) + FOOTER for n in range(12)]


def test_a_new_design_is_learnt_beside_the_old_one() -> None:
    new = ["Lehe uus kodu", "Saada vihje", "Jälgi uudisvoogu", "Teenused ja hinnakiri"]
    pages = [[titled(n), *sentences(n), *(FOOTER if n < 150 else new)] for n in range(200)]
    assert _aside(pages) == [FOOTER] * 150 + [new] * 50


@pytest.mark.parametrize("often", [3, 6, 10])
def test_a_standing_last_sentence_stays(often: int) -> None:
    """Police reports, weather reports: it comes again, and is what happened all the same."""
    last = "Keegi viga ei saanud ja politsei menetlust ei alustanud."
    pages = [[titled(n), *sentences(n)] + ([last] if n < often else []) for n in range(20)]
    assert _aside(pages) == [[]] * 20


@pytest.mark.parametrize("foot", [[], FOOTER], ids=["alone", "with a foot"])
def test_two_standing_sentences_before_the_foot_stay(foot: list[str]) -> None:
    last = ["Keegi viga ei saanud.", "Politsei selgitab asjaolusid."]
    pages = [[titled(n), *sentences(n), *last, *foot] for n in range(7)]
    assert _aside(pages) == [foot] * 7


def test_subheadings_that_every_recipe_has_stay() -> None:
    def recipe(n: int) -> list[str]:
        steps = sentences(n)
        return [titled(n), steps[0], "Koostis", f"kartul {n}", "Valmistamine", *steps[1:]]

    assert _aside([recipe(n) for n in range(12)]) == [[]] * 12


def test_the_background_of_a_running_story_stays() -> None:
    """Few articles, one subject: the same sentence of what went before in each of them."""
    background = "Raudteejaama katus varises sisse kolm aastat tagasi lumekoorma all."
    pages = [
        [f"Raudteejaama lugu, {n}. osa", *sentences(n), background, *FOOTER] for n in range(12)
    ]
    assert _aside(pages) == [FOOTER] * 12


def test_one_text_under_many_ids_teaches_nothing() -> None:
    copies = [["Insener ja laululava uus lugu", *sentences(0, 6), "Nii see jäi"]] * 9
    others = [[titled(n), *sentences(n)] for n in range(1, 4)]
    assert _aside([*copies, *others]) == [[]] * 12


def test_a_story_that_grows_teaches_nothing() -> None:
    story = ["Mis juhtus", *sentences(0, 3), "Mis edasi saab", *sentences(99, 3)]
    pages = [
        ["Laululava põles reedel maha", f"Laululava põlemisest uus teade, {n}.", *story]
        for n in range(8)
    ]
    for page in pages:
        page.insert(3, "Laululava katus oli puust ja süttis ühest ainsast tähetorni sädemest.")
    assert _aside(pages) == [[]] * 8


def test_a_headline_that_comes_again_stays() -> None:
    pages = [["Otseblogi valimistest", *sentences(n), *FOOTER] for n in range(9)]
    assert _aside(pages) == [FOOTER] * 9


def test_items_of_a_table_stay() -> None:
    """A daily report whose lines change only in their figures, and some not at all."""
    pages = [
        [titled(n), *sentences(n, 2), f"vett {n} cm", "laevu 2", f"tuult {n} m/s", "jääd 0 cm"]
        for n in range(30)
    ]
    assert _aside(pages) == [[]] * 30


def test_names_that_end_many_lists_stay() -> None:
    names = ["Norra", "Rootsi", "Soome", "Läti", "Leedu", "Poola", "Taani", "Island"]
    pages = []
    for n in range(24):
        order = random.Random(n).sample(names, 4)
        pages.append([titled(n), *sentences(n), *order])
    assert _aside(pages) == [[]] * 24


def test_a_page_of_nothing_else_is_kept() -> None:
    pages = [[titled(n), *sentences(n), *FOOTER] for n in range(6)]
    assert _aside([*pages, ["Teade", *FOOTER]])[-1] == []


def test_other_sources_learn_nothing_from_it() -> None:
    cleaning = Cleaning()
    texts = ["\n".join([titled(n), *sentences(n), *FOOTER]) for n in range(6)]
    for text in texts:
        cleaning.learn(lesson_of(Record(Article(text=text, source="leht.example"))))
    other = Record(Article(text=texts[0], source="muu.example"))
    assert cleaning.clean(other).boilerplate.spans == ()


@pytest.mark.parametrize("path", ["/crawl/a/1.txt", ""])
def test_articles_without_a_source_are_compared_within_their_folder(path: str) -> None:
    cleaning = Cleaning()
    texts = ["\n".join([titled(n), *sentences(n), *FOOTER]) for n in range(6)]
    for text in texts:
        cleaning.learn(lesson_of(Record(Article(text=text), path=path)))
    same = Record(Article(text=texts[0]), path=path.replace("1.txt", "7.txt"))
    assert cleaning.clean(same).boilerplate.spans
    elsewhere = Record(Article(text=texts[0]), path="/crawl/b/1.txt")
    assert not cleaning.clean(elsewhere).boilerplate.spans


def test_a_source_that_the_settings_keep_is_taken_as_it_is() -> None:
    cleaning = Cleaning(Settings(keep=frozenset({"https://www.leht.example/"})))
    text = "\n".join([*sentences(0), "Comments", "Tags", "© 2022 leht.example"])
    for source, kept in (("leht.example", True), ("muu.example", False)):
        record = Record(Article(text=text, source=source))
        assert cleaning.keeps(record) is kept
        assert (cleaning.clean(record).boilerplate.spans == ()) is kept
    unstated = Record(Article(text=text))
    assert cleaning.keeps(unstated), "its footer names the source"


def test_a_table_is_kept_and_read_again() -> None:
    table = Repeated()
    for n in range(5):
        lines = lines_of("\n".join([*sentences(n), *FOOTER]))
        table.learn("a", lines_to_learn("a", titled(n), lines))
    again = Repeated(table.dump())
    line = lines_of(FOOTER[0])[0]
    assert again.count("a", line) == table.count("a", line) == (5, 1.0)
    assert again.articles("a") == 5
    assert again.dump() == table.dump()


@pytest.mark.parametrize("data", [b"garbage", b"\x00", Repeated().dump()[:-3]])
def test_a_damaged_table_is_said(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"Error|incorrect|incomplete"):
        Repeated(data)


def test_what_shows_nothing_is_not_sent() -> None:
    table = Repeated()
    for number in range(5):
        page = "\n".join([*MENU, *sentences(number)])
        title = f"Lühike ülevaade päeva tähtsamatest asjadest {number}"
        table.learn("leht", lines_to_learn("leht", title, lines_of(page)))
    sent = pickle.loads(pickle.dumps(table))
    assert len(sent._lines) == len(MENU) + 5  # and the titles
    assert len(table._lines) == len(MENU) + 5 + 5 * 4


def test_a_full_table_forgets_what_came_once_and_keeps_what_came_often() -> None:
    table = Repeated(limit=2_000)
    for n in range(1_000):
        source, lines = f"s{n % 10}", lines_of("\n".join([*sentences(n, 10), *FOOTER]))
        table.learn(source, lines_to_learn(source, titled(n), lines))
    assert len(table.dump()) < 2_000 * 16
    for n in range(10):
        articles, share = table.count(f"s{n}", lines_of(FOOTER[1])[0])
        assert articles >= 95
        assert share > 0.9


_TOPICAL = st.lists(
    st.sampled_from(["война", "войн", "лето", "a", "-", " ", "2", "議会", "前", "²"])
)


@given(_TOPICAL.map("".join), _TOPICAL.map("".join))
def test_a_line_speaks_of_what_the_title_does(title: str, text: str) -> None:
    for line, taught in zip(
        lines_of(text), lines_to_learn("a", title, lines_of(text)).lines, strict=False
    ):
        heads = {match[1] or match[0] for match in _TOPIC.finditer(line.folded)}
        assert taught[3] == (not _topics(title).isdisjoint(heads))
