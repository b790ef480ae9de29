"""What is quickly made is what the standard library makes."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, replace
from inspect import signature

import pytest

from search.quick import quick


@dataclass(frozen=True, slots=True)
class Usual:
    one: str
    two: int = 2
    three: tuple[str, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class Quick:
    one: str
    two: int = 2
    three: tuple[str, ...] = ()


def test_it_is_made_of_the_same_arguments() -> None:
    assert signature(Quick) == signature(Usual)
    assert Quick("a") == Quick("a", 2, ()) == Quick(two=2, one="a")
    assert repr(Quick("a", three=("b",))) == "Quick(one='a', two=2, three=('b',))"
    assert hash(Quick("a", 3)) == hash(Usual("a", 3))
    with pytest.raises(TypeError, match="'one'"):
        Quick()  # type: ignore[call-arg]


def test_it_is_frozen_and_can_be_copied() -> None:
    made = Quick("a", 5)
    with pytest.raises(FrozenInstanceError):
        made.two = 3  # type: ignore[misc]
    assert made == copy.copy(made) == pickle.loads(pickle.dumps(made))
    assert replace(made, two=2) == Quick("a")
