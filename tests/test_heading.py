"""Title, site and date that a text states at its head."""

from datetime import date

import pytest

from search.text.boilerplate import find_boilerplate
from search.text.heading import Heading, dateline, read_heading

_LEAD = (
    "Міністри оборони країн Балтії зібралися у вівторок у Ризі, щоб обговорити спільну закупівлю "
    "радарів, і погодилися зустрітися ще раз навесні."
)
_BODY = "The council met behind closed doors on Monday. No decision was taken."
_HEADLINE = "Council postpones the vote on the new bridge"


def _parts(text: str, title: str = "") -> tuple[str, str, list[str], str]:
    heading = read_heading(text, title)
    start, end = heading.span
    return heading.title, text[start:end], [text[s:e] for s, e in heading.aside], heading.site


@pytest.mark.parametrize(
    ("text", "title", "line", "aside", "site"),
    [
        pytest.param(f"{_HEADLINE}\n\n{_BODY}", _HEADLINE, _HEADLINE, [], "", id="plain"),
        pytest.param(f"\n \n  {_HEADLINE} \n{_BODY}", _HEADLINE, _HEADLINE, [], "", id="blanks"),
        pytest.param(f"{_LEAD}\n\n{_BODY}", _LEAD, "", [], "", id="a lead sentence stays"),
        pytest.param(
            f"{_HEADLINE}\n{_HEADLINE}\n{_BODY}",
            _HEADLINE,
            _HEADLINE,
            [_HEADLINE],
            "",
            id="twice",
        ),
        pytest.param(
            f"NEWS-SITE.exampleWorld{_HEADLINE}\n\n{_HEADLINE}\n\n{_BODY}",
            _HEADLINE,
            _HEADLINE,
            [f"NEWS-SITE.exampleWorld{_HEADLINE}"],
            "news-site.example",
            id="glued, the headline again",
        ),
        pytest.param(
            f"SITE.exampleСвітРада відклала голосування\n\n{_LEAD}",
            "Рада відклала голосування",
            "",
            ["SITE.exampleСвітРада відклала голосування"],
            "site.example",
            id="glued, the headline only there",
        ),
        pytest.param(
            f"SITE.exampleВ миреСовет отложил голосование\n\n{_BODY}",
            "Совет отложил голосование",
            "",
            ["SITE.exampleВ миреСовет отложил голосование"],
            "site.example",
            id="glued, a section of two words",
        ),
        pytest.param(
            f"SITE.exampleSvětČeši odložili opravu mostu\nČeši odložili opravu mostu\n{_BODY}",
            "Češi odložili opravu mostu",
            "Češi odložili opravu mostu",
            ["SITE.exampleSvětČeši odložili opravu mostu"],
            "site.example",
            id="glued, the headline again, in another alphabet",
        ),
        pytest.param(
            f"www.site.example: {_HEADLINE}\n\n{_BODY}",
            f"www.site.example: {_HEADLINE}",
            f"www.site.example: {_HEADLINE}",
            [],
            "",
            id="a host that is not glued",
        ),
        pytest.param(
            f"St.Petersburg council votes\n\n{_BODY}",
            "St.Petersburg council votes",
            "St.Petersburg council votes",
            [],
            "",
            id="an abbreviation is no host",
        ),
        pytest.param(
            f"{_HEADLINE} | The Daily Site\nWorld\nSport\nCulture\n{_HEADLINE}\n{_BODY}",
            _HEADLINE,
            _HEADLINE,
            [f"{_HEADLINE} | The Daily Site", "World", "Sport", "Culture"],
            "",
            id="a menu before the repeated headline",
        ),
        pytest.param(
            f"{_HEADLINE}\n{_BODY}\n{_HEADLINE} again and for long\n{_HEADLINE}\nEnd.",
            _HEADLINE,
            _HEADLINE,
            [],
            "",
            id="repeated behind the article's own text",
        ),
        pytest.param(_HEADLINE, _HEADLINE, "", [], "", id="one line"),
        pytest.param("", "", "", [], "", id="nothing"),
        pytest.param(" \n\t\n", "", "", [], "", id="blank"),
    ],
)
def test_title_from_the_text(text: str, title: str, line: str, aside: list[str], site: str) -> None:
    assert _parts(text) == (title, line, aside, site)


@pytest.mark.parametrize(
    ("text", "line", "aside"),
    [
        (f"{_BODY}\nMore text.", "", []),
        (f"{_HEADLINE}\n{_BODY}", _HEADLINE, []),
        (f"{_HEADLINE.upper()}\n{_BODY}", _HEADLINE.upper(), []),
        (f"By a reporter\n{_HEADLINE}\n{_HEADLINE}\n{_BODY}", _HEADLINE, [_HEADLINE]),
        (f"a\nb\nc\n{_HEADLINE}\n{_BODY}", "", []),
        (f"{_HEADLINE} and more of it\n{_BODY}", "", []),
        ("", "", []),
    ],
)
def test_a_given_title_is_only_looked_for(text: str, line: str, aside: list[str]) -> None:
    assert _parts(text, _HEADLINE) == (_HEADLINE, line, aside, "")


def test_an_endless_first_line_is_cut_at_a_word() -> None:
    heading = read_heading("слово " * 100 + "\n\nДалі.")
    assert heading.title.endswith("слово…")
    assert len(heading.title) <= 251
    assert heading.span == (0, 0)
    assert len(read_heading("а" * 1000).title) <= 251


def test_a_title_without_text_stays_text() -> None:
    assert read_heading(_HEADLINE) == Heading(_HEADLINE)
    assert read_heading("Council votes\n\nCouncil votes") == Heading("Council votes")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("KYIV, 21 October 2021 — The council met.", date(2021, 10, 21)),
        ("KYIV (Agency), Oct. 21, 2021 – The council met.", date(2021, 10, 21)),
        ("BRUSSELS, October 21, 2021 (Agency) — The council met.", date(2021, 10, 21)),
        ("Київ, 21 жовтня 2021 — Рада зібралася.", date(2021, 10, 21)),
        ("София, 21 октомври 2021 – Съветът заседава.", date(2021, 10, 21)),
        ("21.10.2021", date(2021, 10, 21)),
        ("21/10/2021", date(2021, 10, 21)),
        ("2021-10-21", date(2021, 10, 21)),
        ("21.10.2021 14:20", date(2021, 10, 21)),
        ("Thursday, October 21st, 2021", date(2021, 10, 21)),
        ("Published: 21 October 2021, 10:30", date(2021, 10, 21)),
        ("21 жовтня 2021", date(2021, 10, 21)),
        ("21 октября 2021", date(2021, 10, 21)),
        ("21 октомври 2021", date(2021, 10, 21)),
        ("21 października 2021", date(2021, 10, 21)),
        ("21. října 2021", date(2021, 10, 21)),
        ("Donnerstag, 21. Oktober 2021", date(2021, 10, 21)),
        ("le 21 octobre 2021", date(2021, 10, 21)),
        ("21 de octubre de 2021", date(2021, 10, 21)),
        ("21 Ekim 2021", date(2021, 10, 21)),
        ("الخميس 21 أكتوبر 2021", date(2021, 10, 21)),
        ("21 Οκτωβρίου 2021", date(2021, 10, 21)),
        # not the article's own
        ("The treaty of 21 October 2021 was signed by all of them in the end.", None),
        ("They have waited since 21 October 2021, she said on the steps of the old court.", None),
        ("31.02.2021", None),
        ("21 October", None),
        ("October 2021", None),
        ("Call 2021-1021 or 12.34.5678", None),
        ("21 nonsense 2021", None),
        ("The council met.", None),
    ],
)
def test_dateline(line: str, day: date | None) -> None:
    assert dateline(f"{line}\n\n{_BODY}", ()) == day


def test_only_the_first_lines_state_a_date() -> None:
    assert dateline(f"{_BODY}\n{_BODY}\n21.10.2021", ()) == date(2021, 10, 21)
    assert dateline(f"{_BODY}\n{_BODY}\n{_BODY}\n21.10.2021", ()) is None
    assert dateline("", ()) is None


def test_what_is_set_aside_states_no_date() -> None:
    text = f"21.10.2021\n{_BODY}\n"
    assert dateline(text, ((0, 10),)) is None


@pytest.mark.parametrize(
    "links",
    [
        "Read also: Bridge closed on 3 March 2019",
        "Читайте також: Міст закрили 3 березня 2019",
        "Related articles\nBridge closed\n3 March 2019\nBridge opened\n4 May 2018",
        "Последние новости\n• Спорт\nТурнир завершён…\nЧитать далее\n3 марта 2019",
        "Leave a Reply\n3 March 2019\nJohn",
        "© 3 March 2019 site.example",
    ],
)
def test_a_date_among_related_links_is_never_the_articles(links: str) -> None:
    for text in (f"{_BODY}\n{links}", f"{_BODY}\n\n{links}\n"):
        assert dateline(text, find_boilerplate(text).spans) is None


@pytest.mark.parametrize(
    "crumbs", ["Startseite > Politik", "Головна › Новини › Світ", "Home » World"]
)
@pytest.mark.parametrize("title", ["", "Ministers meet in Oslo"])
def test_the_way_through_a_site_is_no_title(crumbs: str, title: str) -> None:
    text = f"{crumbs}\nMinisters meet in Oslo\nThey met on Monday, and they talked until late."
    heading = read_heading(text, title)
    assert heading.title == "Ministers meet in Oslo"
    assert [text[start:end] for start, end in heading.aside] == [crumbs]


def test_a_quotation_at_the_head_is_no_way_through_a_site() -> None:
    for first in ("Der Kanzler: »Wir schaffen das«", "A > B, said the judge in court on Friday."):
        text = f"{first}\nDas sagte er am Montag in Berlin."
        assert not read_heading(text).aside, first
