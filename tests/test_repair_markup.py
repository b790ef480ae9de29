"""Entities, tags, shortcodes and code that stand in a text as text."""

import pytest

from search.text.repair import repair


@pytest.mark.parametrize(
    ("text", "repaired", "count"),
    [
        # without the semicolon
        ("&nbspword", "\u00a0word", 1),
        ("&quotHello&quot", '"Hello"', 2),
        ("&#171Слово&#187", "«Слово»", 2),
        ("it&#39s", "it's", 1),
        ("&#xABслово", "«слово", 1),
        # with blanks in them
        ("центр & laquo; Вясна & raquo; діє", "центр «Вясна» діє", 2),
        ("7&nbsp ;жовтня", "7\u00a0жовтня", 1),
        ("a & amp ; b", "a & b", 1),
        # in capitals, in two lines, as two halves
        ("&QUOT;x&QUOT;&NBSP;y", '"x"\u00a0y', 3),
        ("&la\nquo;слово&ra\n quo;", "«слово»", 4),
        ("&#17\n1;слово", "«слово", 2),
        ("&#55357;&#56832;", "😀", 1),
        ("&amp;amp;nbsp;x", "\u00a0x", 1),
    ],
)
def test_entities(text: str, repaired: str, count: int) -> None:
    assert repair(text) == (repaired, {"entities": count})


@pytest.mark.parametrize(
    ("text", "repaired", "count"),
    [
        ("</ p >текст<br/ >далі", "текст\nдалі", 2),
        ("слово<!-- wp:paragraph --> далі", "слово далі", 1),
        ("<script type=\"text/javascript\">var a = '<b>';</script>Текст", "Текст", 1),
        ("<style>p { margin: 0 }</style>Текст", "Текст", 1),
        ("<![CDATA[Текст]]>", "Текст", 2),
        ("<!DOCTYPE html><html><body>Текст</body></html>", "\nТекст\n", 5),
        ("<o:p></o:p>Текст", "Текст", 2),
        ('<iframe src="https://x.example" allowfullscreen></iframe>Текст', "Текст", 2),
        ("<a href=”https://x.example”>так</a>", "так", 2),
        ('<video controls src="x.mp4"></video>Текст', "Текст", 2),
        # without an end
        ('<a href="https://x.example/y" target="_blank"Слово</a>', "Слово", 2),
        ('Кінець<a href="https://x.exam', "Кінець", 1),
        ("<a href=http://x.example/y слово", " слово", 1),
    ],
)
def test_tags(text: str, repaired: str, count: int) -> None:
    assert repair(text) == (repaired, {"tags": count})


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("Use &lt;b&gt;, says HTML, for what is bold.", "Use <b>, says HTML, for what is bold."),
        ("Тег &lt;p&gt; открывает абзац.", "Тег <p> открывает абзац."),
        ("HTML has <p> and <b>.\nThen came CSS.\nA <div> is a block.",) * 2,
        # one line speaks of markup, another has leftovers of it
        ("It was written in HTML.\n<p>Then <b>rain</b> came.</p>",
         "It was written in HTML.\nThen rain came."),
        ("HTML is text.< p>So is this.", "HTML is text.\nSo is this."),
        # a file's name or a notice says nothing
        ("See x.example/index.html for <b>more</b>.", "See x.example/index.html for more."),
        ("Please enable JavaScript.\n<p>Текст", "Please enable JavaScript.\nТекст"),
        ("cp <source> <target>, a < b > c, <3",) * 2,
    ],
)  # fmt: skip
def test_a_text_about_markup_keeps_it(text: str, repaired: str) -> None:
    assert repair(text)[0] == repaired
    assert repair(repaired) == (repaired, {})


@pytest.mark.parametrize(
    ("text", "repaired", "count"),
    [
        ('[caption id="a_1" align="alignnone"]Фото[/caption] Текст', "Фото Текст", 2),
        ("[embed]https://x.example/v[/embed]", "https://x.example/v", 2),
        ('[vc_row][vc_column width="1/2"]Текст[/vc_column][/vc_row]', "Текст", 4),
        ("[gallery ids=&#8221;1,2&#8243;]Текст", "Текст", 1),
        ('[my-poll id="7"]Текст', "Текст", 1),
        ("дуже [b]важливо[/B]", "дуже важливо", 2),
        ("[url=https://x.example]тут[/url][img]https://x.example/a.png[/img]", "тут", 3),
        ("{{ title }}Текст{% if a %}", "Текст", 2),
        ("[video] [sic] [...] [i] [1] [see also] [/b] [quote]", None, 0),
        ("множина {{1, 2}, {3}} і {a}", None, 0),
    ],
)
def test_shortcodes(text: str, repaired: str | None, count: int) -> None:
    found, made = repair(text)
    assert found == (text if repaired is None else repaired)
    assert made["shortcodes"] == count


@pytest.mark.parametrize(
    "code",
    [
        "var x = document.getElementById('a');",
        "(function(d, s) {\n  var js = d.x(s)[0];\n  if (js) return;\n}(document, 'script'));",
        "window.dataLayer = window.dataLayer || [];\nfunction gtag(){dataLayer.push(arguments);}",
        "gtag('js', new Date());",
        "(adsbygoogle = window.adsbygoogle || []).push({});",
        "googletag.cmd.push(function() { googletag.display('div-1'); });",
        "$(document).ready(function(){\n$('.a').hide();\n});",
        ".a .b { color: red; }\np { margin: 0 }",
        "@media (max-width: 600px) {\n .x { color: red; }\n}",
        '{"@context":"https://schema.org","@type":"NewsArticle"}',
    ],
)
def test_lines_of_code(code: str) -> None:
    text = f"Перше речення.\n{code}\nДруге речення."
    lines = code.count("\n") + 1
    assert repair(text) == ("Перше речення.\nДруге речення.", {"code": lines})
    about = f"So one writes in JavaScript:\n{code}\nas above."
    assert repair(about)[1]["code"] == 0


@pytest.mark.parametrize(
    "text",
    [
        "VK (Wagner) said;",
        "ga(x) is a function (see below);",
        "Let me explain: let us see;",
        "Var är du?;",
        "a (b) {c}",
        "p. 12 {note}",
    ],
)
def test_sentences_are_no_code(text: str) -> None:
    assert repair(text) == (text, {})
