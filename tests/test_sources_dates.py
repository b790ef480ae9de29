"""Days and hosts: what is stated, and nothing else."""

from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.dates import date_in_url, parse_date
from search.sources.urls import _shown, host_of, is_web_url

DAY = date(2021, 10, 21)


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime(2021, 10, 21, 23, 59, tzinfo=timezone(timedelta(hours=-8))),
        "2021-10-21",
        " 2021-10-21 ",
        "2021-10-21T23:30:00-08:00",
        "2021-10-21T09:30:00Z",
        "2021-10-21t09:30:00z",
        "2021-10-21T093000+0300",
        "2021-10-21 09:30:00.123456+03:00",
        "2021-10-21 09:30",
        "2021-10-21Z",
        "2021-10-21+03:00",
        "20211021",
        "20211021T093000Z",
        "20211021093000",
        "202110210930",
        "1634810400",
        "1634810400.25",
        "1634810400000",
        "21.10.2021",
        "21.10.2021 14:30",
        "21.10.2021, 14:30",
        "21. 10. 2021",
        "21/10/2021",
        "21-10-2021",
        "10/21/2021",
        "2021/10/21",
        "2021.10.21.",
        "2021年10月21日",
        "2021년 10월 21일",
        "21 October 2021",
        "21st of October 2021",
        "21 Oct 2021 09:30",
        "21-Oct-2021",
        "October 21, 2021",
        "OCTOBER 21 2021",
        "Oct. 21, 2021 at 9:30 p.m. EDT",
        "Thursday October 21st, 2021",
        "Thu, 21 Oct 2021 23:30:00 -0500",
        "Thu, 21 Oct 2021 09:30:00 GMT",
        "Thu Oct 21 09:30:00 2021",
        "Thu Oct 21 09:30:00 +0000 2021",
        "21 жовтня 2021",
        "21 жовтня 2021 р.",
        "21 жовтня 2021 року, 14:30",
        "Четвер, 21 жовтня 2021, 18:20",
        "21 октября 2021 г.",
        "21 октября 2021, 14:30 МСК",
        "21 ОКТЯБРЯ 2021",
        "чт, 21 окт. 2021",
        "21 октомври 2021 г.",
        "21 кастрычніка 2021",
        "21 października 2021",
        "21. října 2021",
        "21. októbra 2021",
        "21. oktober 2021",
        "21. Oktober 2021",
        "21. Oktober 2021 um 14:30 Uhr",
        "21 octobre 2021",
        "21 de octubre de 2021",
        "21 ottobre 2021",
        "21 de outubro de 2021",
        "21 Ekim 2021",
        "21 Οκτωβρίου 2021",
        "21 أكتوبر 2021",
        "٢١ أكتوبر ٢٠٢١",
        "21 באוקטובר 2021",
        "21. lokakuuta 2021",
        "2021. október 21.",
    ],
)
def test_days_that_are_stated(value: str | date) -> None:
    assert parse_date(value) == DAY


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("Monday February 24th, 2025", date(2025, 2, 24)),
        ("03/04/2021", date(2021, 4, 3)),
        ("1er octobre 2021", date(2021, 10, 1)),
        ("12 listopada 2021", date(2021, 11, 12)),
        ("1 мая 1945", date(1945, 5, 1)),
        ("1500-01-01", date(1500, 1, 1)),
        ("29.02.2020", date(2020, 2, 29)),
    ],
)
def test_other_days(value: str, day: date) -> None:
    assert parse_date(value) == day


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "  ",
        "2018-02-30",
        "0000-00-00",
        "2021-13-01",
        "2021-10",
        "2021",
        "10.2021",
        "October 2021",
        "21 October",
        "21 October 21",
        "21.10.21",
        "жовтень 2021",
        "yesterday",
        "вчора, 21:30",
        "2 days ago",
        "5 хвилин тому",
        "now",
        "31 лютого 2021",
        "31 February 2021",
        "30.02.2021",
        "13.13.2021",
        "21.13.2021",
        "13/13/2021",
        "2021-10-21-a-slug",
        "1499-12-31",
        "3021-10-21",
        f"{date.today().year + 2}-01-01",
        date(1499, 12, 31),
        "1 a 2021",
        "1 am 2021",
        "12 sunday 2021",
        "NATO 2021 12",
        "hello 2021 world 12",
        "12 вівторок 2021",
        "May 5 2021 and June 6 2021",
        "99999999",
        "123",
        "12345678901234567890",
        "²¹.10.2021",
        "21 October 2021 " * 20,
    ],
)
def test_what_states_no_day(value: str | date | None) -> None:
    assert parse_date(value) is None


def test_the_day_of_an_epoch_is_that_of_utc() -> None:
    instant = datetime(2021, 10, 21, 23, 59, 59, tzinfo=UTC)
    assert parse_date(str(int(instant.timestamp()))) == DAY


@given(st.dates(date(1500, 1, 1), date.today()))
def test_every_day_in_every_common_form(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y-%m-%dT00:00:00+14:00", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y"):
        # strftime writes years before 1000 without zeros, but none is before 1500
        assert parse_date(day.strftime(form)) == day
    assert parse_date(day.strftime("%d/%m/%Y")) == day


@given(st.text(max_size=40) | st.from_regex(r"[0-9a-zа-я ,./:-]{5,30}", fullmatch=True))
def test_no_text_raises(text: str) -> None:
    for found in (parse_date(text), date_in_url(text), date_in_url(f"https://x.example/{text}")):
        assert found is None or 1500 <= found.year <= date.today().year + 1
    assert host_of(text) == host_of(text).lower()
    assert is_web_url(text) <= bool(host_of(text))


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.example/2021/10/21/slug", DAY),
        ("https://x.example/news/2021/10/21/", DAY),
        ("https://x.example/2021/10/21", DAY),
        ("https://x.example/2021/1/2/a", date(2021, 1, 2)),
        ("https://x.example/world/2021/oct/21/slug", DAY),
        ("https://x.example/2021-10-21-slug.html", DAY),
        ("https://x.example/a/20211021/b", DAY),
        ("https://x.example/a/20211021", DAY),
        ("https://x.example/9999/99/99/2021/10/21/", DAY),
        ("https://x.example/2018/02/30/a", None),
        ("https://x.example/2021/10/a", None),
        ("https://x.example/2021/october/21/", None),
        ("https://x.example/a-20211021-b", None),
        ("https://x.example/id202110211", None),
        ("https://x.example/2021-10-211", None),
        ("https://x.example/the-events-of-2021-10-21", None),
        ("https://x.example/?d=/2021/10/21/", None),
        ("https://2021/10/21/", None),
        ("https://[/2021/10/21/", None),
        ("", None),
    ],
)
def test_dates_in_addresses(url: str, day: date | None) -> None:
    assert date_in_url(url) == day


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Example.COM:8080/a?b#c", "example.com"),
        ("http://example.com", "example.com"),
        ("//example.com/a", "example.com"),
        (" https://example.com. ", "example.com"),
        ("https://user:secret@news.example.com/", "news.example.com"),
        ("https://www.xn--d1acpjx3f.xn--p1ai/news", "яндекс.рф"),
        ("https://яндекс.рф/", "яндекс.рф"),
        ("https://xn--99999999999/", "xn--99999999999"),
        ("https://www.gov.uk", "gov.uk"),
        ("https://www.com/", "www.com"),
        ("http://localhost:5000/", "localhost"),
        ("http://192.168.0.1/", "192.168.0.1"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("http://my_site.example.com/", "my_site.example.com"),
        ("http://[nonsense]/", ""),
        ("https://", ""),
        ("https:///path", ""),
        ("https://a..b/", ""),
        ("https://a b.com/", ""),
        ("https://-a.com/", ""),
        ("https://" + "a" * 64 + ".com/", ""),
        ("https://" + "a." * 130 + "com/", ""),
        ("mailto:a@example.com", ""),
        ("example.com/a", ""),
        ("text", ""),
        ("", ""),
    ],
)
def test_hosts(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "web"),
    [
        ("https://example.com", True),
        ("HTTP://example.com/a", True),
        ("ftp://example.com", False),
        ("//example.com", False),
        ("javascript:alert(1)", False),
        ("http://", False),
        ("https:example.com", False),
        ("", False),
    ],
)
def test_web_addresses(url: str, web: bool) -> None:
    assert is_web_url(url) is web


@given(
    st.text("htp:/.aB-_1@?#[]\t\n é\u3000\u017f", max_size=12),
    st.sampled_from(["", "http://", "//"]),
)
def test_most_hosts_are_found_as_urlsplit_finds_them(rest: str, scheme: str) -> None:
    url = scheme + rest
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        host = ""
    assert host_of(url) == _shown(host)
