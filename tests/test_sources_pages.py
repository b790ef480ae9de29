"""HTML pages: the article whole, and nothing of what stands around it."""

import json
from types import SimpleNamespace

import pytest

from search.sources.layout import Line, lines_of_page, words_of
from search.sources.maintext import main_text
from search.sources.markup import parse_html
from search.sources.page import article_of_page

TITLE = "Ferry runs again after a year"
FIRST = (
    "The ferry to the northern islands left the harbour on Tuesday, for the first time in a year."
)
SECOND = "Its captain said that the crossing had been calm, and that the bar had run out of tea."
THIRD = "Tickets for the weekend were sold out by noon, according to the company that runs it."
MENU = "<ul class='menu'><li><a href='/'>Home</a></li><li><a href='/n'>News</a></li></ul>"
LONG = " ".join(
    f"Reader number {n} says, as readers do, that everything was better before, and cheaper."
    for n in range(1, 9)
)


def body(*parts: str) -> str:
    return "\n".join(f"<p>{part}</p>" for part in parts)


def page(inside: str, *, title: str = TITLE, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{inside}</body></html>"


def lines(inside: str, *, title: str = TITLE, head: str = "") -> list[str]:
    return article_of_page(page(inside, title=title, head=head)).article.text.splitlines()


def article(*parts: str, around: str = "", after: str = "") -> list[str]:
    """The lines of a page whose article has a headline and these parts."""
    inside = (
        f"<h1>{TITLE}</h1><div class='text'>{FIRST and body(FIRST, SECOND)}{''.join(parts)}</div>"
    )
    return lines(f"{MENU}{around}<div id='main'>{inside}{after}</div>")


def test_the_headline_is_the_title_and_not_repeated() -> None:
    assert article() == [FIRST, SECOND]
    found = article_of_page(page(f"<h1>{TITLE}</h1>{body(FIRST, SECOND)}", title=f"News – {TITLE}"))
    assert found.article.title == TITLE  # as shown, without what stands before it
    crumbs = f"<ul><li><a href='/'>Home</a></li><li>{TITLE}</li></ul>"
    head = f"<meta property='og:title' content='Harbour Post: {TITLE}'>"
    found = article_of_page(page(f"{crumbs}{body(FIRST, SECOND, THIRD)}", head=head))
    assert found.article.title == TITLE
    assert found.article.text.splitlines() == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("<blockquote><p>We waited.</p></blockquote>", ["We waited."]),
        ("<ul><li>tea</li><li>a rope</li></ul>", ["• tea", "• a rope"]),
        (
            "<ol><li><p>tea</p></li><li>rope<ul><li>long</li></ul></li></ol>",
            ["• tea", "• rope", "• long"],
        ),
        ("<h3>What now</h3><p>Nobody knows.</p>", ["What now", "Nobody knows."]),
        ("<p>So it goes.</p>", ["So it goes."]),
        ("<p>Is it?</p><p>– A.B.</p>", ["Is it?", "– A.B."]),
        (
            "<table><tr><th>Day</th><th>Ships</th></tr><tr><td>Monday</td><td>3</td></tr></table>",
            ["Day Ships", "Monday 3"],
        ),
        (
            "<figure><img src='x'><figcaption>The ferry at dawn</figcaption></figure>",
            ["The ferry at dawn"],
        ),
        ("<pre>one\n<b>two\nthree</b></pre>", ["one", "two", "three"]),
        ("<p>Oh ship,<br>oh sea,<br/>oh tea</p>", ["Oh ship,", "oh sea,", "oh tea"]),
        ("<p>See <a href='/x'>the plan</a>, and the map.</p>", ["See the plan, and the map."]),
        (
            "<p><a href='/x'>All of this leads to the plan.</a></p>",
            ["All of this leads to the plan."],
        ),
        ("<p>Yes.</p><p>Yes.</p>", ["Yes.", "Yes."]),
    ],
)
def test_an_article_is_kept_whole(part: str, expected: list[str]) -> None:
    assert article(part) == [FIRST, SECOND, *expected]


MANY = [f"On day {n} of the journey, the passengers said, nothing happened." for n in range(1, 9)]
RELATED = "<li><a href='/1'>Old pier to close</a></li><li><a href='/2'>New pier to open</a></li>"


@pytest.mark.parametrize(
    "part",
    [
        f"<div class='related'><h3>More on this</h3><p>{THIRD}</p></div>",
        f"<p>Read also:</p><ul>{RELATED}</ul>",
        f"<h4>Όλα τα νέα</h4><ul>{RELATED}</ul>",
        "<p>相關新聞</p><p><a href='/1'>舊碼頭關閉</a></p><p><a href='/2'>新碼頭啟用</a></p>",
        f"<p>Ссылки по теме:</p><div>{RELATED.replace('</li><li>', '</li><p>3 мая</p><li>')}</div>",
        "<div class='share-bar'><span>Share this with your friends, all of them, now</span></div>",
        f"<form><p>{THIRD}</p><input name='q'></form>",
        f"<aside><p>{THIRD}</p></aside>",
        f"<div class='newsletterBox'><p>{THIRD}</p></div>",
        f"<nav><p>{THIRD}</p></nav>",
        f"<div hidden><p>{THIRD}</p></div>",
        f"<div style='color: red; display:none'><p>{THIRD}</p></div>",
        f"<amp-sidebar><p>{THIRD}</p></amp-sidebar>",
        f"<cookie-notice><p>{THIRD}</p></cookie-notice>",
        f"<p>{FIRST}</p>",  # a pull quote, told twice
    ],
)
def test_what_is_not_the_article_is_left_out(part: str) -> None:
    assert article(part, body(THIRD)) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "noise",
    [
        f"<div id='comments'><p>{LONG}</p><p>{LONG.upper()}</p></div>",
        f"<section class='komentarze'><p>{LONG}</p><p>{LONG.upper()}</p></section>",
        f"<div class='cookie-consent'><p>{LONG}</p></div>",
        f"<div class='tooltip'>{FIRST.replace('ferry', 'bus')}</div>" * 2,
        f"<div role='complementary'><p>{FIRST.replace('ferry', 'bus')}</p></div>",
    ],
)
def test_comments_and_notices_may_be_longer_than_the_article(noise: str) -> None:
    assert article(after=noise) == [FIRST, SECOND]
    assert article(around=noise) == [FIRST, SECOND]


def test_what_no_class_names_is_told_by_its_place() -> None:
    noise = f"<div><div>{body(*[LONG + str(n) for n in range(9)])}</div></div>"
    told = f"<div><h1>{TITLE}</h1><div>{body(FIRST, *MANY)}</div></div>"
    for inside in (MENU + told + noise, noise + told):
        assert lines(inside) == [FIRST, *MANY]
    # Without a headline, what has most of the text is taken for the article.
    assert lines(told.replace("h1", "b") + noise, title="x")[0] == LONG + "0"


def test_the_lead_and_not_the_day_above_the_text() -> None:
    lead = "Islanders can shop again, though not on Sundays and not in winter"
    above = (
        f"<h1>{TITLE}</h1><p class='by'>By A. B.</p><p>Posted: 2 August 2022, 7:15 am</p>"
        f"<h2>{lead}</h2><p><a href='/a'>By our correspondent in the harbour, A. B.</a></p>"
    )
    inside = f"<header>{above}</header><div class='text'>{body(FIRST, *MANY)}</div>"
    assert lines(MENU + inside) == [lead, FIRST, *MANY]


def test_the_section_above_the_headline() -> None:
    inside = f"<p>World</p><p>{LONG}</p><h1>{TITLE}</h1><p>By A. B.</p>{body(FIRST, *MANY)}"
    assert lines(f"<div>{inside}</div>") == [LONG, "By A. B.", FIRST, *MANY]


def test_a_text_that_advertisements_break_in_pieces() -> None:
    other = "<div class='row'><div class='x'><a href='/ad'>Buy tea</a></div></div>"
    piece = "<div class='row'><div class='piece'>{}</div></div>"
    parts = [piece.format(body(FIRST, *MANY)), other, piece.format(body(THIRD))]
    inside = f"<main><h1>{TITLE}</h1>{''.join(parts)}</main><div class='piece'><p>{LONG}</p></div>"
    assert lines(inside) == [FIRST, *MANY, THIRD]


def test_paragraphs_that_are_divs_or_lie_beside_the_list_that_says_most() -> None:
    divs = "".join(f"<div>{text}</div>" for text in (FIRST, SECOND, THIRD))
    assert lines(f"{MENU}<div><h1>{TITLE}</h1><div>{divs}</div></div>") == [FIRST, SECOND, THIRD]
    items = f"<ul><li>{SECOND}</li><li>{THIRD}</li></ul>"
    assert article(items, "<p>Enough.</p>")[1:] == [SECOND, f"• {THIRD}", "Enough."]


def test_a_page_laid_out_in_tables() -> None:
    text = (
        "Паром на северные острова вышел из гавани во вторник, впервые за год.<br>"
        "Капитан сказал, что море было спокойным, а чай в буфете кончился.<br><br>"
        "Билеты на выходные раскупили к полудню, сообщила компания."
    )
    menu = "".join(f"<tr><td><a href='/{n}'>Раздел {n}</a></td></tr>" for n in range(9))
    inside = (
        f"<table><tr><td><table>{menu}</table></td><td><table><tr><td>Паром снова ходит</td></tr>"
        f"<tr><td>{text}</td></tr></table></td><td>Погода: дождь</td></tr></table>"
    )
    assert lines(inside, title="Паром снова ходит") == text.replace("<br><br>", "<br>").split(
        "<br>"
    )


@pytest.mark.parametrize(
    "frame",
    [
        "<form action='x.aspx' id='aspnetForm'>{}</form>",
        "<div class='content-sidebar-wrap'>{}</div>",
        "<div class='post-7 post hentry tag-comments category-social'>{}</div>",
        "<div class='elementor-widget elementor-widget-text'>{}</div>",
        "<aside>{}</aside>",
        "<article class='comments-open'>{}</article>",
    ],
)
def test_a_name_of_what_holds_the_article_does_not_count(frame: str) -> None:
    inside = f"<h1>{TITLE}</h1><div>{body(FIRST, SECOND, THIRD)}</div>"
    for whole in (frame.format(inside), inside.replace("<div>", "").join(frame.split("{}"))):
        assert lines(MENU + whole + f"<div><p>{FIRST.upper()}</p></div>")[:3] == [
            FIRST,
            SECOND,
            THIRD,
        ]


def test_short_news_below_their_headline() -> None:
    text = "Αγορά 7.500 μετοχών ανακοίνωσε χθες η διοίκηση της εταιρείας."
    promo = "<div class='promo'>Απάντησε σε {} ερωτήσεις και κέρδισε ένα ταξίδι, μαζί μας.</div>"
    told = f"<div><h1>Αγορά μετοχών</h1><p>{text}</p></div>"
    assert lines(
        f"{told}<div><div class='promo'>{promo * 4}</div></div>", title="Αγορά μετοχών"
    ) == [text]


def test_chinese_has_fewer_signs_for_as_many_words() -> None:
    text = (
        "渡輪週二離開港口，一年來首次駛往北方群島。船長說，海面平靜，只是茶賣完了。船票已經售罄。"
    )
    links = "".join(f"<li><a href='/{n}'>港口新聞第{n}則：碼頭的消息</a></li>" for n in range(9))
    inside = f"<ul>{links}</ul><div><div>渡輪復航</div><div class='a'><p>{text * 3}</p></div></div>"
    assert lines(inside, title="渡輪復航_港口新聞網") == [text * 3]


def test_a_message_that_is_its_own_title() -> None:
    assert lines(f"<p>{FIRST}</p>", title=FIRST) == [FIRST]


def test_a_forum_page_is_its_posts() -> None:
    posts = "".join(f"<div class='comment'><p>{text} {LONG}</p></div>" for text in (FIRST, SECOND))
    assert [line[:9] for line in lines(MENU + posts)] == [FIRST[:9], SECOND[:9]]


def test_a_text_that_scripts_show() -> None:
    found = lines(f"<h1>x</h1><div style='visibility: hidden'>{body(FIRST, SECOND, THIRD)}</div>")
    assert found == [FIRST, SECOND, THIRD]


def test_text_marked_as_the_body_of_the_article() -> None:
    marked = f"<div itemprop='articleBody'><div>{body(FIRST, SECOND)}</div><h4>And</h4>yes</div>"
    assert lines(f"<h1>{TITLE}</h1><div>{marked}</div>") == [FIRST, SECOND, "And", "yes"]


def linked(text: str) -> str:
    data = json.dumps({"@type": "NewsArticle", "articleBody": text})
    return f"<script type='application/ld+json'>{data}</script>"


def test_a_stated_text_tells_where_the_article_is() -> None:
    noise = f"<div><div>{body(*[f'{LONG} {n}' for n in range(2)])}</div></div>"
    told = f"<div>{body(FIRST)}<h3>And</h3>{body(*MANY, 'So it goes.')}</div>"
    assert lines(noise + told, title="x")[0] == f"{LONG} 0"
    own = [FIRST, "And", *MANY, "So it goes."]
    assert lines(noise + told, title="x", head=linked(" ".join(own))) == own


def test_a_stated_text_goes_before_a_beginning_of_it() -> None:
    whole = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
    shown = f"<h1>{TITLE}</h1><p>{FIRST}</p><p>Subscribe to read on.</p>"
    assert [line for line in lines(shown, head=linked(whole)) if line] == [FIRST, SECOND, THIRD]
    # Two that differ state nothing.
    two = linked(whole) + linked(f"<p>{LONG}</p>")
    assert lines(shown, head=two)[0] == FIRST
    assert SECOND not in lines(shown, head=two)


def test_a_stated_text_that_is_a_summary_is_only_that() -> None:
    teaser = f"<div class='box'><p>{FIRST}</p></div>"
    told = f"<div>{body(SECOND, THIRD, LONG)}</div>"
    assert lines(teaser + told, title="x", head=linked(FIRST)) == [SECOND, THIRD, LONG]


def test_malformed_html() -> None:
    inside = f"<div class=text><p>{FIRST}<p>{SECOND}<b><p>{THIRD}</i></span></div></table><td>"
    assert lines(f"<h1>{TITLE}{inside}") == [FIRST, SECOND, THIRD]


def read(html: str) -> list[Line]:
    return lines_of_page(parse_html(html))


def test_lines_say_how_much_of_them_is_links() -> None:
    found = read("<p>one <a href='x'>two  three</a></p><p><a name='y'>four</a></p><p>***</p>")
    assert [(line.text, line.links, line.block.tag) for line in found] == [
        ("one two three", 9, "p"),
        ("four", 0, "p"),
    ]
    assert [line.is_link for line in found] == [True, False]


def test_cells_are_read_across_only_where_a_table_holds_figures() -> None:
    row = "<table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2{}</td></tr></table>"
    assert [line.text for line in read(row.format(""))] == ["a 1", "b 2"]
    assert [line.text for line in read(row.format("<br>"))] == ["a", "1", "b", "2"]
    assert [line.text for line in read("<table><tr><td>a</td><td>b</td></tr></table>")] == [
        "a",
        "b",
    ]


def test_words_of_names() -> None:
    html = "<my-box class='articleTools post-42 tag-war widget' id='RIGHT_side' role='note'>"
    [element] = parse_html(html).xpath("//my-box")
    expected = {"article", "tools", "post", "widget", "right", "side", "note", "my", "box"}
    assert words_of(element) == expected
    [element] = parse_html("<p class='big-widget'>").xpath("//p")
    assert words_of(element) == {"big"}


def test_an_answer_that_is_sure_and_one_that_is_not() -> None:
    sure = main_text(parse_html(page(f"<h1>{TITLE}</h1>{body(FIRST, SECOND, THIRD)}")), TITLE)
    assert sure.sure
    assert not main_text(parse_html(page(f"<p>{FIRST}</p>"))).sure
    assert main_text(parse_html(page(MENU))).text == ""


def test_trafilatura_is_asked_where_the_answer_is_not_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def bare_extraction(tree: object, **options: object) -> SimpleNamespace:
        asked.append(options)
        return SimpleNamespace(text=" A second opinion. ")

    monkeypatch.setattr("trafilatura.bare_extraction", bare_extraction)
    assert article() == [FIRST, SECOND]
    assert not asked
    assert lines(f"<p>{FIRST}</p>", title="x") == ["A second opinion."]
    assert len(asked) == 1


def test_many_lines_in_reasonable_time() -> None:
    parts = (f"<div class='n{n % 9}'><p>{n} {FIRST}</p></div>" for n in range(3000))
    found = lines(f"<h1>{TITLE}</h1><div>{''.join(parts)}</div>")
    assert len(found) == 3000
