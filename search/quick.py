"""Frozen dataclasses that are quickly made: a page of results is more than a hundred of them."""

from dataclasses import fields
from functools import wraps
from typing import Any, TypeVar

__all__ = ["quick"]

T = TypeVar("T")


def quick(made: type[T]) -> type[T]:
    """Have a frozen dataclass with slots made in less than half of the time, of the same arguments.

    Its fields are set by its slots. The standard library calls `object.__setattr__` for each, which
    was a third of the time of a query that was asked before. For one that has neither a factory of
    a default nor `__post_init__`.
    """
    usual: Any = made.__init__
    names = [field.name for field in fields(made)]  # type: ignore[arg-type]  # it is a dataclass
    known: dict[str, Any] = {f"set_{name}": vars(made)[name].__set__ for name in names}
    lines = [f"    set_{name}(self, {name})" for name in names]
    exec("\n".join((f"def init(self, {', '.join(names)}):", *lines)), known)
    known["init"].__defaults__ = usual.__defaults__
    made.__init__ = wraps(usual)(known["init"])  # type: ignore[method-assign]
    return made
