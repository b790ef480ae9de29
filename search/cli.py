"""The command line: parse, call, print."""

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, get_args

from search.config import SERVER_THREADS, SETTINGS_NAME, default_index
from search.errors import ArticleSearchError, IndexNotFound, UsageError
from search.models import SEPARATORS, Match, Report, Sort

__all__ = ["main"]

# Imports of the work itself stand in the commands, so that each loads only what it needs.

DONE, FAILED, MISTAKEN, SKIPPED = 0, 1, 2, 3
_EPILOG = """\
exit codes: 0 done; 1 the system failed; 2 the command or the query was wrong;
3 finished, but some input was skipped"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # "-talks" is a word of the query; all options begin with two dashes. A blank tells argparse.
    given = [f" {word}" if re.match(r"-[^\W\d_]{2}", word) else word for word in given]
    options = _parser().parse_args(given)
    from search.terminal import show_log  # not for --help

    show_log()
    try:
        code: int = options.command(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # `article-search search … | head` has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("\ninterrupted; the index is as it was", file=sys.stderr)
        return 130
    except UsageError as error:
        print(f"article-search: {error}", file=sys.stderr)
        return MISTAKEN
    except (ArticleSearchError, OSError) as error:
        print(f"article-search: {error}", file=sys.stderr)
        return FAILED
    return code


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    location: dict[str, Any] = {
        "metavar": "LOCATION",
        "help": "folder of the index (default: article-search-index, or ARTICLE_SEARCH_INDEX)",
    }
    # Before the command or behind it; what stands behind must not be reset by a default.
    shared.add_argument("--index", default=argparse.SUPPRESS, **location)
    parser = argparse.ArgumentParser(
        prog="article-search",
        description="Full-text search over articles in many languages.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--index", default=default_index(), **location)
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int], about: str) -> Any:
        command = commands.add_parser(name, parents=[shared], help=about, description=about)
        command.set_defaults(command=run)
        return command

    for name, run, about in (
        ("index", _index, "add new articles, refresh changed ones, remove those that are gone"),
        ("rebuild", _rebuild, "build a new index from scratch, and swap it in when it is whole"),
    ):
        command = add(name, run, about)
        command.add_argument("paths", nargs="+", metavar="PATH", help="file or folder of articles")
        command.add_argument(
            "--settings",
            metavar="FILE",
            help=f"what to set aside of which source (default: {SETTINGS_NAME} beside the index, "
            "or ARTICLE_SEARCH_SETTINGS)",
        )
        command.add_argument(
            "--jobs",
            type=int,
            metavar="N",
            help="processes that share the work (default: one for each processor)",
        )
        command.add_argument("--json", action="store_true", help="print the report as JSON")

    command = add("search", _search, "find articles")
    command.add_argument("query", nargs="*", help='words, "phrases", -words, OR, …')
    for name, what in (("language", "LANGUAGE"), ("source", "SOURCE"), ("year", "YEAR")):
        command.add_argument(
            f"--{name}",
            action="append",
            default=[],
            metavar=what,
            help=f"only this {name}; may be repeated; --{name}=-{what} leaves it out",
        )
    command.add_argument("--since", metavar="DATE", help="2021, 2021-10 or 2021-10-21")
    command.add_argument("--until", metavar="DATE", help="likewise, included")
    command.add_argument("--sort", choices=get_args(Sort), default="relevance")
    command.add_argument(
        "--match",
        choices=get_args(Match),
        default="auto",
        help="how many of the words (%(default)s)",
    )
    command.add_argument(
        "--no-names",
        action="store_true",
        help="not the names that sound like a word or mean the same",
    )
    command.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="KEY",
        help="not this variant, by the key that --json prints (uk:столтенберг); may be repeated",
    )
    command.add_argument(
        "--limit", type=int, metavar="N", help="(10; with --format, all that are found)"
    )
    command.add_argument("--offset", type=int, default=0, metavar="N")
    command.add_argument(
        "--separator",
        choices=SEPARATORS,
        default="comma",
        help="of the columns, with --format csv (%(default)s)",
    )
    written = command.add_mutually_exclusive_group()
    written.add_argument("--json", action="store_true", help="print one JSON document")
    written.add_argument(
        "--format", choices=("csv", "jsonl"), help="print all results, a line for each"
    )

    command = add("show", _show, "print one article, without what was set aside of it")
    command.add_argument("id", metavar="ID", help="as search prints it")
    command.add_argument(
        "--all", action="store_true", help="with what was set aside, marked as such"
    )
    command.add_argument("--json", action="store_true", help="print one JSON document")

    command = add("stats", _stats, "what the index holds, and what was skipped and why")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.add_argument(
        "--verify", action="store_true", help="read every file first, and say which are damaged"
    )

    command = add("serve", _serve, "the web page; indexes seeds/ if there is no index")
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    command.add_argument("--port", type=_port, default=8000, help="(%(default)s)")
    return parser


def _port(text: str) -> int:
    if text.isdecimal() and int(text) < 2**16:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port; ports are 0 to 65535")


class _Version(argparse.Action):
    """Say the version and end; it is looked up when asked for, which takes its time."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        about = "show program's version number and exit"
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=about)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"article-search {version('article-search')}")
        parser.exit()


def _print_json(document: dict[str, Any]) -> None:
    from search.output import to_json

    print(to_json(document, indent=2))


def _index(options: argparse.Namespace) -> int:
    from search.indexing import update

    return _write(update, options)


def _rebuild(options: argparse.Namespace) -> int:
    from search.indexing import build

    return _write(build, options)


def _write(run: Callable[..., Report], options: argparse.Namespace) -> int:
    from search.terminal import progress_bar

    with progress_bar() as progress:
        report = run(
            options.paths,
            options.index,
            settings=options.settings,
            progress=progress,
            jobs=options.jobs,
        )
    return _reported(report, as_json=options.json)


def _reported(report: Report, *, as_json: bool) -> int:
    from search.output import report_as_dict
    from search.terminal import show_report

    if as_json:
        _print_json(report_as_dict(report))
    else:
        show_report(report)
    return SKIPPED if report.skipped else DONE


def _search(options: argparse.Namespace) -> int:
    from search.output import results_as_dict
    from search.searching import search
    from search.terminal import show_results

    query = " ".join(options.query).strip()
    choices = {
        "language": _values(options.language),
        "source": options.source,
        "year": _values(options.year),
        "since": options.since,
        "until": options.until,
        "sort": options.sort,
        "match": options.match,
        "names": not options.no_names,
        "without": options.without,
    }
    if options.format:
        return _write_all(query, choices, options)
    limit = 10 if options.limit is None else options.limit
    results = search(query, options.index, limit=limit, offset=options.offset, **choices)
    if options.json:
        _print_json(results_as_dict(results))
    else:
        show_results(results)
    return DONE


def _write_all(query: str, choices: dict[str, Any], options: argparse.Namespace) -> int:
    """Print what is found hit by hit, each when it is read."""
    from datetime import UTC, datetime
    from functools import partial
    from itertools import islice

    from search.exporting import Provenance, as_csv, as_jsonl
    from search.searching import open_index
    from search.terminal import say

    first, limit = options.offset, options.limit
    if min(first, limit or 0) < 0:
        raise UsageError("--limit and --offset are whole numbers from 0")
    asked = {**choices, "names": "" if choices["names"] else "off", "limit": limit, "offset": first}
    filters = {
        name: value if isinstance(value, list) else str(value)
        for name, value in asked.items()
        if value and value not in ("relevance", "auto")
    }
    with open_index(options.index) as index:
        found = index.scan(query, **choices)
        end = None if limit is None else first + limit
        of = Provenance(
            query, filters, found.total, found.notes, found.generation, datetime.now(UTC)
        )
        table = partial(as_csv, separator=SEPARATORS[options.separator])
        write = table if options.format == "csv" else as_jsonl
        for piece in write(islice(found.hits, first, end), of, lambda hit: ""):
            sys.stdout.buffer.write(piece.encode())  # line ends and mark as they are
    for note in found.notes:
        say(f"Note: {note}.", error=True)
    return DONE


def _values(given: list[str]) -> list[str]:
    """`--language uk --language en` and `--language uk,en` are the same."""
    return [value for part in given for value in part.split(",") if value]


def _show(options: argparse.Namespace) -> int:
    from search.output import article_as_dict
    from search.searching import open_index
    from search.terminal import show_article

    with open_index(options.index) as index:
        article = index.article(options.id)
    if options.json:
        _print_json(article_as_dict(article))
    else:
        show_article(article, everything=options.all)
    return DONE


def _stats(options: argparse.Namespace) -> int:
    from search.output import stats_as_dict
    from search.searching import open_index
    from search.terminal import say, show_stats

    if options.verify:
        from search.engines.whoosh.verifying import verify

        verify(Path(options.index))
        say("every file is as it was written", error=options.json)
    with open_index(options.index) as index:
        stats = index.stats()
    if options.json:
        _print_json(stats_as_dict(stats))
    else:
        show_stats(stats)
    return DONE


def _serve(options: argparse.Namespace) -> int:
    from waitress import create_server

    from search.searching import open_index
    from search.terminal import say
    from web import create_app, warm_up

    try:
        open_index(options.index).close()
    except IndexNotFound:
        _index_seeds(options.index)
    app = create_app(options.index, host=options.host)
    warm_up(app)  # before the first reader has to wait for it
    try:
        server = create_server(
            app, host=options.host, port=options.port, threads=SERVER_THREADS, ident=None
        )
    except (OSError, ValueError) as error:
        raise UsageError(
            f"cannot listen on {options.host} port {options.port}: {error}; "
            "name another with --host and --port"
        ) from None
    say(f"article-search: http://{options.host}:{server.effective_port}/  (Ctrl+C ends it)")
    sys.stdout.flush()
    try:
        server.run()
    finally:
        server.close()
    return DONE


def _index_seeds(index: str) -> None:
    """Build the demonstration index, for a person who has none yet."""
    from search.indexing import build
    from search.terminal import progress_bar, say, show_report

    seeds = Path(__file__).parent.parent / "seeds"
    if not seeds.is_dir():
        raise IndexNotFound(
            f"no index at {index}, and no seeds folder to build one from; "
            f"build one: article-search index PATH --index {index}"
        )
    say(f"no index at {index}; building one from {seeds}")
    with progress_bar() as progress:
        show_report(build([seeds], index, progress=progress))
