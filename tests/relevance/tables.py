"""What was measured, as tables."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Figures", "Table", "Value"]

Value = float | int | None
Figures = dict[str, dict[str, dict[str, Value]]]  # table -> row -> column -> figure


@dataclass(frozen=True)
class Table:
    """Figures of one measure.

    Attributes:
        name: of the measure, one word.
        columns: names of the figures. Floats are shares; whole numbers count what was asked.
        rows: a label (a language, a group) -> a figure for each column, None where there is none.
        beside: columns that are there for comparison: others' figures, not the project's.
    """

    name: str
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[Value, ...]]
    beside: frozenset[str] = frozenset()

    def figures(self) -> dict[str, dict[str, Value]]:
        """Row -> column -> figure."""
        return {row: dict(zip(self.columns, v, strict=True)) for row, v in self.rows.items()}

    def __str__(self) -> str:
        wide = max(map(len, [*self.rows, self.name]))
        widths = [max(6, len(column)) for column in self.columns]
        lines = [[self.name.ljust(wide), *map(str.rjust, self.columns, widths)]]
        for label, values in self.rows.items():
            lines.append([label.ljust(wide), *map(str.rjust, map(_shown, values), widths)])
        return "\n".join("  ".join(line).rstrip() for line in lines)


def _shown(value: Value) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}".removeprefix("0")
