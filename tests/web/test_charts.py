"""The chart of matches over time: what it draws, says and links."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from flask.testing import FlaskClient
from numpy.typing import NDArray

from search.indexing import build
from search.models import Article, Period
from tests.web.helpers import Page, get, open_app
from web import create_app
from web.charts import OTHER, Chart, chart_of, shares_of
from web.state import State

STYLE = Path(create_app().static_folder or "", "style.css").read_text("utf-8")


@pytest.fixture(autouse=True)
def asked() -> Iterator[None]:
    """Somebody asks, in English."""
    with create_app().test_request_context("/"):
        yield


def years(*counts: dict[str, int], first: int = 2001) -> list[Period]:
    return [
        Period(f"{first + place}", sum(languages.values()), languages)
        for place, languages in enumerate(counts)
    ]


def drawn(timeline: list[Period], undated: int = 0, state: State = State()) -> Chart:  # noqa: B008
    chart = chart_of(timeline, sum(period.count for period in timeline) + undated, state)
    assert chart
    return chart


def boxes(path: str) -> dict[float, tuple[float, float]]:
    """Left edge -> top edge and height, of each stroke of a path, which is 8 wide."""
    found = re.findall(r"M([\d.]+) ([\d.]+)v([\d.]+)", path)
    assert len(found) == path.count("M")
    return {float(x) - 4: (float(top), float(height)) for x, top, height in found}


# What is drawn


def test_bars_are_as_high_as_their_counts() -> None:
    chart = drawn(years({"en": 40}, {}, {"en": 10}, {"en": 1}), undated=3)
    heights = [height for _, height in boxes(chart.paths[0]).values()]
    assert heights == [96.0, 24.0, 2.4]
    assert (chart.most, chart.undated) == (40, 3)
    assert [bar.articles for bar in chart.bars] == [40, 0, 10, 1]


def test_one_article_beside_thousands_is_seen() -> None:
    chart = drawn(years({"en": 100_000}, {"en": 1}))
    assert [height for _, height in boxes(chart.paths[0]).values()] == [96.0, 2.0]


def test_languages_are_stacked_without_overlap_and_with_a_gap() -> None:
    chart = drawn(years({"en": 40, "uk": 30, "bg": 30}, {"uk": 50}))
    assert chart.languages == ["uk", "en", "bg"]
    parts = [boxes(path)[1.0] for path in chart.paths]
    for (top, _), (next_top, next_height) in pairwise(parts):
        assert next_top + next_height == pytest.approx(top - 1)
    assert parts[0][0] + parts[0][1] == pytest.approx(96)
    assert parts[-1][0] == pytest.approx(0)
    assert 11.0 not in boxes(chart.paths[1])


def test_of_many_languages_five_have_a_colour() -> None:
    codes = ["uk", "en", "bg", "ru", "pl", "cs", "de", "fr", "el", "ar", "he", "tr"]
    chart = drawn(years({code: 20 - place for place, code in enumerate(codes)}, {"tr": 1}))
    assert chart.languages == [*codes[:5], OTHER]
    assert [sum(bar.parts) for bar in chart.bars] == [bar.articles for bar in chart.bars]
    assert chart.bars[1].parts == [0, 0, 0, 0, 0, 1]
    assert len(drawn(years(dict.fromkeys(codes[:6], 1))).languages) == 6
    assert OTHER not in drawn(years(dict.fromkeys(codes[:6], 1))).languages


def test_a_language_keeps_its_colour_whatever_is_searched_for() -> None:
    ranked = ["en", "uk", "bg", "ru", "de", "fr", "cs"]
    timeline = years({"uk": 9, "cs": 8, "de": 7}, {"fr": 1})
    chart = chart_of(timeline, 25, State(), ranked)
    assert chart
    assert dict(zip(chart.languages, chart.colours, strict=True)) == {
        "uk": 2, "cs": 1, "de": 5, "fr": 3,
    }  # fmt: skip
    many = chart_of(years(dict.fromkeys([*ranked, "pl"], 2), {"pl": 9}), 25, State(), ranked)
    assert many
    assert many.colours[many.languages.index(OTHER)] == 6
    assert many.colours[many.languages.index("en")] == 1
    assert len(set(many.colours)) == 6


def test_a_stretch_that_is_left_out_is_marked() -> None:
    timeline = [Period(name, 1, {"en": 1}) for name in ("1823-02", "2021-12", "2022-01")]
    chart = drawn(timeline)
    assert chart.breaks == [10]
    assert [bar.x for bar in chart.bars] == [0, 20, 30]
    assert [bar.name for bar in chart.bars] == ["February 1823", "December 2021", "January 2022"]


def test_without_two_dated_matches_there_is_no_chart() -> None:
    assert chart_of([], 9, State()) is None
    assert chart_of(years({"en": 1}), 9, State()) is None
    assert chart_of(years({"en": 2}), 2, State())


def test_shares_are_parts_of_the_longest() -> None:
    assert [share.percent for share in shares_of({"a": 300, "b": 150, "c": 1})] == [100, 50, 0.5]
    assert shares_of({}) == []


# The words under it

DAYS = [f"2021-{month:02}-{day:02}" for month in (10, 11) for day in range(1, 31)]
MONTHS = [f"{year}-{month:02}" for year in range(2018, 2022) for month in range(1, 13)][5:45]


@pytest.mark.parametrize(
    "names",
    [
        DAYS[:2],
        DAYS[:9],
        DAYS[3:],
        MONTHS[:3],
        MONTHS,
        [str(year) for year in range(1990, 1994)],
        [str(year) for year in range(1987, 2027)],
        [f"{year}..{year + 9}" for year in range(1640, 2030, 10)],
        [*MONTHS[:1], *MONTHS[12:14], *MONTHS[24:25], *MONTHS[35:]],
    ],
    ids=lambda names: f"{names[0]} and {len(names) - 1}",
)
def test_words_do_not_touch(names: list[str]) -> None:
    chart = drawn([Period(name, 2, {"en": 2}) for name in names])
    assert chart.labels
    for pixels, labels in (
        (320, [label for label in chart.labels if not label.is_extra]),
        (416 if chart.is_small else 720, chart.labels),
    ):
        extents = []
        for label in labels:
            width = 6.5 * len(label.text)
            start = (
                label.x * pixels / 100
                - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
            )
            extents.append((start, start + width))
        extents.sort()
        assert extents[0][0] >= -1
        assert extents[-1][1] <= pixels + 1
        assert all(before[1] + 4 < after[0] for before, after in pairwise(extents))


def test_words_are_round_and_tell_the_year() -> None:
    def words(names: list[str], *, extra: bool) -> list[str]:
        chart = drawn([Period(name, 2, {"en": 2}) for name in names])
        shown = [label for label in chart.labels if extra or not label.is_extra]
        return [label.text for label in sorted(shown, key=lambda label: label.x)]

    assert words([str(year) for year in range(1987, 2027)], extra=False) == [
        "1987", "2000", "2010", "2020",
    ]  # fmt: skip
    assert words(MONTHS, extra=False) == ["2019", "2020", "2021"]
    assert {"Apr", "Jul", "Oct"} < set(words(MONTHS, extra=True))
    assert words(DAYS[:3], extra=False) == ["1 Oct 2021", "3"]


# The way back


@pytest.mark.parametrize(
    ("since", "until", "wider"),
    [
        ("", "", []),
        ("2021", "2021", ["All dates"]),
        ("2021-10", "2021-10", ["All dates", "2021"]),
        ("2021-10-01", "2021-10-31", ["All dates", "2021"]),
        ("2021-10-21", "2021-10-21", ["All dates", "2021", "October 2021"]),
        ("2021-10", "2021-11", ["All dates", "2021"]),
        ("2021-10", "2022-03", ["All dates"]),
        ("2021-10", "", ["All dates"]),
        ("", "2021-10", ["All dates"]),
    ],
)
def test_narrowed_dates_can_be_widened(since: str, until: str, wider: list[str]) -> None:
    chart = drawn(years({"en": 2}), state=State(q="x", since=since, until=until, page=3))
    assert [name for name, _ in chart.wider] == wider
    for name, state in chart.wider:
        assert (state.q, state.page) == ("x", 1)
        if name == "2021":
            assert (state.since, state.until) == ("2021", "2021")


# On the page

TEXTS = {
    "en": "The harbour of the town was closed that week because the ice had not gone from there",
    "uk": "Гавань міста була закрита того тижня, бо крига ще не зійшла, повідомили в порту",
    "ar": "أعلنت إدارة الميناء أن السفن عادت إلى الرصيف بعد أشهر من الإصلاح والعمل في المدينة",
}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    location = tmp_path_factory.mktemp("charts") / "index"
    dates = ["2021-10-21", "2021-10-21", "2021-11-02", "2022-03-01", "2022-03-05", None]
    build(
        [
            Article(id=f"{code}{number}", text=text, source="<b>&", date=day)
            for code, text in TEXTS.items()
            for number, day in enumerate(dates)
            if code == "en" or number != 2
        ],
        location,
    )
    yield from open_app(location)


def bars(page: Page) -> list[tuple[str, int, str]]:
    """Of each bar what it says, period and articles, and where it leads."""
    said = ((re.fullmatch(r"(.+): (\d+) articles?", it["text"]), it["href"]) for it in page.links)
    return [(bar[1], int(bar[2]), address) for bar, address in said if bar]


def test_each_bar_leads_to_as_many_as_it_says(harbour: FlaskClient) -> None:
    page = get(harbour, "/?sort=oldest")
    assert [bar[:2] for bar in bars(page)] == [
        ("October 2021", 6),
        ("November 2021", 1),
        ("March 2022", 6),
    ]
    undated = get(harbour, page.link("and 3 without a date"))
    assert undated.total == 3
    assert sum(articles for _, articles, _ in bars(page)) + undated.total == page.total
    for _, articles, address in bars(page):
        narrowed = get(harbour, address)
        assert narrowed.total == articles
        assert "sort=oldest" in address
        assert get(harbour, narrowed.link("All dates")).total == page.total


def test_filters_stay_and_count(harbour: FlaskClient) -> None:
    page = get(harbour, "/?language=uk&language=ar&since=2022")
    assert [bar[:2] for bar in bars(page)] == [("1 March 2022", 2), ("5 March 2022", 2)]
    for *_, address in bars(page):
        asked = parse_qs(urlsplit(address).query)
        assert set(asked["language"]) == {"uk", "ar"}
        assert asked["since"] == asked["until"]
    assert "without a date" not in page.text


def test_one_language_needs_no_legend_and_one_day_no_bars(harbour: FlaskClient) -> None:
    assert "legend" in harbour.get("/").text
    assert "legend" not in harbour.get("/?language=uk").text
    response = harbour.get("/?since=2021-10-21&until=2021-10-21")
    assert "All from 21 October 2021" in response.text
    assert "<svg" not in response.text
    assert "legend" not in response.text
    assert get(harbour, Page(response).link("October 2021")).total == 6
    assert "Over time" not in get(harbour, "/?q=harbour+date:2021-11").text


def test_the_drawing_is_named_and_obeys_the_policy(harbour: FlaskClient) -> None:
    page = get(harbour, "/?q=")
    outer = next(attributes for name, attributes in page.elements if name == "svg")
    assert outer["aria-labelledby"] == "timeline"
    assert not any("style" in attributes for _, attributes in page.elements)
    # Its languages are told in words and by their own names.
    legend = harbour.get("/").text.partition('class="legend"')[2].partition("</ul>")[0]
    assert '<bdi lang="ar">العربية</bdi>' in legend
    assert '<bdi lang="uk">Українська</bdi>' in legend


def test_a_hostile_query_stays_in_its_links(harbour: FlaskClient) -> None:
    response = harbour.get("/", query_string={"q": 'harbour OR "><script>alert(1)</script>\u202e'})
    assert bars(Page(response))
    assert "<script>alert" not in response.text
    assert "\u202e" not in response.text


# The colours

# Machado, Oliveira and Fernandes 2009: protanopia, deuteranopia, tritanopia; of linear light.
_SIGHTS = {
    "full": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# Ottosson 2020, Oklab.
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def light(colour: str) -> NDArray[np.float64]:
    """Linear red, green and blue."""
    values = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(light(each) @ [0.2126, 0.7152, 0.0722] for each in (one, other))
    return float((lighter + 0.05) / (darker + 0.05))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_are_told_apart_and_stand_out(scheme: int) -> None:
    pairs = re.findall(r"--(bar|paper): light-dark\((#\w+), (#\w+)\);", STYLE)
    colours = [pair[scheme] for name, *pair in pairs if name == "bar"]
    (paper,) = (pair[scheme] for name, *pair in pairs if name == "paper")
    assert len(colours) == 6
    for colour in colours:
        assert contrast(colour, paper) >= 3
    for sight in _SIGHTS.values():
        seen = [_LAB @ np.cbrt(_CONES @ np.clip(sight @ light(c), 0, 1)) for c in colours]
        for one, other in combinations(seen, 2):
            assert np.linalg.norm(one - other) > 0.11  # 0.02 is just noticed
