"""What the bench makes of its measurements: goals, tables of ratios, percentiles."""

from tests.bench import measuring
from tests.bench.corpus import Profile
from tests.bench.goals import Goal, goals_of
from tests.bench.measuring import Asking, Indexing, Size, Spread
from tests.bench.tables import of_goals, of_growth, of_size


def made(speed: float, megabytes: float = 100.0) -> Indexing:
    return Indexing(speed, 250 * speed, speed / 2, 1.0, 2.0, megabytes, 1.1)


def asking(p50: float, p95: float) -> Asking:
    kinds = dict.fromkeys(["rare term", "mixed"], Spread(p50, p95))
    return Asking(kinds, kinds, 1.0, 50.0, [])


def size(articles: int, slower: float = 1.0) -> Size:
    return Size(
        Profile(articles, 250 * articles, 2_000 * articles, {"en": articles}),
        4,
        {
            "project": made(2_500),
            "project, whole way": made(1_000),
            "project, whole way, 2 workers": made(1_700),
            "whoosh": made(100),
            "tantivy": made(2_600),
        },
        {
            "project": {
                "top": asking(0.2, 0.4),
                "facets": asking(0.3 * slower, 0.5 * slower),
                "snippets": asking(1.2, 2.0),
            },
            "whoosh": {"facets": asking(7.0, 9.0)},
            "tantivy": {"top": asking(0.3, 0.4)},
        },
    )


def test_goals_are_judged() -> None:
    goals = {goal.what: goal for goal in goals_of([size(100_000), size(1_000_000, 10)])}
    for what, met in {
        "bare indexing, × whoosh": True,
        "bare indexing, × tantivy": False,
        "bare indexing, × fts5": None,
        "the whole way, × bare indexing": False,
        "two workers, × one (project, whole way)": True,
        "two workers, × one (project)": None,
        "index size, × text": True,
        "project: query p50, × tantivy's top 10": True,
        "project: query p95, × tantivy's top 10": False,
        "project: query p50, times faster than whoosh": True,
        "project: query p95, times faster than whoosh": False,
        "ten snippets, ms added to p50": True,
        "a million: MB to index": True,
        "a million: query p95, ms": True,
        "a million: query p95, × tantivy's top 10": False,
        "a million: a rare term p95, ms": False,
    }.items():
        assert goals.pop(what).met is met, what
    assert not goals
    shown = of_goals([Goal("speed", "at least", 2.0, 1.5), Goal("size", "at most", 2.0, 1.5)])
    assert [line.split()[-1] for line in shown.splitlines()[1:]] == ["MISSED", "reached"]


def test_tables_have_ratios() -> None:
    small, large = size(10_000), size(100_000, 3)
    lines = of_size(small).splitlines()
    [row] = [line.split() for line in lines if line.startswith("project, whole way, 2")]
    assert row[5:] == ["1,700", "425,000", "850", "17.0", "0.65", "100", "1.10"]
    [grown] = [line.split() for line in of_growth([small, large]).splitlines()[1:2]]
    assert grown == ["project", "3.00", "3.00", "3.00", "1.00"]


def test_percentiles_are_of_the_queries() -> None:
    slow: list[float | None] = [float(second) for second in range(20, 0, -1)]
    fast: list[float | None] = [0.0] * 20
    spreads = measuring._spreads(["frequent term"] * 20, [slow, fast, slow])
    assert spreads == {
        "frequent term": Spread(10_000, 19_000),
        "mixed": Spread(10_000, 19_000),
    }
    assert measuring._spreads(["fuzzy"], [[None]]) == {}
