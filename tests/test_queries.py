"""What is typed, as trees: the query language, and what becomes of nonsense."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import QueryError
from search.queries import Parsed, parse_query
from search.syntax import (
    And,
    DateIs,
    Exact,
    FieldIs,
    Fuzzy,
    InTitle,
    Negated,
    Or,
    Phrase,
    Prefix,
    Tree,
    Word,
)

A, B, C, D = (Word(letter) for letter in "abcd")
_UNCLOSED_QUOTE = "a quotation mark was not closed; the phrase runs to the end"
_UNCLOSED = "a parenthesis was not closed; the group runs to the end"
_UNOPENED = "a closing parenthesis without its opening one was ignored"
_EMPTY = "parentheses with nothing in them were ignored"
_ONE_SIDED = "an OR with nothing on one side was ignored"
_TOO_DEEP = "parentheses deeper than 20 were ignored"


def _nothing(text: str) -> str:
    return f"“{text}” holds nothing to search for and was ignored"


def _alone(text: str) -> str:
    return f"“{text}” with nothing behind it was ignored"


def _dates(since: str, until: str) -> DateIs:
    return DateIs(
        date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None
    )


# A tree that is neither And nor Or stands alone in an And.
_UNDERSTOOD: list[tuple[str, Tree]] = [
    ("", And(())),
    ("   \n", And(())),
    ("війна", Word("війна")),
    ("a b", And((A, B))),
    ("a\u00a0b\tc", And((A, B, C))),
    ("a AND b", And((A, B))),
    ("a && b", And((A, B))),
    ("+a +b", And((A, B))),
    ("and a", And((Word("and"), A))),
    ("a OR b", Or((A, B))),
    ("a | b || c", Or((A, B, C))),
    ("a or b", And((A, Word("or"), B))),
    ("a b OR c d", Or((And((A, B)), And((C, D))))),
    ("a AND b OR c", Or((And((A, B)), C))),
    ("(a OR b) c", And((Or((A, B)), C))),
    ("(a) (b)", And((A, B))),
    ("((((a))))", A),
    ("a (b OR (c -d))", And((A, Or((B, And((C, Negated(D)))))))),
    # negation
    ("-a", Negated(A)),
    ("a -b", And((A, Negated(B)))),
    ("a NOT b", And((A, Negated(B)))),
    ("a not b", And((A, Word("not"), B))),
    ("!a", Negated(A)),
    ("−a", Negated(A)),
    ("(-a)", Negated(A)),
    ("-(a b)", Negated(And((A, B)))),
    ('-"a b"', Negated(Phrase("a b"))),
    ("NOT NOT a", Negated(Negated(A))),
    ("Нью-Йорк", Word("Нью-Йорк")),
    ("a–b", Word("a–b")),
    # phrases, in the quotation marks of several languages
    ('"a b"', Phrase("a b")),
    ("«a b»", Phrase("a b")),
    ("=a", Exact("a")),
    ("a =b c", And((A, Exact("b"), C))),
    ('"=a"', Exact("a")),
    ('"= a b"', Exact("a b")),
    ('="a b"', Exact("a b")),
    ('-="a b" c', And((Negated(Exact("a b")), C))),
    ("title:=a", InTitle(Exact("a"))),
    ("-=a", Negated(Exact("a"))),
    ("„a b“", Phrase("a b")),
    ("“a b” c", And((Phrase("a b"), C))),
    ("»a b«", Phrase("a b")),
    ('a"b"c', And((A, Exact("b"), C))),
    ('"a OR b"', Phrase("a OR b")),
    ('"OR"', Exact("OR")),
    ('a "|x" b', And((A, Exact("|x"), B))),
    ('"(a"', Exact("(a")),
    ("п'ять пʼять", And((Word("п'ять"), Word("пʼять")))),
    # beginnings and misspellings
    ("війн*", Prefix("війн")),
    ("a**", Prefix("a")),
    ("a*b", Word("a*b")),
    ("a~", Fuzzy("a", 2)),
    ("a~1", Fuzzy("a", 1)),
    ("a~2", Fuzzy("a", 2)),
    ("a~0", A),
    ("a~3", Word("a~3")),
    # fields
    ("title:a", InTitle(A)),
    ("Title:a", InTitle(A)),
    ('title:"a b"', InTitle(Phrase("a b"))),
    ("title:(a OR b)", InTitle(Or((A, B)))),
    ("title:a*", InTitle(Prefix("a"))),
    ("title:a b", And((InTitle(A), B))),
    ("-title:a", Negated(InTitle(A))),
    ("language:uk", FieldIs("language", "uk")),
    ("lang:uk", FieldIs("language", "uk")),
    ("LANG:uk a", And((FieldIs("language", "uk"), A))),
    ("-lang:uk", Negated(FieldIs("language", "uk"))),
    ("lang:(uk OR ru)", Or((FieldIs("language", "uk"), FieldIs("language", "ru")))),
    ("lang:(uk ru)", Or((FieldIs("language", "uk"), FieldIs("language", "ru")))),
    ("site:x.example", FieldIs("source", "x.example")),
    ('source:"The Daily Site"', FieldIs("source", "The Daily Site")),
    ("source:a OR source:b", Or((FieldIs("source", "a"), FieldIs("source", "b")))),
    ("date:2021", _dates("2021-01-01", "2021-12-31")),
    ("date:2021-10", _dates("2021-10-01", "2021-10-31")),
    ("date:2021-10-21", _dates("2021-10-21", "2021-10-21")),
    ("date:2021-10..2022", _dates("2021-10-01", "2022-12-31")),
    ("date:[2021 TO 2022]", _dates("2021-01-01", "2022-12-31")),
    ("date:[2021 TO *]", _dates("2021-01-01", "")),
    ("date:[* TO 2021]", _dates("", "2021-12-31")),
    ("date:>=2021-10", _dates("2021-10-01", "")),
    ("date:>2021", _dates("2022-01-01", "")),
    ("date:<=2021", _dates("", "2021-12-31")),
    ("date:<2022", _dates("", "2021-12-31")),
    (
        "date:(2021-02 OR 2023)",
        Or((_dates("2021-02-01", "2021-02-28"), _dates("2023-01-01", "2023-12-31"))),
    ),
    ("date:unknown", DateIs(None, None)),
    ("a date:2021", And((A, _dates("2021-01-01", "2021-12-31")))),
    # a colon that is no field's
    ("NATO:Russia", And((Word("NATO"), Word("Russia")))),
    ("NATO: Russia", And((Word("NATO:"), Word("Russia")))),
    ("НАТО:Росія", Word("НАТО:Росія")),
    ("10:30", Word("10:30")),
    ("https://x.example/?a=1&b=2", Word("https://x.example/?a=1&b=2")),
    # a headline in capitals is no Boolean query, a short one is
    ("NATO OR EU", Or((Word("NATO"), Word("EU")))),
    (
        "ALL FOR ONE OR ONE FOR ALL",
        And(tuple(Word(word) for word in ["ALL", "FOR", "ONE", "OR", "ONE", "FOR", "ALL"])),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), _UNDERSTOOD, ids=[text for text, _ in _UNDERSTOOD])
def test_understood(text: str, tree: Tree) -> None:
    whole = tree if isinstance(tree, And | Or) else And((tree,))
    assert parse_query(text) == Parsed(whole, [])


@pytest.mark.parametrize(
    ("text", "tree", "notes"),
    [
        ('"a b', Phrase("a b"), [_UNCLOSED_QUOTE]),
        ("a «b", And((A, Exact("b"))), [_UNCLOSED_QUOTE]),
        ('"', And(()), [_UNCLOSED_QUOTE]),
        ("(a b", And((A, B)), [_UNCLOSED]),
        ("((a", A, [_UNCLOSED]),
        ("(", And(()), [_UNCLOSED, _EMPTY]),
        ('date:""', And(()), ["“date:” names no value and was ignored"]),
        ("language:()", And(()), ["“language:” names no value and was ignored"]),
        ("NOT OR a", A, ["“NOT” with nothing behind it was ignored", _ONE_SIDED]),
        ("a) b", And((A, B)), [_UNOPENED]),
        (")a", A, [_UNOPENED]),
        ("a))) b", And((A, B)), [_UNOPENED]),
        ("title:(a b", InTitle(And((A, B))), [_UNCLOSED]),
        ("a OR", A, [_ONE_SIDED]),
        ("OR a", A, [_ONE_SIDED]),
        ("OR", And(()), [_ONE_SIDED]),
        ("a OR OR b", Or((A, B)), [_ONE_SIDED]),
        ("AND a AND", A, []),
        ("NOT", And(()), [_alone("NOT")]),
        ("a NOT", A, [_alone("NOT")]),
        ("(a NOT) b", And((A, B)), [_alone("NOT")]),
        ("a - b", And((A, B)), [_nothing("-")]),
        ("Росія – НАТО", And((Word("Росія"), Word("НАТО"))), [_nothing("–")]),
        ("a -", A, [_nothing("-")]),
        ("*", And(()), [_nothing("*")]),
        ("~ a", A, [_nothing("~")]),
        ("...", And(()), [_nothing("...")]),
        ('"…" a', A, [_nothing("…")]),
        ("😀 a", A, [_nothing("😀")]),
        ("\x00", And(()), [_nothing("\x00")]),
        ("title:) a", InTitle(A), [_UNOPENED]),
        ("() a", A, [_EMPTY]),
        ("-() a", A, [_EMPTY]),
        ("(" * 30 + "a" + ")" * 30 + " b", And((A, B)), [_TOO_DEEP]),
    ],
)
def test_what_makes_no_sense_is_passed_over(text: str, tree: Tree, notes: list[str]) -> None:
    whole = tree if isinstance(tree, And | Or) else And((tree,))
    assert parse_query(text) == Parsed(whole, notes)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("xx:a", "unknown field 'xx'"),
        ("a OR (b author:c)", "unknown field 'author'"),
        ("date:foo", "'foo' is not a date"),
        ("date:yesterday", "'yesterday' is not a date"),
        ("date:21.10.21", "'21.10.21' is not a date"),
        ("date:2021-13", "'2021-13' is not a day of the calendar"),
        ("date:2021-02-30", "'2021-02-30' is not a day of the calendar"),
        ("date:(2021 OR foo)", "'foo' is not a date"),
        ("date:[* TO *]", "names no day"),
        ("date:..", "names no day"),
    ],
)
def test_errors_name_the_value_and_the_remedy(text: str, named: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse_query(text)
    message = str(raised.value)
    assert named in message
    assert "fields are title, source, language, date" in message or "such as 2021" in message


def test_a_pasted_article_is_cut() -> None:
    parsed = parse_query("слово " * 5000)
    assert parsed.tree == And((Word("слово"),) * 200)
    assert parsed.notes == ["only the first 200 words of the query were used"]


def _depth(tree: Tree) -> int:
    if isinstance(tree, And | Or):
        return 1 + max(map(_depth, tree.children), default=0)
    return 1 + _depth(tree.child) if isinstance(tree, InTitle | Negated) else 1


@pytest.mark.parametrize(
    "piece", ["(", "-(", "NOT ", "(a OR ", "title:", "title:(", "X:", '"', "-"]
)
def test_no_depth_is_too_much(piece: str) -> None:
    assert _depth(parse_query(piece * 2000 + "a").tree) <= 210


_PIECES = [
    "a", "війна", "п’ять", "OR", "AND", "NOT", "(", ")", '"', "«", "»", "-", "–", "!", "+", "|",
    "||", "*", "~", "~1", "a*", "a~", "title:", "lang:", "source:", "date:", "xx:", "X:",
    "2021", "2021-13", "2021..", "..", ">", "<=2021", "[", "]", "TO", "[2021 TO 2022]", ":", "://",
    "\\", "'", "\x00", "\ud800", "😀", "{", "}", " ", " ", " ", "\n",
]  # fmt: skip


@settings(max_examples=500)
@given(st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=30).map("".join)))
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    try:
        tree, notes = parse_query(text)
    except QueryError:
        return
    assert isinstance(tree, And | Or)
    assert len(notes) == len(set(notes))
    assert _depth(tree) <= 40


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["слово", "word", "п'ять", "2022", "Нью-Йорк"]), max_size=8))
def test_plain_words_are_a_conjunction_in_order(words: list[str]) -> None:
    assert parse_query(" ".join(words)) == Parsed(And(tuple(map(Word, words))), [])
