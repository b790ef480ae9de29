"""The figures of a run, for a terminal and for the README."""

import os
import platform
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from tests.bench.goals import Goal
from tests.bench.measuring import Asking, Indexing, Size, Spread
from tests.bench.peers import MODES, PEERS, Mode, is_installed, peer
from tests.bench.queries import KINDS, MIXED

__all__ = ["machine", "of_goals", "of_growth", "of_peers", "of_readme", "of_size"]

_NONE = "–"
_TITLES: dict[Mode, str] = {
    "top": "ten best, exact total",
    "facets": "and both facets",
    "snippets": "and ten snippets",
}
_COMPARED = ("whoosh", "tantivy")
Row = list[str]


def machine() -> str:
    """The processor, how many of it, and the Python."""
    name, cores = platform.machine(), os.cpu_count()
    described = Path("/proc/cpuinfo")
    if described.exists():
        lines = described.read_text(encoding="utf-8").splitlines()
        name = next((x.partition(":")[2].strip() for x in lines if "model name" in x), name)
    return f"{name}, {cores} cores, Python {platform.python_version()}"


def of_size(size: Size) -> str:
    """Everything measured with so many articles."""
    profile = size.profile
    title = (
        f"== {profile.articles:,} articles, {profile.words:,} words, {profile.size / 1e6:.1f} MB "
        f"of text ({', '.join(profile.languages)}); {size.queries} queries"
    )
    return "\n\n".join(
        [
            title,
            _aligned(_indexing(size)),
            _aligned(_mixed(size)),
            *(
                f"each kind of query, warm, {_TITLES[mode]}: ms p50 / p95\n"
                + _aligned(_kinds(size, mode))
                for mode in MODES[:2]
                if any(mode in modes for modes in size.asking.values())
            ),
        ]
    )


def _indexing(size: Size) -> Iterable[Row]:
    """`processor` is articles a second of processor time."""
    yield ["indexing", "articles/s", "words/s", "processor", *_times(), "MB", "index / text"]
    for label, made in size.indexing.items():
        yield [
            label,
            f"{made.articles_per_second:,.0f}",
            f"{made.words_per_second:,.0f}",
            f"{made.articles_per_processor_second:,.0f}",
            *(_ratio(made.articles_per_second, _speed(size.indexing, o)) for o in _COMPARED),
            f"{made.megabytes:,.0f}",
            f"{made.share:.2f}",
        ]


def _times() -> Row:
    return [f"× {other}" for other in _COMPARED]


def _speed(indexing: dict[str, Indexing], label: str) -> float | None:
    return indexing[label].articles_per_second if label in indexing else None


def _mixed(size: Size) -> Iterable[Row]:
    """The mixed set: ratios are of p50, to the same mode of Whoosh and to Tantivy's ten best."""
    yield [
        "mixed set, ms", "warm p50", "p95", "cold p50", "p95", "whoosh ÷", "÷ tantivy", "first",
        "MB",
    ]  # fmt: skip
    for mode in MODES:
        yield [f"  {_TITLES[mode]}"]
        for door, modes in size.asking.items():
            if mode not in modes:
                continue
            asking = modes[mode]
            warm, cold = asking.warm[MIXED], asking.cold[MIXED]
            whoosh, tantivy = _p50(size, "whoosh", mode), _p50(size, "tantivy", "top")
            yield [
                door,
                *map(_ms, (*warm, *cold)),
                _ratio(whoosh, warm.p50),
                _ratio(warm.p50, tantivy),
                f"{asking.first:,.0f}",
                f"{asking.megabytes:,.0f}",
            ]


def _p50(size: Size, door: str, mode: Mode) -> float | None:
    modes = size.asking.get(door, {})
    return modes[mode].warm[MIXED].p50 if mode in modes else None


def _kinds(size: Size, mode: Mode) -> Iterable[Row]:
    doors = {door: modes[mode] for door, modes in size.asking.items() if mode in modes}
    yield ["", *doors]
    for kind in (*KINDS, MIXED):
        yield [kind, *(_both(asking.warm.get(kind)) for asking in doors.values())]


def _both(spread: Spread | None) -> str:
    return f"{_ms(spread.p50)} / {_ms(spread.p95)}" if spread else _NONE


def of_growth(sizes: Sequence[Size]) -> str:
    """What queries with facets cost with more articles, by what they cost with fewer."""
    rows: list[Row] = []
    for fewer, more in pairwise(sizes):
        title = f"{fewer.profile.articles:,} → {more.profile.articles:,} articles"
        rows.append([title, "× mixed p50", "× p95", "× rare term p50", "× indexing, an article"])
        for door, modes in more.asking.items():
            if "facets" in modes and "facets" in fewer.asking.get(door, {}):
                now, before = modes["facets"], fewer.asking[door]["facets"]
                rows.append([door, *_grown(now, before), _slower(more, fewer, door)])
    return _aligned(rows)


def _grown(now: Asking, before: Asking) -> Row:
    mixed, mixed_before = now.warm[MIXED], before.warm[MIXED]
    rare, rare_before = now.warm.get("rare term"), before.warm.get("rare term")
    return [
        _ratio(mixed.p50, mixed_before.p50),
        _ratio(mixed.p95, mixed_before.p95),
        _ratio(rare.p50 if rare else None, rare_before.p50 if rare_before else None),
    ]


def _slower(more: Size, fewer: Size, door: str) -> str:
    return _ratio(_speed(fewer.indexing, door), _speed(more.indexing, door))


def of_peers(names: Iterable[str]) -> str:
    """What each does and does not do in the time that was measured."""
    lines = []
    for name in names:
        if not is_installed(name):
            lines.append(f"{name}: not installed ({PEERS[name][0]})")
            continue
        known = peer(name)
        most = f" (up to {known.most:,} articles)" if known.most else ""
        lacking = f"; not: {known.does_not}" if known.does_not else ""
        lines.append(f"{name}{most}: {known.does}{lacking}")
    return "\n".join(lines)


def of_goals(goals: Iterable[Goal]) -> str:
    """Each goal with what was reached."""
    said = {True: "reached", False: "MISSED", None: "not measured"}
    rows = [["goal", "", "", "", ""]]
    for goal in goals:
        reached = _NONE if goal.reached is None else f"{goal.reached:,.2f}"
        rows.append([goal.what, goal.wanted, f"{goal.bound:g}", reached, said[goal.met]])
    return _aligned(rows)


def of_readme(sizes: Sequence[Size], day: str, command: str) -> str:
    """The tables of the README: ratios, in Markdown."""
    parts = [f"{day}, {machine()}: `{command}`"]
    for size in sizes:
        indexing = [
            ["indexing", *_times(), "index / text"],
            *([row[0], *row[4:6], row[7]] for row in list(_indexing(size))[1:]),
        ]
        asked = [["query, p50 by tantivy's ten best", *_TITLES.values()]]
        asked += [
            [
                door,
                *(_ratio(_p50(size, door, mode), _p50(size, "tantivy", "top")) for mode in MODES),
            ]
            for door in size.asking
        ]
        parts.append(f"{size.profile.articles:,} articles")
        parts += [_markdown(indexing), _markdown(asked)]
    return "\n\n".join(parts)


def _ratio(over: float | None, under: float | None) -> str:
    if over is None or not under:
        return _NONE
    ratio = over / under
    return f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.1f}" if milliseconds >= 10 else f"{milliseconds:.2f}"


def _aligned(rows: Iterable[Row]) -> str:
    """Columns, the first to the left and the others to the right."""
    listed = list(rows)
    wide = [0] * max(map(len, listed), default=0)
    for row in listed:
        for place, cell in enumerate(row):
            wide[place] = max(wide[place], len(cell))
    lines = []
    for row in listed:
        cells = [row[0].ljust(wide[0]), *map(str.rjust, row[1:], wide[1:])]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _markdown(rows: list[Row]) -> str:
    rule = ["---", *["---:"] * (len(rows[0]) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], rule, *rows[1:]])
