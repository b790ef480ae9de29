"""Dictionaries: made once on a machine, whoever asks first, and whatever becomes of their files."""

import fcntl
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from search import Article, build, open_index, search, searching
from search.analysis import dictionaries, unpacking
from search.analysis.dictionaries import dictionary, make_dictionaries

_WORDS = {"wrote": "write", "ministers": "minister", "London": None, "zzzz": None}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of the test's own, empty."""
    monkeypatch.setenv("ARTICLE_SEARCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(dictionaries, "_looked_for", set())
    dictionaries._trie.cache_clear()
    yield tmp_path / "cache"
    dictionaries._trie.cache_clear()


def _look_up() -> dict[str, str | None]:
    dictionaries._trie.cache_clear()
    lemma = dictionary("en", "en")
    return {word: lemma(word) for word in _WORDS}


def _fail(*_: object, **__: object) -> None:
    raise OSError(38, "Function not implemented")


class _Killed:
    """A task that no worker lives to the end of."""

    def __call__(self, *_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


_PROCESS = """
import sys
from search.analysis.dictionaries import dictionary
lemma = dictionary("en", "en")
print(lemma("wrote"), "simplemma" in sys.modules)
"""


def _start(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _PROCESS],
        env=os.environ | {"ARTICLE_SEARCH_CACHE": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_known_and_unknown_words(folder: Path) -> None:
    assert _look_up() == _WORDS


def test_nothing_is_loaded_before_the_first_word(folder: Path) -> None:
    dictionary("en", "en")
    assert not folder.exists()


def test_the_second_process_reads_what_the_first_made(folder: Path) -> None:
    assert _start(folder).communicate() == ("write True\n", "")
    (made,) = _files(folder)
    when = made.stat().st_mtime_ns
    assert _start(folder).communicate() == ("write False\n", "")
    assert [path.stat().st_mtime_ns for path in _files(folder)] == [when]


def test_processes_that_start_at_once(folder: Path) -> None:
    started = [_start(folder) for _ in range(3)]
    ended = [process.communicate() for process in started]
    # One makes it, and the others wait for that.
    assert sorted(ended) == [("write False\n", ""), ("write False\n", ""), ("write True\n", "")]
    assert [path.suffix for path in _files(folder)] == [".trie"]


def test_what_another_process_makes_is_not_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = folder / f"lemmas-{dictionaries._edition()}" / "en-en.trie"
    made.parent.mkdir(parents=True)
    with made.with_name("en-en.trie.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_dictionaries(["en"], 1)
        assert not made.exists()
    # What a killed process leaves behind is no lock.
    monkeypatch.setattr(dictionaries, "_looked_for", set())
    make_dictionaries(["en"], 1)
    assert _files(folder) == [made]
    assert _look_up() == _WORDS


def test_one_maker_is_this_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", _fail)
    make_dictionaries(["sl", "en"], 1)
    assert {path.name for path in _files(folder)} == {"en-en.trie", "sl-sl.trie"}


def test_makers_that_are_killed_are_made_up_for(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dictionaries, "_Making", _Killed)
    make_dictionaries(["sl", "en"], 2)
    assert ["perhaps for want of memory" in said for said in caplog.messages] == [True]
    assert _look_up() == _WORDS


def test_a_system_without_locks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fcntl, "flock", _fail)
    assert _look_up() == _WORDS
    assert [path.suffix for path in _files(folder)] == [".trie"]


def test_what_is_missing_is_looked_for_once(folder: Path) -> None:
    make_dictionaries(["sl"], 1)
    assert dictionaries._missing(["sl", "unsure", "en", "be"]) == ["en"]
    assert dictionaries._missing(["en", "sk"]) == ["sk"]


def test_nothing_is_missing_where_nothing_can_be_kept(folder: Path) -> None:
    folder.write_text("not a folder")
    assert dictionaries._missing(["en"]) == []


def test_what_is_missing_is_made_by_several_processes(
    folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = ["The ministers wrote letters to both houses.", "Pisala sta o vojnah in o gostih."]
    monkeypatch.delattr(dictionaries, "unpacked")  # not in this one

    def check() -> None:
        assert sorted(said for said in caplog.messages if "dictionary" in said) == [
            "making the dictionary of English, once on this machine …",
            "making the dictionary of Slovenščina, once on this machine …",
        ]
        assert {path.name for path in _files(folder) if path.parent.name.startswith("lemmas")} == {
            "en-en.trie",
            "sl-sl.trie",
        }

    with caplog.at_level(logging.INFO, "search.analysis.tries"):
        build([Article(text=f"{text} " * 5) for text in texts], tmp_path / "index", jobs=2)
        check()
        assert search("vojna", tmp_path / "index").total == 1
        # As on a machine that the index was copied to.
        shutil.rmtree(folder)
        dictionaries._looked_for.clear()
        dictionaries._trie.cache_clear()
        caplog.clear()
        monkeypatch.setattr(searching, "processors", lambda: 2)
        with open_index(tmp_path / "index") as index:
            index.warm_up()
        check()


@pytest.mark.parametrize("damage", ["empty", "cut", "changed"])
def test_a_damaged_file_is_made_anew(
    folder: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    assert _look_up() == _WORDS
    (made,) = _files(folder)
    sound = made.read_bytes()
    middle = len(sound) // 2
    made.write_bytes(
        {
            "empty": b"",
            "cut": sound[:middle],
            "changed": sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :],
        }[damage]
    )
    with caplog.at_level(logging.WARNING):
        assert _look_up() == _WORDS
    assert [str(made) in message for message in caplog.messages] == [True]
    assert _files(folder) == [made]
    assert made.read_bytes() == sound


def test_a_folder_that_cannot_be_written(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder.write_text("not a folder")
    with caplog.at_level(logging.WARNING):
        assert _look_up() == _WORDS
    assert len(caplog.messages) == 1
    assert "ARTICLE_SEARCH_CACHE" in caplog.messages[0]
    assert folder.read_text() == "not a folder"


def test_a_write_that_fails_leaves_nothing(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, target: Path) -> Path:
        assert path.exists()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with caplog.at_level(logging.WARNING):
        assert _look_up() == _WORDS
    assert "No space left" in caplog.messages[0]
    assert _files(folder) == []


def test_another_edition_has_its_own_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _look_up() == _WORDS
    monkeypatch.setattr(dictionaries, "_edition", lambda: "another")
    assert _look_up() == _WORDS
    assert len(_files(folder)) == 2


@pytest.mark.parametrize(
    ("name", "language", "form", "lemma"),
    [
        ("de", "de", "häuser", "haus"),
        ("de", "de", "haus", "haus"),  # not the imperative of hausen
        ("uk", "uk", "київ", "київ"),  # not the plural of кий
        ("hbs", "sr", "ministrima", "ministar"),
        ("el", "el", "κυβερνησεων", "κυβερνηση"),
        ("ru", "ru", "самолетов", "самолет"),  # самолёт
    ],
)
def test_words_are_found_as_they_are_folded_and_spelled(
    name: str, language: str, form: str, lemma: str
) -> None:
    assert dictionary(name, language)(form) == lemma


def test_a_word_has_the_lemma_that_its_lemmas_lead_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Round in circles, the first of those; what stands twice, as its likelier lemma does."""
    pairs = ["a b", "b c", "c d", "e f", "f g", "g f", "h h", "i e", "j i", "K a", "k z"]
    forms, of_forms = zip(*map(str.split, pairs), strict=True)
    lemmas = sorted(set(of_forms))
    records = unpacking._Records(
        ["\n".join(forms[:5]).lower(), "\n".join(forms[5:]).lower()],
        np.array(list(map(str.isupper, forms))),
        np.array(list(map(lemmas.index, of_forms)), np.int32),
        lemmas,
    )
    monkeypatch.setattr(unpacking, "_records", lambda *_: records)
    lemma = dictionary("en", "en")
    assert {form: lemma(form) for form in "abcdefghijkz"} == {
        **dict.fromkeys("abc", "d"), "d": None,
        **dict.fromkeys("efgij", "f"), "h": "h", "k": "z", "z": None,
    }  # fmt: skip
    begins = dictionaries.lemmas("en", "en").begins
    assert begins("a")
    assert begins("")
    assert not begins("ab")
