"""Index each collection, measure what can be measured on it, and compare with the floors."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.relevance.collection import Asker, Collection, open_collection
from tests.relevance.detection import detection
from tests.relevance.entities import across, entities
from tests.relevance.floors import FLOORS, compare, raise_floors
from tests.relevance.likeness import likeness
from tests.relevance.pages import pages
from tests.relevance.ranking import ranking
from tests.relevance.stories import stories
from tests.relevance.tables import Table

# Name -> whether a collection has what it needs, and the measure.
MEASURES: dict[str, tuple[Callable[[Collection], bool], Callable[[Collection, Asker], Table]]] = {
    "entities": (lambda c: bool(c.entities), entities),
    "across": (lambda c: bool(c.entities), across),
    "ranking": (lambda c: bool(c.qrels), ranking),
    "stories": (lambda c: any(row.get("story") for row in c.articles), stories),
    "likeness": (lambda c: any(row.get("story") for row in c.articles), likeness),
    "language": (lambda c: True, detection),
    "pages": (lambda c: bool(c.pages), pages),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 if a figure is below its floor."""
    given = _parser().parse_args(arguments)
    options = {"names": False} if given.no_names else {}
    figures, all_fallen = {}, []
    for folder in given.collections:
        collection = Collection.read(folder)
        if not collection.articles and not collection.pages:
            raise SystemExit(f"{folder} has no articles.jsonl and no pages.jsonl")
        print(f"== {collection.name}\n")
        tables = []
        with open_collection(collection, given.index, **options) as asker:
            for name, (applies, measure) in MEASURES.items():
                if name in given.only and applies(collection):
                    tables.append(measure(collection, asker))
                    print(tables[-1], end="\n\n", flush=True)
            if asker.refused:
                print(f"{len(asker.refused)} queries were refused, such as {asker.refused[0]}\n")
        figures[collection.name] = {table.name: table.figures() for table in tables}
        if given.no_names:
            continue  # the floors are of searches with names
        if given.write_floors:
            print(f"{raise_floors(collection, tables, given.floors)} floors raised\n")
        fallen, risen = compare(collection, tables, given.floors)
        print("".join(f"{line}\n" for line in risen), end="")
        all_fallen += fallen
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False), encoding="utf-8")
    print("".join(f"below the floor: {line}\n" for line in all_fallen), end="", file=sys.stderr)
    return 1 if all_fallen else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__)
    add = parser.add_argument
    add("collections", nargs="+", type=Path, metavar="COLLECTION", help="a folder")
    add(
        "--only", type=_names, default=list(MEASURES), metavar="MEASURE,…", help=", ".join(MEASURES)
    )
    add("--index", type=Path, metavar="DIR", help="keep the indexes there, and use those there are")
    add("--no-names", action="store_true", help="search without names in other scripts")
    add("--json", type=Path, metavar="FILE", help="write the figures to it")
    add("--floors", type=Path, default=FLOORS, metavar="FILE", help="floors to compare with")
    add("--write-floors", action="store_true", help="raise the floors to what is reached")
    return parser


def _names(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in MEASURES:
            raise argparse.ArgumentTypeError(
                f"unknown {name!r}; it is one of {', '.join(MEASURES)}"
            )
    return names


if __name__ == "__main__":
    sys.exit(main())
