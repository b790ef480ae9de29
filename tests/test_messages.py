"""Sentences that remember what they were made from."""

import copy
import json
import pickle
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from search.indexing import build
from search.messages import Message, from_data, to_data
from search.queries import parse_query
from search.searching import open_index


def test_a_message_is_its_sentence() -> None:
    message = Message("unknown {name} {value!r}; at most {most:,}", name="x", value="{", most=4000)
    assert message == "unknown x '{'; at most 4,000"
    assert json.dumps(message) == json.dumps("unknown x '{'; at most 4,000")
    assert message.template == "unknown {name} {value!r}; at most {most:,}"
    assert message.values == {"name": "x", "value": "{", "most": 4000}


@dataclass
class Holding:
    notes: list[str]


def test_copies_are_whole() -> None:
    message = Message("“{text}” is {n}", text="{n} %(n)s {", n=3)
    pickled = pickle.loads(pickle.dumps(message))
    (held,) = asdict(Holding([message]))["notes"]
    for made in (copy.copy(message), copy.deepcopy(message), pickled, held):
        assert made == message
        assert isinstance(made, Message)
        assert (made.template, made.values) == (message.template, message.values)


@pytest.mark.parametrize("query", ["{}^2", "({0}", "={", "(-{x:d}", "source:({!r} ({y}"])
def test_what_was_typed_is_never_a_template(query: str) -> None:
    notes = parse_query(query).notes
    assert notes
    for note in notes:
        assert isinstance(note, Message)
        assert note == note.template.format(**note.values)


def test_json_keeps_a_message_whole() -> None:
    inner = Message("entry {number}", number=3)
    message = Message("“{text}” in {place}", text="{", place=inner)
    again = from_data(json.loads(json.dumps(to_data(message))))
    assert again == message == "“{” in entry 3"
    assert isinstance(again, Message)
    assert again.values == message.values
    assert isinstance(again.values["place"], Message)
    assert from_data(to_data("{as it is}")) == "{as it is}"


def test_an_index_remembers_why_something_was_skipped(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"text": "The harbour is open."}\n[1]\n')
    report = build([tmp_path / "bad.jsonl"], tmp_path / "index")
    with open_index(tmp_path / "index") as index:
        (problem,) = index.stats().problems
    assert (problem,) == report.problems
    assert isinstance(problem.place, Message)
    assert problem.place.values == {"number": 2}
    assert isinstance(problem.reason, Message)
    assert isinstance(problem.remedy, Message)
