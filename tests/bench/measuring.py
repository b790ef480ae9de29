"""A run: every peer indexes and is asked, in turns, so that a slow minute meets all alike."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from tests.bench.corpus import Profile
from tests.bench.peers import MODES, Mode, peer
from tests.bench.queries import KINDS, MIXED
from tests.bench.worker import carry_out

__all__ = ["Asking", "Indexing", "Plan", "Size", "Spread", "measure"]

_LONG = 90.0  # seconds; what takes longer to index is indexed once
Say = Callable[[str], None]


class Spread(NamedTuple):
    """Milliseconds that half of the queries took at most, and 95 of 100."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Plan:
    """What is to be done.

    Attributes:
        peers: installed ones.
        folder: where indexes are for as long as they are needed.
        keep: peers whose indexes are kept there. One that is there is used, so not measured.
        rounds: of everything, medians of which are taken.
        passes: over the queries in one process; the first is cold.
    """

    peers: tuple[str, ...]
    folder: Path
    keep: frozenset[str] = frozenset()
    queries: int = 240
    rounds: int = 3
    passes: int = 3
    seed: int = 1


@dataclass(frozen=True)
class Indexing:
    """How an index was made.

    Attributes:
        seconds: the median of the rounds; processor: those of all processors, which other work
            on the machine hardly changes.
        megabytes: the largest peak of the rounds.
        share: size of the index by size of the text in UTF-8.
    """

    articles_per_second: float
    words_per_second: float
    articles_per_processor_second: float
    seconds: float
    processor: float
    megabytes: float
    share: float


@dataclass(frozen=True)
class Asking:
    """How long queries took; by kind, and `mixed` for all together.

    Attributes:
        cold: in a new process (the disk's cache is warm); warm: the times after that, so that
            what a peer remembers of a query shows.
        first: milliseconds to open the index and to answer the first query.
        totals: what each query found, in their order.
    """

    cold: dict[str, Spread]
    warm: dict[str, Spread]
    first: float
    megabytes: float
    totals: list[int | None]


@dataclass(frozen=True)
class Size:
    """What was measured with so many articles.

    Attributes:
        indexing: label (a peer, and how) -> figures.
        asking: door -> mode -> figures.
    """

    profile: Profile
    queries: int
    indexing: dict[str, Indexing]
    asking: dict[str, dict[Mode, Asking]]


class _Way(NamedTuple):
    label: str
    peer: str
    workers: int
    whole: bool


def measure(articles: Path, plan: Plan, say: Say) -> Size:
    """Measure with the articles of one file; `say` is told what is being done."""
    survey = carry_out("survey", articles=str(articles), queries=plan.queries, seed=plan.seed)
    profile = Profile(*survey["profile"])
    homes = {
        name: plan.folder / f"{articles.stem}-{profile.size}-{name}"
        for name in plan.peers
        if profile.articles <= (peer(name).most or profile.articles)
    }
    kept = {name for name in plan.keep if name in homes and homes[name].exists()}
    ways = [way for name in homes if name not in kept for way in _ways(name)]
    try:
        indexing = _index_all(articles, profile, ways, homes, plan, say)
        asking = _ask_all(survey["queries"], homes, plan, say)
    finally:
        for name in set(homes) - plan.keep:
            shutil.rmtree(homes[name], ignore_errors=True)
    return Size(profile, len(survey["queries"]), indexing, asking)


def _ways(name: str) -> Iterable[_Way]:
    """How a peer indexes; the first makes the index that is asked."""
    measured = peer(name)
    for workers in measured.workers:
        many = {0: ", all threads", 1: ""}.get(workers, f", {workers} workers")
        yield _Way(f"{name}{many}", name, workers, whole=False)
        if measured.whole:
            yield _Way(f"{name}, whole way{many}", name, workers, whole=True)


def _index_all(
    articles: Path,
    profile: Profile,
    ways: Sequence[_Way],
    homes: dict[str, Path],
    plan: Plan,
    say: Say,
) -> dict[str, Indexing]:
    done: dict[str, list[dict[str, float]]] = {way.label: [] for way in ways}
    for number in range(plan.rounds):
        for way in ways:
            if any(one["seconds"] > _LONG for one in done[way.label]):
                continue
            say(f"{profile.articles:,} articles, round {number + 1}: {way.label} indexes")
            folder = homes[way.peer].with_suffix(".part")
            shutil.rmtree(folder, ignore_errors=True)
            made = carry_out(
                "index",
                name=way.peer,
                articles=str(articles),
                languages=list(profile.languages),
                folder=str(folder),
                workers=way.workers,
                whole=way.whole,
            )
            done[way.label].append(made)
            if homes[way.peer].exists():
                shutil.rmtree(folder)
            else:
                folder.rename(homes[way.peer])
    return {label: _indexing(rounds, profile) for label, rounds in done.items()}


def _indexing(rounds: list[dict[str, float]], profile: Profile) -> Indexing:
    seconds = median(one["seconds"] for one in rounds)
    processor = median(one["processor"] for one in rounds)
    return Indexing(
        articles_per_second=profile.articles / seconds,
        words_per_second=profile.words / seconds,
        articles_per_processor_second=profile.articles / processor,
        seconds=seconds,
        processor=processor,
        megabytes=max(one["megabytes"] for one in rounds),
        share=rounds[0]["bytes"] / profile.size,
    )


def _ask_all(
    queries: list[list[Any]], homes: dict[str, Path], plan: Plan, say: Say
) -> dict[str, dict[Mode, Asking]]:
    asked = [(name, door, mode) for mode in MODES for name in homes for door in peer(name).doors]
    done: dict[tuple[str, Mode], list[dict[str, Any]]] = {}
    for number in range(plan.rounds):
        for name, door, mode in asked:
            say(f"round {number + 1}: {door} is asked, {mode}")
            answered = carry_out(
                "ask",
                name=name,
                door=door,
                folder=str(homes[name]),
                queries=queries,
                mode=mode,
                passes=plan.passes,
            )
            done.setdefault((door, mode), []).append(answered)
    kinds = [kind for kind, *_ in queries]
    found: dict[str, dict[Mode, Asking]] = {}
    for (door, mode), rounds in done.items():
        if any(total is not None for total in rounds[0]["totals"]):
            found.setdefault(door, {})[mode] = _asking(kinds, rounds)
    return found


def _asking(kinds: list[str], rounds: list[dict[str, Any]]) -> Asking:
    return Asking(
        cold=_spreads(kinds, [one["passes"][0] for one in rounds]),
        warm=_spreads(kinds, [times for one in rounds for times in one["passes"][1:]]),
        first=1000 * median(one["opening"] + (one["passes"][0][0] or 0.0) for one in rounds),
        megabytes=max(one["megabytes"] for one in rounds),
        totals=rounds[0]["totals"],
    )


def _spreads(kinds: list[str], passes: list[list[float | None]]) -> dict[str, Spread]:
    """By kind, of each query's median over the passes."""
    times: dict[str, list[float]] = {kind: [] for kind in (*KINDS, MIXED)}
    for kind, seconds in zip(kinds, zip(*passes, strict=True), strict=True):
        taken = [1000 * second for second in seconds if second is not None]
        if taken:
            times[kind].append(median(taken))
            times[MIXED].append(median(taken))
    return {kind: _spread(sorted(found)) for kind, found in times.items() if found}


def _spread(times: list[float]) -> Spread:
    """Of sorted times; a percentile is the time that no fewer took at most (nearest rank)."""
    return Spread(times[(len(times) - 1) // 2], times[-(-95 * len(times) // 100) - 1])
