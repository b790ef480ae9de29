"""The interface in the reader's language: how it is chosen, and no English left over."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from babel.support import NullTranslations
from flask.testing import FlaskClient

from search.indexing import build
from search.messages import Message
from search.models import Article
from tests.web.helpers import get, open_app
from web import translating
from web.translating import LOCALES, said

# What the library says


def test_a_sentence_of_the_library_is_translated_with_what_is_in_it(client: FlaskClient) -> None:
    many = Message("{listed} and {more} more", listed="a, b", more=12345)
    message = Message("unknown {name} {value!r}; this index holds {known}", name="source",
                      value="<{more}>", known=many)  # fmt: skip
    with client.application.test_request_context(headers={"Accept-Language": "uk"}):
        assert "<{more}>" in said(message)
        assert "a, b та ще 12\N{NO-BREAK SPACE}345" in said(message)
        assert said("The harbour") == "The harbour"
    with client.application.test_request_context():
        assert said(message) == message.replace("12345", "12,345")


def test_notes_and_errors_are_in_the_readers_language(client: FlaskClient) -> None:
    client.set_cookie("interface", "bg")
    try:
        assert "parenthesis" not in get(client, "/?q=(harbour").text
        assert "unknown" not in get(client, "/?language=xx", 400).text
    finally:
        client.delete_cookie("interface")
    problem = client.get("/api/search?language=xx", headers={"Accept-Language": "bg"})
    assert "unknown language 'xx'" in problem.get_json(force=True)["detail"]


# Which language


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "en"),
        ("uk", "uk"),
        ("uk-UA", "uk"),
        ("ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"),
        ("uk-UA, en;q=0.9", "uk"),
        ("en;q=0.3, BG-bg;q=0.5", "bg"),
        ("be, ru;q=0.8", "ru"),
        ("sr-Cyrl, mk;q=0.9, bg;q=0.8", "bg"),
        ("de, fr;q=0.5", "en"),
        ("uk;q=0, bg;q=0.1", "bg"),
        ("*", "en"),
        ("*;q=0.5, ru;q=0.1", "ru"),
        (";;,=,\xff", "en"),
    ],
)
def test_the_browser_says_which(client: FlaskClient, asked: str, given: str) -> None:
    response = client.get("/", headers={"Accept-Language": asked})
    assert f'<html lang="{given}">' in response.text
    assert {"accept-language", "cookie"} <= {name.lower() for name in response.vary}


def test_the_reader_may_choose_another(location: Path) -> None:
    address = "/?q=harbour+%22of+Oslo%22&language=en&page=2"
    for client in open_app(location):
        page = get(client, address)
        (form,) = [a for tag, a in page.elements if tag == "form" and a.get("method") == "post"]
        (back,) = [a["value"] for _, a in page.elements if a.get("name") == "back"]
        answer = client.post(form["action"], data={"language": "bg", "back": back})
        assert answer.status_code == 303
        assert parse_qs(urlsplit(answer.location).query) == parse_qs(urlsplit(address).query)
        cookie = answer.headers["Set-Cookie"]
        for part in ("interface=bg", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"):
            assert part in cookie
        response = client.get(answer.location, headers={"Accept-Language": "uk"})
        assert '<html lang="bg">' in response.text
        buttons = re.findall(r'<button name="language"[^>]*>', response.text)
        assert [re.findall(r'value="(\w+)" lang="(\w+)"', b) for b in buttons] == [
            [(code, code)] for code in LOCALES
        ]
        assert [b for b in buttons if "aria-current" in b] == [buttons[LOCALES.index("bg")]]


def test_a_cookie_that_says_nothing_known_is_passed_over(client: FlaskClient) -> None:
    for value in ("xx", "../en", "", "uk-UA\\073"):
        response = client.get(
            "/", headers={"Cookie": f"interface={value}", "Accept-Language": "ru"}
        )
        assert '<html lang="ru">' in response.text


def test_no_other_language_can_be_chosen(client: FlaskClient) -> None:
    for form in ({"language": "xx"}, {}, {"language": "uk\r\nX: y", "back": "/"}):
        answer = client.post("/interface", data=form)
        assert answer.status_code == 400
        assert "Set-Cookie" not in answer.headers
    assert client.get("/interface").status_code == 405


@pytest.mark.parametrize(
    "back",
    [
        "",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/a\\b",
        "https://evil.example/",
        "HTTPS:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "?q=x",
        "/x\r\nSet-Cookie: a=b",
        "/x\x00",
        "/x\x85y",
        "/é",
        "/\N{FULLWIDTH SOLIDUS}evil.example",
        "/\N{RIGHT-TO-LEFT OVERRIDE}",
    ],
)
def test_the_way_back_leads_nowhere_else(client: FlaskClient, back: str) -> None:
    answer = client.post("/interface", data={"language": "en", "back": back})
    assert (answer.status_code, answer.location) == (303, "/")
    client.delete_cookie("interface")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?q=a%26b%23c%2Fd&page=2",
        "/?q=%D0%BF%D0%BE%D1%80%D1%82",
        "/article?id=uk-1",
        "/x%20y/%E2",
        "/none%0d%0aSet-Cookie:a=b",
        "/?q=%ff%00",
        "/?q=//evil.example",
        "/%5c%5cevil.example",
    ],
)
def test_every_page_names_the_way_back_to_itself(client: FlaskClient, address: str) -> None:
    text = client.get(address).text
    (form,) = re.findall(r'name="back" value="([^"]*)"', text)
    back = form.replace("&amp;", "&")
    answer = client.post("/interface", data={"language": "en", "back": back})
    assert answer.location == back
    assert client.get(back).status_code == client.get(address).status_code
    client.delete_cookie("interface")


def test_below_a_prefix_the_way_back_has_it(location: Path) -> None:
    for client in open_app(location):
        text = client.get("/?q=oslo", base_url="http://localhost/archive/").text
        assert 'name="back" value="/archive/?q=oslo"' in text
        answer = client.post("/interface", data={"language": "uk"}, base_url="http://h/archive/")
        assert answer.location == "/archive/"
        client.delete_cookie("interface")


def test_numbers_dates_and_plurals_are_the_readers(tmp_path: Path) -> None:
    articles = [Article(id=str(n), title=f"Слово {n}", date="2021-05-21") for n in range(1022)]
    build(articles, tmp_path / "index")
    for client in open_app(tmp_path / "index"):
        for code, one, few, many, day in (
            ("uk", "1 стаття", "1\xa0022 статті", "11 статей", "21 травня 2021"),
            ("bg", "1 статия", "1\xa0022 статии", "11 статии", "21 май 2021"),
            ("ru", "1 статья", "1\xa0022 статьи", "11 статей", "21 мая 2021"),
        ):
            client.set_cookie("interface", code)
            assert few in get(client, "/").text
            assert day in get(client, "/").text
            assert one in get(client, "/?q=1").text
            assert (
                many
                in get(client, "/?q=1+OR+2+OR+3+OR+4+OR+5+OR+6+OR+7+OR+8+OR+9+OR+10+OR+11").text
            )


# No English left over


class Marking(NullTranslations):
    """Says everything in brackets, by which it is seen that it went through a catalogue."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        return self.ngettext(singular, plural, num)

    ugettext, ungettext, upgettext, unpgettext = gettext, ngettext, pgettext, npgettext


# Words of the query language, and codes of languages.
TYPED = re.compile(
    r"\b(?:https?://\S*|(?:title|source|language|date):\S*|API|OR|NOT|UTC|ar|bg|uk)\b"
)


class Leftovers(HTMLParser):
    """Latin letters that a reader meets outside of brackets.

    What is typed in the query language, and what says that it is in another language, may be so.
    """

    VOID = frozenset({"meta", "link", "input", "br", "img", "hr", "wbr"})
    SPOKEN = frozenset({"alt", "aria-description", "aria-label", "aria-roledescription", "label",
                        "placeholder", "title"})  # fmt: skip

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.depth = 0
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        exempt = tag in {"code", "kbd", "pre"} or named.get("lang", "uk") not in {"uk", ""}
        exempt |= bool(self.open) and self.open[-1]
        for name, value in named.items():
            is_script_text = name.startswith("data-") and not value.startswith("/")
            if (name in self.SPOKEN or is_script_text) and not exempt:
                self.look(value, self.depth)
        if tag not in self.VOID:
            self.open.append(exempt)

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        depth = self.look(data, self.depth, report=not (self.open and self.open[-1]))
        self.depth = depth

    def look(self, text: str, depth: int, *, report: bool = True) -> int:
        for word in re.findall(r"[⟦⟧]|[^⟦⟧]+", text):
            if word in "⟦⟧":
                depth += 1 if word == "⟦" else -1
            elif not depth and report and re.search(r"[A-Za-z]", TYPED.sub("", word)):
                self.found.append(" ".join(word.split()))
        return depth


# Nothing in Latin letters: what such letters say is said by the interface.
FOREIGN_ARTICLES = [
    *(
        Article(
            id=f"стаття-{number}",
            title=f"Порт відновлює роботу, день {number}",
            text=(
                "Портові служби повідомили про перше судно, і журналісти чекали на нього.\n"
                "Читайте також: Погода на завтра\n"
                f"Вони чекали на нього від ранку, і це був день номер {number}."
            ),
            source=f"Вісник {number % 12}",
            date=f"20{10 + number % 12}-05-21" if number % 5 else None,
            url=f"https://вісник.укр/{number}",
        )
        for number in range(26)
    ),
    Article(id="арабська", title="ميناء بيروت يستقبل السفن من جديد", source="صدى",
            text="أعلنت إدارة ميناء بيروت اليوم أن السفن عادت إلى الرصيف بعد أشهر من الإصلاح."),
    Article(id="болгарська", title="Пристанището отново работи", date="2022-08-01",
            text="Пристанищните служби съобщиха, че първият кораб вече е тук от сутринта днес."),
    Article(id="коротка", title="57", text="1 2 3"),
    Article(id="порожня"),
]  # fmt: skip

SEEN = [
    "/",
    "/?q=порт",
    "/?q=порт&sort=oldest&page=2",
    "/?q=порт&page=99",
    "/?q=порт&names=off",
    "/?q=порту&without=uk:порт",
    "/?q=порт&match=any&since=2012&until=2020-05&source=Вісник+1&source=-Вісник+2&language=-ar",
    "/?q=порт&language=unsure&source=unknown&year=unknown&year=-2012",
    "/?q=прот",
    "/?q=нічогонемає&match=all&names=off&language=uk",
    "/?q=(порт+)+OR+%22журналісти~",
    "/?q=порт+журналісти+пристанището",
    "/?source=немає",
    "/?since=немає",
    "/?sort=немає",
    "/?page=0",
    "/?q=немає:порт",
    "/article?id=стаття-1&q=порт",
    "/article?id=болгарська",
    "/article?id=коротка",
    "/article?id=немає",
    "/article",
    "/немає",
]


@pytest.fixture(scope="module")
def marking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The pages in Ukrainian, all that comes from its catalogue in brackets."""
    location = tmp_path_factory.mktemp("languages") / "index"
    build(FOREIGN_ARTICLES, location)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(translating, "_read", lambda code: Marking())
        for client in open_app(location):
            client.set_cookie("interface", "uk")
            yield client


def test_the_search_for_leftovers_finds_them() -> None:
    page = (
        '<p title="Left">⟦Said ⟦here⟧ and⟧ there<b lang="en">English</b><br><i lang="">Over</i></p>'
    )
    assert Leftovers(page).found == ["Left", "there", "Over"]


def test_no_english_is_left_on_any_page(marking: FlaskClient) -> None:
    """All of the addresses above, and one of each other path that they lead to."""
    waiting, paths = list(SEEN), {urlsplit(address).path for address in SEEN}
    while waiting:
        address = waiting.pop(0)
        response = marking.get(address)
        if response.mimetype != "text/html":
            continue
        assert "⟦" in response.text, address
        assert Leftovers(response.text).found == [], address
        for href in re.findall(r'(?:href|action)="(/[^"#]*)', response.text):
            path = urlsplit(href).path
            if path not in paths and not path.startswith("/static/"):
                paths.add(path)
                waiting.append(href.replace("&amp;", "&"))
    assert {"/collection", "/help", "/print", "/values/source"} <= paths


def test_no_english_is_left_where_there_is_no_index(empty: FlaskClient) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(translating, "_read", lambda code: Marking())
        for address in ("/", "/article?id=x"):
            response = empty.get(address, headers={"Accept-Language": "uk"})
            assert Leftovers(response.text).found == []
        assert Leftovers(empty.post("/", headers={"Accept-Language": "uk"}).text).found == []


def test_names_of_filters_in_a_mistake_are_translated(client: FlaskClient) -> None:
    for address, words in (
        ("/?source=nosuch", "«nosuch» (джерело)"),
        ("/?language=en&language=-en", "«en» (мова)"),
        ("/?year=%D9%A2%D9%A0%D9%A2%D9%A2", "(рік)"),
    ):
        response = client.get(address, headers={"Accept-Language": "uk"})
        assert response.status_code == 400
        assert words in response.text
