"""What is looked up for a whole text at once says what is found letter by letter."""

import re
import tomllib
import unicodedata
from collections import Counter
from importlib.resources import files
from itertools import chain

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis import script_of
from search.analysis.lookalikes import replace_lookalikes
from search.text.boilerplate import _kinds, _places, find_boilerplate
from search.text.codes import Joined, Table, codes_of
from search.text.evidence import _WORD, _words_of_all
from search.text.leftovers import _CODE_LINE, strip_code
from search.text.lines import _lines_of, fold_ahead, fold_cue, folded, lines_of
from search.text.mixture import may_be_mixed
from search.text.scripts import count_all, count_letters

# Letters of all scripts here, letters that fold to none, one and several, signs, blanks, halves.
_LETTERS = st.one_of(
    st.sampled_from("aАіiоoЇїёéßıİﬁŉµαΑςעװيہ한か漢ৰⒶ²½№…´`’'\u0301\u00ad\ud800\uffff😀"),
    st.sampled_from(' \n\t\xa0\u2028.!?।)]»”"-–—•*:/@#0123456789'),
    st.characters(),
)
_TEXTS = st.text(_LETTERS, max_size=40)
_WORDS = st.sampled_from(
    ["росе", "mope", "а", "o", "i", "у", "не", "the", "Київ", "NATO", "Cтолтенберг", "вiйна", "Δ"]
)
_KINDS = ("form", "notice", "cookie", "invite")
_MIXED = st.lists(st.one_of(_WORDS, _LETTERS, st.just(" ")), max_size=12).map("".join)


@given(_TEXTS)
def test_code_points_are_those_of_the_text(text: str) -> None:
    assert codes_of(text).tolist() == list(map(ord, text))


def test_a_table_asks_once_for_each_character() -> None:
    asked: list[str] = []
    table = Table(lambda char: asked.append(char) or ord(char), np.uint32)  # type: ignore[func-returns-value]
    assert table.of(codes_of("abab😀")).tolist() == list(map(ord, "abab😀"))
    assert table.union(codes_of("ab")) == ord("a") | ord("b")
    assert table.union(codes_of("")) == 0
    assert sorted(asked) == ["a", "b", "😀"]


@given(_TEXTS)
@example("´x\n x´")
@example("a\u302e\u0315b")
def test_lines_are_folded_as_cues_are(text: str) -> None:
    lines = lines_of(text)
    assert [line.text for line in lines] == [s for ln in text.split("\n") if (s := ln.strip())]
    for line in lines:
        assert text[line.start : line.end] == line.text
        assert line.folded == fold_cue(line.text)


@given(st.lists(_TEXTS, max_size=4))
@example(["a\xa0 b", "…", "a  b", ""])
def test_texts_are_folded_ahead_as_each_by_itself(texts: list[str]) -> None:
    found = []
    for ahead in ([], texts):
        for cached in (_lines_of, _kinds, fold_cue):
            cached.cache_clear()
        fold_ahead(ahead)
        found.append([(lines_of(text), _kinds(text), fold_cue(text)) for text in texts])
    assert found[0] == found[1]
    fold_ahead([])


_SENTENCE_END = re.compile(r"""(?<!\.)[.!?।。؟۔][»"”’')\]]*$""")
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])[»\"”)]*$")


@given(st.text(st.sampled_from("a.!?。…[]»\"”’')"), max_size=8))
def test_a_sentence_is_closed(text: str) -> None:
    for line in lines_of(text):
        assert line.is_cut_off == bool(_CUT_OFF.search(text))
        assert line.is_sentence == (bool(_SENTENCE_END.search(text)) and not line.is_cut_off)


@given(st.lists(_MIXED))
@example(["цвях у ", "Kyiv"])
@example(["A що далі", "росе mope"])
def test_what_is_not_mixed_has_nothing_to_replace(texts: list[str]) -> None:
    texts = [unicodedata.normalize("NFC", text) for text in texts]
    for text, mixed in zip(texts, may_be_mixed(Joined(texts)), strict=True):
        assert mixed or replace_lookalikes(text) == (text, 0)


@pytest.mark.parametrize("text", ["Київ", "Kyiv", "Київ, NATO", "π і Київ", "Київ NATO α 5"])
def test_most_texts_are_not_mixed(text: str) -> None:
    assert not may_be_mixed(Joined([text]))[0]


@given(st.lists(_TEXTS, max_size=4))
def test_letters_of_texts_are_counted_at_once(texts: list[str]) -> None:
    for text, letters in zip(texts, count_all(texts), strict=True):
        assert letters == count_letters(text)
        scripts = Counter(script_of(c) or "other" for c in text if c.isalpha())
        if letters.script and letters.script != "Jpan":
            assert letters.total == scripts[letters.script] == max(scripts.values())
            assert letters.capitals == sum(map(str.isupper, text))


def test_of_two_scripts_the_first_counts() -> None:
    assert count_letters("Київ Kyiv").script == "Cyrl"
    assert count_letters("Kyiv Київ").script == "Latn"


@given(st.lists(_TEXTS, max_size=4))
@example(["5\u0301a", "Київ\xa0й", "नमस्ते", "ab\u2028cd"])
def test_words_are_found_as_the_pattern_finds_them(texts: list[str]) -> None:
    assert _words_of_all(texts) == list(map(_WORD.findall, texts))


def test_every_cue_is_found() -> None:
    for file in files("search.text.cues").iterdir():
        kinds = tomllib.loads(file.read_text("utf-8")) if file.name.endswith(".toml") else {}
        for cue in chain.from_iterable(kinds.get(kind, ()) for kind in _KINDS):
            assert 3 in _places(*folded(f"x. {cue}")), cue
    texts = ["the supercookies joined in", "xjoin", "", "join"]
    # Cookies anywhere, the others at words.
    assert [_places(*folded(text)) for text in texts] == [[9, 17], [], [], [0]]
    fold_ahead(texts)
    assert [_places(*folded(text)) for text in texts] == [[9, 17], [], [], [0]]


@pytest.mark.parametrize("cue", ["Required fields are marked *)", "We use cookies for you."])
@pytest.mark.parametrize("before", ["", "№. ", "…. ", "a.  ", "ﬁ. "])
def test_a_cue_is_found_behind_what_folds_to_more_or_less(before: str, cue: str) -> None:
    paragraph = "Words of an article that goes on and on. " * 5
    text = f"{paragraph}\n{before}{cue}"
    assert find_boilerplate(text).spans == ((len(paragraph) + 1, len(text)),)


@pytest.mark.parametrize(
    "line",
    [
        "var a = [",
        "window.x = {",
        "ga('x') ;",
        "(window.x = 1)",
        "//<![CDATA[",
        "// ]]>",
        "function(a) { b",
        '{ "@type": 1}',
        ".a { color: red",
        "$(document).ready(a,",
    ],
)
def test_code_is_seen_by_its_signs(line: str) -> None:
    assert _CODE_LINE.search(line)
    assert strip_code(f"Text.\n{line}\nText.") == ("Text.\nText.", 1)
