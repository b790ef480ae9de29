"""What the command line prints: in colour on a terminal, as plain text elsewhere."""

import logging
import shutil
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from search.also import Also, also_searched
from search.analysis.languages import language_name
from search.config import wants_colours
from search.models import Report, Results, Snippet, Stats, StoredArticle
from search.output import printable

if TYPE_CHECKING:  # it would load all that reads and cleans articles
    from search.indexing import Progress

__all__ = [
    "progress_bar",
    "say",
    "show_article",
    "show_log",
    "show_report",
    "show_results",
    "show_stats",
]

_BOLD, _DIM, _MARK, _OFF = "\x1b[1m", "\x1b[2m", "\x1b[1;33m", "\x1b[0m"
_SHOWN_FACETS = 6
_SHOWN_FORMS = 3
_SHOWN_PROBLEMS = 20
_PLAIN_EVERY = 5.0  # seconds between two lines of progress where there is no terminal


def _colours(stream: TextIO) -> bool:
    return stream.isatty() and wants_colours()


def say(text: str = "", *, error: bool = False) -> None:
    """Print a line, to standard error if it is not part of what was asked for."""
    print(text, file=sys.stderr if error else sys.stdout)


def show_log() -> None:
    """Show a person at a terminal what the package logs: what it makes once, and takes time."""
    if sys.stderr.isatty():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        log = logging.getLogger("search")
        log.addHandler(handler)
        log.setLevel(logging.INFO)


def _safe(text: str) -> str:
    """Text of an article, without what a terminal would obey."""
    return printable(text).replace("\t", " ")


def _styled(text: str, style: str) -> str:
    return f"{style}{text}{_OFF}" if text and _colours(sys.stdout) else text


def _marked(snippet: Snippet, style: str = "") -> str:
    if not _colours(sys.stdout):
        return _safe(snippet.text)
    return style + snippet.marked(_MARK, _OFF + style, _safe) + (_OFF if style else "")


def _width() -> int:
    return min(shutil.get_terminal_size().columns, 100)


def _wrapped(snippet: Snippet, indent: str) -> list[str]:
    """The snippet in lines of the terminal's width; marks keep to their words."""
    wrap = textwrap.TextWrapper(
        _width() - len(indent), break_long_words=False, break_on_hyphens=False
    )
    lines, at = [], 0
    for line in wrap.wrap(snippet.text):
        start = snippet.text.find(line[:1], at)
        end = start + len(line)
        inside = [(s - start, min(e, end) - start) for s, e in snippet.marks if start <= s < end]
        lines.append(indent + _marked(Snippet(line, tuple(inside))))
        at = end
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _stood_for(text: str, also: list[Also]) -> str:
    """What a word was searched for besides, as much as a line holds; its key is in the JSON."""
    line = f"{text}: also"
    for number, variant in enumerate(also):
        languages = ", ".join(variant.languages)
        piece = f"{', '.join(variant.untyped[:_SHOWN_FORMS])} ({languages})"
        more = f" · {len(also) - number} more"
        if number and len(line) + len(piece) + len(more) > _width():
            return line + more
        line += f" · {piece}" if number else f" {piece}"
    return line


def show_results(results: Results) -> None:
    """Print hits with their passages, then what they can be narrowed to."""
    for note in results.notes:
        say(f"Note: {note}.")
    if results.suggestion:
        say(f"Did you mean: {results.suggestion}")
    first = results.offset + 1
    shown = f", {first:,} to {results.offset + len(results.hits):,}" if results.hits else ""
    say(_styled(_count(results.total, "article") + shown, _BOLD))
    for text, also in also_searched(results.variants).items():
        say(_styled(_safe(_stood_for(text, also)), _DIM))
    for number, hit in enumerate(results.hits, first):
        about = [_safe(hit.source), language_name(hit.language), str(hit.date or "undated")]
        say()
        say(f"{number:>3}. {_marked(hit.heading, _BOLD)}")
        say("     " + _styled(" · ".join(about), _DIM))
        for line in _wrapped(hit.snippet, "     "):
            say(line)
        say("     " + _styled(_safe(hit.id), _DIM))
    if results.total:
        say()
    for name, facets in results.facets.items():
        values = [f"{facet.label} {facet.count:,}" for facet in facets if facet.count]
        more = [f"{len(values) - _SHOWN_FACETS} more"] if len(values) > _SHOWN_FACETS else []
        if values:
            say(_styled(f"{name:>9}: ", _DIM) + ", ".join(values[:_SHOWN_FACETS] + more))


def show_article(article: StoredArticle, *, everything: bool = False) -> None:
    """Print an article; with `everything`, also what was set aside, marked line by line."""
    languages = ", ".join(language_name(code) for code in article.languages)
    say(_styled(_safe(article.title), _BOLD))
    for name, value in (
        ("id", article.id),
        ("source", article.source),
        ("date", str(article.date or "")),
        ("language", languages),
        ("url", article.url),
        ("file", article.path),
        ("indexed", article.indexed.isoformat() if article.indexed else ""),
        ("repaired", ", ".join(f"{kind} {n}" for kind, n in sorted(article.repairs.items()))),
    ):
        if value:
            say(f"{_styled(f'{name:>9}:', _DIM)} {_safe(value)}")
    at = 0
    blank = True
    for line in article.text.split("\n"):
        stands = at + len(line) - len(line.lstrip())
        at += len(line) + 1
        if article.heading[0] <= stands < article.heading[1]:
            continue  # it stands above
        aside = any(start <= stands < end for start, end in article.boilerplate)
        if not line.strip():
            blank = True
        elif everything or not aside:
            if blank:
                say()
            say(_styled(f"[set aside] {_safe(line)}", _DIM) if aside else _safe(line))
            blank = False
    if article.set_aside and not everything:
        say()
        say(_styled(f"{_count(len(article.set_aside), 'line')} set aside: --all shows them", _DIM))


def show_report(report: Report) -> None:
    """Print what a run did, the problems on standard error."""
    for problem in report.problems[:_SHOWN_PROBLEMS]:
        say(f"skipped {problem}", error=True)
    if len(report.problems) > _SHOWN_PROBLEMS:
        more = len(report.problems) - _SHOWN_PROBLEMS
        say(f"skipped {more} more; article-search stats lists them", error=True)
    names = ("indexed", "unchanged", "removed", "duplicates", "skipped")
    counts = ", ".join(f"{name} {getattr(report, name):,}" for name in names)
    say(f"{counts} in {report.seconds:.1f} s (generation {report.generation})")
    if report.repairs:
        made = ", ".join(f"{kind} {count:,}" for kind, count in sorted(report.repairs.items()))
        say(f"repaired: {made}")
    for note in report.notes:
        say(f"Note: {note}.")


def show_stats(stats: Stats) -> None:
    """Print what an index holds."""
    days = f", {stats.first} to {stats.last}" if stats.first else ""
    say(_styled(_count(stats.articles, "article") + days, _BOLD))
    say(f"generation {stats.generation}, {stats.bytes / 1e6:,.1f} MB, in {stats.directory}")
    say(f"built {stats.built}, last changed {stats.updated}")
    say(f"boilerplate set aside in {_count(stats.set_aside, 'article')}")
    for title, counts in (
        ("languages", {language_name(code): n for code, n in stats.languages.items()}),
        ("sources", stats.sources),
        ("years", dict(sorted(stats.years.items()))),
    ):
        say()
        say(_styled(title, _BOLD))
        for name, number in counts.items():
            say(f"{number:>9,}  {name}")
    if stats.problems:
        say()
        say(_styled(f"skipped: {len(stats.problems)}", _BOLD))
        for problem in stats.problems:
            say(f"  {problem}")


@contextmanager
def progress_bar() -> Iterator["Progress"]:
    """Show how far a run is: a bar on a terminal, a line every few seconds elsewhere."""
    if not sys.stderr.isatty():
        yield _plain_progress()
        return
    from tqdm import tqdm

    # By bytes, since only they are known beforehand; the count of articles stands beside.
    with tqdm(unit="B", unit_scale=True, file=sys.stderr, leave=False, dynamic_ncols=True) as bar:

        def show(articles: int, done: int, total: int) -> None:
            bar.total = total or None
            bar.set_postfix_str(f"{articles:,} articles", refresh=False)
            bar.update(done - bar.n)

        yield show


def _plain_progress() -> "Progress":
    began = last = time.monotonic()

    def show(articles: int, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _PLAIN_EVERY:
            return
        last = now
        share = f", {100 * done // total} %" if total else ""
        say(f"{articles:,} articles{share}, {articles / (now - began):,.0f} a second", error=True)

    return show
