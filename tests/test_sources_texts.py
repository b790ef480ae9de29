"""Formats that hold one article a file: plain text, Markdown, HTML; and their encodings."""

import codecs
from pathlib import Path

import pytest

from search.models import Article
from search.sources.encoding import decode
from search.sources.faults import UnreadableError
from search.sources.markup import html_to_text, is_html, is_page
from tests.test_sources import put, records, the_problem

UKRAINIAN = "Столтенберґ сказав, що їхні об'єкти — у безпеці. «Ми готові», – додав він.\n" * 3
RUSSIAN = "Генеральный секретарь заявил, что съезд объединит всех участников объявленной встречи.\n"
BULGARIAN = "Министърът обяви, че учението ще бъде проведено в края на месеца в София.\n"
POLISH = (
    "Późnym wieczorem żołnierze przekroczyli most; łączność działała, więc dowódca ucieszył się.\n"
)
CZECH = (
    "Příští týden se v Praze sejdou ministři, řekl včera mluvčí úřadu. Účast přislíbili všichni.\n"
)
FRENCH = "L’été dernier, la forêt a brûlé près de l’étang ; où êtes-vous allés après cela ?\n"
SPANISH = "¿Mañana lloverá en la región? El señor Núñez cree que sí; añadió que habrá más frío.\n"
GERMAN = (
    "Über die Straße läuft ein Füchschen; schöne Grüße aus dem Süden, schreibt die Gärtnerin.\n"
)
TURKISH = "Cumhurbaşkanı dün akşam Ankara'da açıklama yaptı; görüşmelerin süreceğini söyledi.\n"
GREEK = "Ο υπουργός δήλωσε ότι η συνάντηση θα γίνει την επόμενη εβδομάδα στην Αθήνα.\n"
ARABIC = "قال الوزير إن الاجتماع سيعقد في الأسبوع المقبل، وإن جميع الأطراف ستشارك فيه.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN.replace("—", "-").replace("–", "-").translate({171: '"', 187: '"'}), "koi8_u"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "iso8859_5"),
        (RUSSIAN, "cp866"),
        (BULGARIAN, "cp1251"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (CZECH, "cp1250"),
        (FRENCH, "cp1252"),
        (SPANISH, "cp1252"),
        (GERMAN, "cp1252"),
        (TURKISH, "cp1254"),
        (GREEK, "cp1253"),
        (ARABIC, "cp1256"),
        (UKRAINIAN, "utf-8"),
        (UKRAINIAN, "utf-8-sig"),
        (UKRAINIAN, "utf-16"),
        (UKRAINIAN, "utf-32"),
    ],
)
def test_plain_text_in_every_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    file = put(tmp_path / "x.txt", text.encode(encoding))
    assert records(file)[0].article == Article(text=text)


def test_utf16_of_both_byte_orders(tmp_path: Path) -> None:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        file = put(tmp_path / "x.txt", mark + UKRAINIAN.encode(encoding))
        assert records(file)[0].article.text == UKRAINIAN


def test_a_damaged_letter_does_not_turn_utf8_into_another_encoding() -> None:
    data = UKRAINIAN.encode()
    assert decode(data[:10] + b"\xff" + data[10:]) == UKRAINIAN[:5] + "\ufffd" + UKRAINIAN[5:]
    assert decode(("It’s cold" * 2).encode() + "é".encode()[:1]) == "It’s coldIt’s cold\ufffd"
    assert decode("café".encode("latin1")) == "café"


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("windows-1251", "cp1251", "Да"),  # too short to be recognised
        (" Windows-1251 ", "cp1251", "Да"),
        ("ISO-8859-1", "cp1252", "“€”"),
        ("iso-8859-9", "cp1254", "ğş"),
        ("gb2312", "gb18030", "镕基"),
        ("shift_jis", "cp932", "①"),
        ("iso-2022-jp", "iso2022_jp", "日本"),
        ("koi8-r", "utf-8", "на деле UTF-8"),
        ("no-such-code", "cp1251", RUSSIAN),
        ("punycode", "cp1251", RUSSIAN),
        ("utf-16", "cp1251", RUSSIAN * 2),  # an even number of bytes, which UTF-16 would take
    ],
)
def test_declared_encodings(declared: str, encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), declared) == text


def test_what_is_no_text_is_a_problem(tmp_path: Path) -> None:
    noise = bytes((index * 7919 + index // 3) % 255 + 1 for index in range(5000))
    assert "not text in any known encoding" in the_problem(put(tmp_path / "x.txt", noise)).reason
    with pytest.raises(UnreadableError):
        decode("日本語の文章です。".encode("euc_jp"))
    assert "NUL" in the_problem(put(tmp_path / "y.txt", b"a\0b")).reason
    assert "NUL" in the_problem(put(tmp_path / "z.txt", "abc".encode("utf-16-le"))).reason


def test_plain_text_is_whole_and_its_lines_end_alike(tmp_path: Path) -> None:
    [record] = records(put(tmp_path / "x.text", "  Перший\r\nдругий\rтретій <b>x</b>\n\n"))
    assert record.article == Article(text="  Перший\nдругий\nтретій <b>x</b>\n\n")


def test_text_of_spaces_is_a_problem(tmp_path: Path) -> None:
    assert "neither a title nor a text" in the_problem(put(tmp_path / "x.txt", " \n\n ")).reason


MARKDOWN = """---
title: "Вода: день другий"
Published: 2023-02-30
Publisher: Дніпровий вісник
lang: uk
link: https://visnyk.example/voda
draft: ~
tags: [a, b]
---

# Вода: день другий

Рівень **піднявся** на [два метри](https://x.example/secret) _за ніч_;
далі в тому ж абзаці ![підпис](pic.png) `код`.

## Що далі

* перше
* друге
  1. вкладене

> Цитата

| Місто | Рівень |
|-------|--------|
| Херсон | 5,6 |

```python
print("hi")
```

<div>У <b>блоці</b><br>HTML</div>
"""


def test_markdown(tmp_path: Path) -> None:
    [record] = records(put(tmp_path / "x.md", MARKDOWN))
    assert record.article == Article(
        title="Вода: день другий",
        text=(
            "Рівень піднявся на два метри за ніч; далі в тому ж абзаці код.\n\n"
            "Що далі\n\n• перше\n• друге\n\n• вкладене\n\nЦитата\n\n"
            'Місто Рівень\nХерсон 5,6\n\nprint("hi")\n\nУ блоці\nHTML'
        ),
        source="Дніпровий вісник",
        language="uk",
        date="2023-02-30",  # as written: whether it is a day is not for the reader to say
        url="https://visnyk.example/voda",
    )


def test_markdown_headings_and_titles(tmp_path: Path) -> None:
    first = records(put(tmp_path / "a.markdown", "# Заголовок *тут*\n\nТекст."))[0].article
    assert (first.title, first.text) == ("Заголовок тут", "Текст.")
    other = records(put(tmp_path / "b.md", "---\ntitle: A\n---\n# B\n\nText"))[0].article
    assert (other.title, other.text) == ("A", "B\n\nText")
    later = records(put(tmp_path / "c.md", "Text\n\n# B\n"))[0].article
    assert (later.title, later.text) == ("", "Text\n\nB")
    alone = records(put(tmp_path / "d.md", "# Only a title"))[0].article
    assert (alone.title, alone.text) == ("Only a title", "")
    nulls = records(put(tmp_path / "f.md", "---\ntitle: ~\nsource: null\nlang:\n---\nText"))[0]
    assert nulls.article == Article(text="Text")
    rule = records(put(tmp_path / "e.md", "Text\n\n---\n\nmore"))[0].article
    assert rule.text == "Text\n\nmore"


@pytest.mark.parametrize("front", ["title: NATO: a new era", "- a\n- b", "a: [", "\tx: 1"])
def test_markdown_with_broken_front_matter_keeps_its_text(tmp_path: Path, front: str) -> None:
    from search.models import Problem
    from search.sources import Record, read_articles

    file = put(tmp_path / "x.md", f"---\n{front}\n---\n# Title\n\nText\n")
    problem, record = read_articles([file])
    assert isinstance(problem, Problem)
    assert (problem.path, problem.place) == (str(file), "front matter")
    assert "YAML" in problem.reason
    assert isinstance(record, Record)
    assert record.article == Article(title="Title", text="Text")


def test_front_matter_constructs_no_objects(tmp_path: Path) -> None:
    file = put(tmp_path / "x.md", "---\ntitle: !!python/object/apply:os.getcwd []\n---\nText")
    assert records(file)[0].article == Article(text="Text")


PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head>
<meta charset="utf-8">
<title>Ferry runs again | Harbour Post</title>
<link rel="canonical" href="https://harbour-post.example/2022/08/ferry">
<meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2022-08-02T07:15:00+01:00">
</head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Ferry runs again</h1>
<p>The ferry to the northern islands left the harbour on Tuesday for the first time in a year.</p>
<p>Its captain said that the crossing had been calm, and that the bar had run out of tea.</p>
<p>Tickets for the weekend were sold out by noon, according to the company that runs it.</p>
</article>
<aside class="related"><h2>Related</h2>
<ul><li>3 March 2019 <a href="/x">Old story</a></li></ul></aside>
<div id="comments"><p>First comment: I was on that ferry, what a day it was!</p></div>
<script>var date = "2001-01-01"</script>
</body></html>"""


def test_html(tmp_path: Path) -> None:
    [record] = records(put(tmp_path / "x.html", PAGE))
    assert record.site == "Harbour Post"
    article = record.article
    assert article.title == "Ferry runs again"
    assert article.date == "2022-08-02T07:15:00+01:00"
    assert article.language == "en-GB"
    assert article.url == "https://harbour-post.example/2022/08/ferry"
    lines = article.text.splitlines()
    assert [line[:10] for line in lines[-3:]] == ["The ferry ", "Its captai", "Tickets fo"]
    assert "Home" not in article.text
    assert "comment" not in article.text
    assert "2001" not in article.text


def page(head: str = "", body: str = "", text: str = "The ferry left the harbour again.") -> str:
    return f"<html><head>{head}</head><body>{body}<p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ("", "<p>21 October 2021</p>", None),
        ("", "<ul><li><a href='/2021/10/21/x'>21.10.2021</a></li></ul>", None),
        ("", "<time datetime='2021-10-21'>yesterday</time>", None),
        ("<title>News of 21 October 2021</title>", "", None),
        ("<meta name='description' content='2021-10-21'>", "", None),
        ("<meta property='article:modified_time' content='2021-10-21'>", "", None),
        ("<meta property='article:published_time' content='today'>", "", None),
        ("<meta name='DC.date.issued' content='21.10.2021'>", "", "21.10.2021"),
        ("<meta itemprop='datePublished' content='2021-10-21'>", "", "2021-10-21"),
        (
            (
                "<script type='application/ld+json'>"
                '{"@graph": [{"@type": "NewsArticle", "datePublished": "2021-10-21T08:00"}]}'
                "</script>"
            ),
            "",
            "2021-10-21T08:00",
        ),
        (  # a list of stories names each one's day: none is the page's
            (
                "<script type='application/ld+json'>"
                '[{"@type": "Article", "datePublished": "2021-10-21"},'
                ' {"@type": "Article", "datePublished": "2021-10-22"}]</script>'
            ),
            "",
            None,
        ),
        (
            (
                "<script type='application/ld+json'>"
                '{"@type": "ItemList", "itemListElement":'
                ' [{"@type": "Article", "datePublished": "2021-10-21"}]}</script>'
            ),
            "",
            None,
        ),
        ("<script type='application/ld+json'>{broken</script>", "", None),
        ("", "<time itemprop='datePublished' datetime='2021-10-21'>x</time>", "2021-10-21"),
        ("", "<time class='entry-date' datetime='2021-10-21'></time>" * 2, "2021-10-21"),
        (
            "",
            (
                "<time class='entry-date' datetime='2021-10-21'></time>"
                "<time class='entry-date' datetime='2021-10-22'></time>"
            ),
            None,
        ),
        ("<link rel='canonical' href='https://x.example/2021/10/21/a'>", "", "2021-10-21"),
    ],
)
def test_dates_of_pages_are_stated_not_guessed(
    tmp_path: Path, head: str, body: str, date: str | None
) -> None:
    assert records(put(tmp_path / "x.html", page(head, body)))[0].article.date == date


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>A long headline | Site</title>", "<h1>A long headline</h1>", "A long headline"),
        ("<title>A headline | Site</title>", "<h1>Site</h1>", "A headline | Site"),
        (
            "<title>A headline | Site</title><meta property='og:site_name' content='Site'>",
            "",
            "A headline",
        ),
        ("<title>t</title><meta property='og:title' content='Own  title'>", "", "Own title"),
        ("", "<h1>Heading</h1>", "Heading"),
        ("", "", ""),
    ],
)
def test_titles_of_pages(tmp_path: Path, head: str, body: str, title: str) -> None:
    assert records(put(tmp_path / "x.html", page(head, body)))[0].article.title == title


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel='canonical' href='https://x.example/'>", ""),  # all its pages say so
        ("<link rel='canonical' href='https://x.example/?p=1'>", "https://x.example/?p=1"),
        ("<link rel='canonical' href='/relative'>", ""),
        ("<meta property='og:url' content='https://x.example/a'>", "https://x.example/a"),
    ],
)
def test_addresses_of_pages(tmp_path: Path, head: str, url: str) -> None:
    assert records(put(tmp_path / "x.htm", page(head)))[0].article.url == url


@pytest.mark.parametrize(
    "meta", ["<meta charset=koi8-r>", '<?xml version="1.0" encoding="koi8-r"?>']
)
def test_html_in_the_encoding_that_it_declares(tmp_path: Path, meta: str) -> None:
    text = "Порожній: а б" if "xml" in meta else "Паром"
    html = f"{meta if '?' in meta else ''}<html><head>{meta if '?' not in meta else ''}</head>"
    file = put(tmp_path / "x.xhtml", f"{html}<body><p>{text}</p></body></html>".encode("koi8-u"))
    assert records(file)[0].article.text == text


def test_html_whose_main_text_is_not_found_is_read_whole(tmp_path: Path) -> None:
    body = "<style>p {}</style><ul><li>One</li><li>Two</li></ul>"
    [record] = records(put(tmp_path / "x.html", f"<html><body>{body}</body></html>"))
    assert record.article.text == "• One\n• Two"


@pytest.mark.parametrize(
    "html", ["<html><body><script>x()</script></body></html>", "<html></html>", "<!-- -->", " "]
)
def test_html_without_text_is_a_problem(tmp_path: Path, html: str) -> None:
    assert the_problem(put(tmp_path / "x.html", html)).reason == "the page holds no text"


def test_html_nested_without_bounds(tmp_path: Path) -> None:
    html = "<html><body>" + "<div>" * 100_000 + "deep" + "</div>" * 100_000 + "</body></html>"
    the_problem(put(tmp_path / "x.html", html))  # libxml2 reads 256 levels; the process lives


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; <b>two</b></p><p>Three</p>", "One & two\n\nThree"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("one\n two\t three", "one two three"),
        ("<pre>a\nb</pre>", "a\nb"),
        ("<ul><li></li><li><p>a</p><li>b<ul><li>c</ul></ul>d", "• a\n\n• b\n\n• c\n\nd"),
        ("a<br><br>b <i>c</i>", "a\n\nb c"),
        ("<p>a<script>b</script>c<!-- d -->e</p>", "ace"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("a<div hidden><p>no</p></div><select><option>no</select>b", "a\n\nb"),
        ("<p>a\0b\x1fc\ud800d</p>", "abcd"),
        ("", ""),
    ],
)
def test_html_to_text(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_what_counts_as_html() -> None:
    assert is_html("<p>a")
    assert is_html("a<br>b")
    assert is_html("see <a href='x'>this</a>")
    assert not is_html("if a < b and b > c")
    assert not is_html("the <p> element begins a paragraph")
    assert is_page("<!-- x -->\n<meta charset=utf-8><html>")
    assert is_page("<!DOCTYPE html>")
    assert not is_page("The <html> element")
    assert not is_page("<p>text</p>")
