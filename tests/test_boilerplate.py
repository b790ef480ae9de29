"""Which lines are set aside: a page in each language with cues, and what must survive."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.text.boilerplate import find_boilerplate
from search.text.lines import lines_of
from tests.test_boilerplate_seeds import PAGES as _PAGES

PAGES = _PAGES | {
    file.stem: file.read_text("utf-8")
    for file in sorted((Path(__file__).parent / "golden" / "pages").iterdir())
}

_PARAGRAPH = (
    "The council of Lower Withy put off the repair of the bridge until summer, because the "
    "contractor had not brought the piers in time and the river stood higher than planned."
)


def _aside(text: str) -> list[str]:
    spans = find_boilerplate(text).spans
    return [line.text for line in lines_of(text) if any(s <= line.start < e for s, e in spans)]


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "paragraphs"])
@pytest.mark.parametrize("language", PAGES)
def test_a_page(language: str, gap: str) -> None:
    marked = [line.partition(" ") for line in PAGES[language].strip().splitlines()]
    text = gap.join(line for _, _, line in marked)
    assert _aside(text) == [line for mark, _, line in marked if mark == "-"]


def test_there_is_a_page_for_every_language_with_cues() -> None:
    cues = Path(__file__).parent.parent / "search" / "text" / "cues"
    assert {file.stem for file in cues.glob("*.toml")} == set(PAGES)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["“Read also what they signed,” she said."], id="a quotation"),
        pytest.param(["It asked for more: more time, more steel."], id="more: in a sentence"),
        pytest.param(["More steel will come in May."], id="more, without a colon"),
        pytest.param(["Related work began in May."], id="related, without a colon"),
        pytest.param(["Was it related? Nobody knew."], id="a short last sentence"),
        pytest.param(["It rained."], id="a very short last paragraph"),
        pytest.param(["What comes next", "Nobody knows."], id="a subheading"),
        pytest.param(["• steel", "• oak", "• stone", "• rope", "• tar"], id="a list at the end"),
        pytest.param(["- steel", "- oak", "- stone", "- rope", "- tar"], id="with hyphens"),
        pytest.param(["Steel", "Oak", "Rope"], id="three words on lines of their own"),
        pytest.param(["She waited, and then…"], id="a last line that trails off"),
        pytest.param(["And then the lamp went out… Read more"], id="a single cut-off line"),
        pytest.param(["To read more, he bought a lamp…"], id="read more inside a line"),
        pytest.param(["Comments by the mayor were brief."], id="begins like a tail heading"),
        pytest.param(["The comments", "They were brief."], id="a heading about comments"),
        pytest.param(
            ["Cookies were baked for the workers.", "The ferry sold no cookies."],
            id="baked cookies",
        ),
        pytest.param(
            ["The paper lost a third of its subscriptions in a year."], id="about subscriptions"
        ),
        pytest.param(["Subscribers will pay more from May."], id="about subscribers"),
        pytest.param(
            ["Readers left two hundred comments under the plan, most of them angry."],
            id="about comments",
        ),
        pytest.param(["Коментарі мера були короткими."], id="uk: about comments"),
        pytest.param(["Реклама на мосту заборонена."], id="uk: about advertising"),
        pytest.param(["Более: ни слова."], id="ru: no cue"),
        pytest.param(["Последнее слово осталось за мэром."], id="ru: begins like a tail heading"),
        pytest.param(["Още един мост чака ремонт."], id="bg: more, without a colon"),
        pytest.param(["Kommentare gab es keine."], id="de: about comments"),
        pytest.param(["Plus de la moitié des piles manquent."], id="fr: more"),
        pytest.param(["Más información llegó en junio."], id="es: more information"),
        pytest.param(["Więcej pieniędzy nie będzie."], id="pl: more money"),
        pytest.param(["Více peněz nebude."], id="cs: more money"),
    ],
)
def test_the_article_survives(lines: list[str]) -> None:
    for text in (
        "\n".join([_PARAGRAPH, *lines]),
        "\n\n".join([_PARAGRAPH, *lines, _PARAGRAPH]),
        "\n".join([*lines, _PARAGRAPH]),
    ):
        assert _aside(text) == []


@pytest.mark.parametrize(
    "paragraph",
    [
        "Browsers are to stop letting sites use cookies",
        "The regulator read every privacy policy",
        "The judges found that the band had held the copyright",
        "The mayor wrote in our Telegram channel",
        "Read also: a long list",
    ],
)
def test_a_long_paragraph_survives_whatever_words_it_holds(paragraph: str) -> None:
    text = f"{paragraph}, and that, {_PARAGRAPH} {_PARAGRAPH}"
    assert _aside(f"{_PARAGRAPH}\n{text}\n{_PARAGRAPH}") == []


def test_a_heading_of_a_tail_takes_no_paragraph_behind_it() -> None:
    text = f"{_PARAGRAPH}\n%s\n“It is late,” said one.\n{_PARAGRAPH}\nThe end."
    assert _aside(text % "Latest news") == ["Latest news"]
    assert _aside(text % "Comments") == [], "it may be a subheading"


@pytest.mark.parametrize("text", ["", "\n \n", "Comments", "Comments\nTags", "© 2022 A"])
def test_a_text_that_is_all_boilerplate_is_kept(text: str) -> None:
    assert find_boilerplate(text).spans == ()


def test_what_is_known_is_added() -> None:
    text = f"Menu\n{_PARAGRAPH}\nTags\nComments\nName *"
    assert find_boilerplate(text, ((0, 4),)).spans == ((0, 4), (text.index("Tags"), len(text)))


@pytest.mark.parametrize(
    ("line", "site"),
    [
        ("© 2022 www.Site.example. All rights reserved.", "site.example"),
        ("© site.example", "site.example"),
        ("Copyright 2022 site.example", "site.example"),
        ("Follow us on site.example", "site.example"),
        ("© 2022 a.example and b.example", ""),
        ("© 2022 The Daily Site", ""),
        ("Read also: Site.example opens", ""),
    ],
)
def test_the_site_that_a_footer_names(line: str, site: str) -> None:
    found = find_boilerplate(f"{_PARAGRAPH}\n{line}")
    assert (found.site, len(found.spans)) == (site, 1)


_LINES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [line[2:] for page in PAGES.values() for line in page.strip().splitlines()]
        + ["", "  ", "\t", " Comments ", "\u00a0Tags\u00a0", "Sport", "Culture", "World", "a…"]
    ),
)


@settings(max_examples=200)
@given(st.lists(_LINES, max_size=12).map("\n".join))
def test_spans_are_sorted_disjoint_and_whole_lines(text: str) -> None:
    spans = find_boilerplate(text).spans
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left[1] < right[0] for left, right in pairwise(spans))
    for start, end in spans:
        assert not text[:start].rpartition("\n")[2].strip()
        assert not text[end:].partition("\n")[0].strip()
        assert text[start:end].strip() == text[start:end]
    # Nothing but blanks stands between two spans: they would be one.
    assert all(text[left[1] : right[0]].strip() for left, right in pairwise(spans))


@settings(max_examples=200)
@given(st.lists(_LINES, max_size=12).map("\n".join))
def test_some_line_is_always_kept(text: str) -> None:
    spans = find_boilerplate(text).spans
    lines = lines_of(text)
    assert not lines or any(not any(s <= line.start < e for s, e in spans) for line in lines)


def test_a_sentence_that_goes_on_in_the_next_line_is_no_other_article() -> None:
    text = f"{_PARAGRAPH}\nRead also: Bridge closed. It was said that the\nengineers would come.\n"
    assert find_boilerplate(text + _PARAGRAPH).spans == ()


_WHOLE = sorted((Path(__file__).parent / "golden" / "whole").iterdir())


@pytest.mark.parametrize("file", _WHOLE, ids=lambda file: file.stem)
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "paragraphs"])
def test_an_article_that_looks_like_a_page(file: Path, gap: str) -> None:
    """Interviews, lists, results, poems; articles about comments, cookies and subscriptions."""
    text = gap.join(file.read_text("utf-8").splitlines())
    assert _aside(text) == []


def test_an_article_may_speak_of_cookies_between_its_paragraphs() -> None:
    paragraph = (
        "The commission looked at the banners of four hundred shops and found that most of them "
        "made it hard to say no, while a yes was never more than one large button away."
    )
    said = "We use cookies to improve your experience, the banners said, but left no choice."
    assert not find_boilerplate(f"{paragraph}\n{said}\n{paragraph}").spans
    assert find_boilerplate(f"{paragraph}\n{said}").spans, "at the end it may be the site's"


def test_a_list_of_titles_at_the_end_is_no_menu_for_one_word_in_it() -> None:
    opening = "The critics chose these films of the year, and they did so without much of a debate."
    films = ["The Long Road", "Winter Light", "Home", "About Love", "Stations"]
    text = "\n".join([opening, *films])
    aside = [text[start:end] for start, end in find_boilerplate(text).spans]
    assert not {"The Long Road", "Winter Light", "About Love", "Stations"} & set(
        "\n".join(aside).split("\n")
    )
