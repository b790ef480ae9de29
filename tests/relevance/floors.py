"""Floors: the figures reached on a collection, below which none may fall; they only rise.

They stand in a JSON file: collection -> its digest, and its figures as table -> row -> column.
Of other data under the same name nothing is known, so nothing is compared.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.relevance.collection import Collection
from tests.relevance.tables import Table

__all__ = ["FLOORS", "compare", "raise_floors"]

FLOORS = Path(__file__).with_name("floors.json")
# Dictionaries and stemmers of other releases move figures by as much as this.
TOLERANCE = 0.005
_SMALLER_IS_BETTER = frozenset({"lost"})

Key = tuple[str, str, str]


def compare(
    collection: Collection, tables: Iterable[Table], path: Path
) -> tuple[list[str], list[str]]:
    """What fell below its floor or is not measured any more, and what rose above it."""
    floors, tables = _floors(collection, path), list(tables)
    measured, reached = {table.name for table in tables}, dict(_figures(tables))
    fallen, risen = [], []
    for key, floor in floors.items():
        label = " / ".join((collection.name, *key))
        if key[0] not in measured:
            continue
        if key not in reached:
            fallen.append(f"{label}: not measured any more; its floor is {floor:.3f}")
        elif _rise(key, floor, reached[key]) < -TOLERANCE:
            fallen.append(f"{label}: {reached[key]:.3f}, and its floor is {floor:.3f}")
        elif _rise(key, floor, reached[key]) > 0:
            risen.append(f"raise the floor: {label}: {floor:.3f} → {reached[key]:.3f}")
    return fallen, risen


def raise_floors(collection: Collection, tables: Iterable[Table], path: Path) -> int:
    """Write every figure that is new or better than its floor; the number of these.

    Raises:
        SystemExit: the file has floors of other data under this name.
    """
    kept = _read(path)
    entry = kept.setdefault(collection.name, {"digest": collection.digest, "figures": {}})
    if entry["digest"] != collection.digest:
        raise SystemExit(f"{path.name} has floors of another {collection.name}; delete them first")
    floors, written = _floors(collection, path), 0
    for key, figure in _figures(tables):
        if key not in floors or _rise(key, floors[key], figure) > 0:
            table, row, column = key
            entry["figures"].setdefault(table, {}).setdefault(row, {})[column] = figure
            written += 1
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return written


def _floors(collection: Collection, path: Path) -> dict[Key, float]:
    entry = _read(path).get(collection.name, {})
    if entry.get("digest") != collection.digest:
        return {}
    return {
        (table, row, column): floor
        for table, rows in entry["figures"].items()
        for row, columns in rows.items()
        for column, floor in columns.items()
    }


def _figures(tables: Iterable[Table]) -> Iterator[tuple[Key, float]]:
    """The shares of the project's own, to three places."""
    for table in tables:
        for row, columns in table.figures().items():
            for column, value in columns.items():
                if isinstance(value, float) and column not in table.beside:
                    yield (table.name, row, column), round(value, 3)


def _rise(key: Key, floor: float, figure: float) -> float:
    """By how much a figure is better than its floor."""
    return round(floor - figure if key[2] in _SMALLER_IS_BETTER else figure - floor, 3)


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
