"""Measure this project and its peers on the same articles and the same queries."""

import argparse
import json
import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from pathlib import Path

from tests.bench.goals import goals_of
from tests.bench.measuring import Plan, Size, measure
from tests.bench.peers import PEERS, is_installed, peer
from tests.bench.tables import machine, of_goals, of_growth, of_peers, of_readme, of_size
from tests.bench.worker import carry_out

_SIZES = (10_000, 100_000)
_BIG = 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.keep and not given.cache:
        parser.error("--keep wants a --cache to keep indexes in")
    command = (
        f"python -m tests.bench {shlex.join(sys.argv[1:] if arguments is None else arguments)}"
    )
    named = given.only or list(PEERS)
    with ExitStack() as stack:
        kept = given.cache or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kept.mkdir(parents=True, exist_ok=True)
        plan = Plan(
            peers=tuple(filter(is_installed, named)),
            folder=kept.resolve(),
            keep=frozenset(given.keep),
            queries=given.queries,
            rounds=given.rounds,
            passes=given.passes,
            seed=given.seed,
        )
        sizes: list[Size] = []
        for articles in _files(given, plan):
            sizes.append(measure(articles, plan, _say))
            print(of_size(sizes[-1]), end="\n\n", flush=True)
    if len(sizes) > 1:
        print(of_growth(sizes), end="\n\n")
    print(of_peers(named), end="\n\n")
    goals = goals_of(sizes)
    print(of_goals(goals))
    today = date.today().isoformat()
    if given.readme:
        print("\n" + of_readme(sizes, today, command.strip()))
    if given.json:
        found = {
            "date": today,
            "machine": machine(),
            "command": command.strip(),
            "peers": {name: is_installed(name) and _told(name) for name in named},
            "sizes": [asdict(size) for size in sizes],
            "goals": [{**goal._asdict(), "met": goal.met} for goal in goals],
        }
        given.json.write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0


def _files(given: argparse.Namespace, plan: Plan) -> Iterator[Path]:
    """The files to measure with, generated where they are not there yet."""
    if isinstance(given.articles, Path):
        yield given.articles.resolve()
        return
    for count in [given.articles] if given.articles else [*_SIZES, *[_BIG] * given.big]:
        path = plan.folder / f"articles-{count}-{plan.seed}.jsonl"
        if not path.exists():
            _say(f"{count:,} articles are generated")
            carry_out("generate", articles=str(path), count=count, seed=plan.seed)
        yield path


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    add = parser.add_argument
    add(
        "--articles",
        type=_articles,
        metavar="N|FILE",
        help="so many generated ones, or those of a file of JSON lines "
        f"(otherwise {' and '.join(f'{size:,}' for size in _SIZES)})",
    )
    add("--big", action="store_true", help=f"{_BIG:,} as well; stock Whoosh is left out there")
    add("--only", type=_names, metavar="PEER,…", help=f"only these: {', '.join(PEERS)}")
    add("--queries", type=int, default=240, metavar="N", help="about so many (240)")
    add("--rounds", type=int, default=3, metavar="N", help="of everything, in turns (3)")
    add(
        "--passes",
        type=_several,
        default=3,
        metavar="N",
        help="over the queries; the first is cold (3)",
    )
    add("--seed", type=int, default=1, metavar="N", help="of articles and queries (1)")
    add(
        "--cache", type=Path, metavar="DIR", help="keep the articles there, and use those there are"
    )
    add(
        "--keep",
        type=_names,
        default=[],
        metavar="PEER,…",
        help="keep their indexes in the cache, and use those there are, not measured again",
    )
    add("--json", type=Path, metavar="FILE", help="write all figures to it")
    add("--readme", action="store_true", help="print the ratios in Markdown as well")
    return parser


def _articles(text: str) -> int | Path:
    if text.isdigit() and int(text):
        return int(text)
    if Path(text).is_file():
        return Path(text)
    raise argparse.ArgumentTypeError(f"{text!r} is neither a number nor a file")


def _several(text: str) -> int:
    if text.isdigit() and int(text) > 1:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not 2 or more, of which the first is cold")


def _names(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in PEERS:
            raise argparse.ArgumentTypeError(f"unknown {name!r}; it is one of {', '.join(PEERS)}")
    return names


def _told(name: str) -> dict[str, str]:
    return {"does": peer(name).does, "does_not": peer(name).does_not}


def _say(doing: str) -> None:
    print(doing, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
