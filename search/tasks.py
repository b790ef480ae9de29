"""What indexing does with many articles at once, in any process.

Two tasks, as indexing has two goes: `Mending` repairs what was read and draws from it what is to be
learnt; `Writing` works out the rest, analyses and writes. What passes between them is packed, so
that whoever hands it on need not look into it.
"""

import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

import zstandard

from search.analysis.dictionaries import make_dictionaries
from search.cleaning import Cleaning, Lesson, Mended, lesson_of, mend, mend_all
from search.engines.base import Parts
from search.engines.batch import Batch, Part, Terms
from search.forms import let_go_of_forms
from search.messages import Message
from search.models import Article, Problem, StoredArticle
from search.preparing import draft_of, finished, look_into
from search.sources.record import Record
from search.terms import terms_of
from search.text.lines import fold_ahead
from search.workers import Tell

__all__ = ["Mending", "Read", "Taken", "Writing", "Written", "problem_of"]

T = TypeVar("T")

_LEVEL = 1
# Letters that are looked at together: what is made of them stays in the processor's cache.
_BLOCK = 1 << 16


_fields_of_record, _fields_of_article = (
    attrgetter(*(field.name for field in fields(kind))) for kind in (Record, Article)
)


class Taken(NamedTuple):
    """A record that is to be indexed."""

    record: Record
    article_id: str
    digest: str


class Read(NamedTuple):
    """What came of records.

    Attributes:
        packed: what `Writing` goes on with.
        lessons: what the articles teach, in their order.
    """

    packed: bytes
    lessons: list[Lesson]
    problems: list[Problem]


class Written(NamedTuple):
    """What came of articles.

    Attributes:
        part: None where none was left.
        languages: of the articles that were written.
        repairs: in all of them.
    """

    part: Part | None
    languages: set[str]
    repairs: Counter[str]
    problems: list[Problem]


class _Waiting(NamedTuple):
    mended: Mended
    article_id: str
    digest: str

    def packed(self) -> tuple[Any, ...]:
        """All of it without objects of our own, which take long to pickle."""
        (record, made, keys), *rest = self
        given, *place = _fields_of_record(record)
        return (*_fields_of_article(given), *place, made, keys, *rest)

    @classmethod
    def unpacked(cls, values: tuple[Any, ...]) -> "_Waiting":
        """What `packed` made."""
        *given, path, key, site, folder, made, keys, article_id, digest = values
        record = Record(Article(*given), path, key, site, folder)
        return cls(Mended(record, made, keys), article_id, digest)


def _all_mended(block: Sequence[Taken], problems: list[Problem]) -> list[Mended | None]:
    """Mended records, None for each that cannot be; their lines are to be looked at next."""
    found: list[Mended | None] = []
    try:
        found += mend_all([one.record for one in block])
    except Exception:
        # One at a time, which shows whose fault it is.
        found = [None] * len(block)
        for number, one in enumerate(block):
            with _Surviving(one.record, problems):
                found[number] = mend(one.record)
    _fold_ahead([mended.record.article for mended in found if mended])
    return found


def _fold_ahead(articles: Sequence[Article]) -> None:
    """Fold at once what is asked for of these articles, one by one."""
    with suppress(Exception):  # then each is folded by itself, which shows whose fault it is
        fold_ahead([text for article in articles for text in (article.text, article.title)])


def problem_of(record: Record, reason: str, remedy: str) -> Problem:
    """What is said of a record that is not indexed."""
    return Problem(
        record.path, record.key or record.article.id or Message("an article"), reason, remedy
    )


class _Surviving:
    """One article in a million must not cost the others."""

    def __init__(self, record: Record, problems: list[Problem]) -> None:
        self._record, self._problems = record, problems

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if not isinstance(error, Exception):
            return False
        said = f"{type(error).__name__}: {error}"
        reason = Message("it could not be prepared ({error})", error=said)
        remedy = Message("leave it out, and report it")
        self._problems.append(problem_of(self._record, reason, remedy))
        return True


@dataclass(frozen=True, slots=True)
class Mending:
    """The first task."""

    def __call__(self, taken: Sequence[Taken], _: Tell) -> Read:
        """Mend records."""
        waiting: list[_Waiting] = []
        lessons: list[Lesson] = []
        problems: list[Problem] = []
        for block in _blocks(taken, lambda one: one.record):
            for one, mended in zip(block, _all_mended(block, problems), strict=True):
                if not mended:
                    continue
                with _Surviving(one.record, problems):
                    lesson = lesson_of(mended.record)
                    mended = Mended(mended.record, mended.made, lesson.keys)
                    waiting.append(_Waiting(mended, one.article_id, one.digest))
                    lessons.append(lesson)
        data = pickle.dumps([one.packed() for one in waiting], pickle.HIGHEST_PROTOCOL)
        return Read(zstandard.ZstdCompressor(_LEVEL).compress(data), lessons, problems)


@dataclass(frozen=True, slots=True)
class Writing:
    """The second task.

    Attributes:
        cleaning: with all that was learnt.
        now: the time, in UTC.
        makers: how many processes it may have make dictionaries.
    """

    parts: Parts
    cleaning: Cleaning
    now: datetime
    makers: int

    def __call__(self, packed: Sequence[bytes], tell: Tell) -> Written:
        """Prepare and write the articles of some `Read`s, in their order."""
        let_go_of_forms()
        problems: list[Problem] = []
        repairs: Counter[str] = Counter()
        languages: set[str] = set()
        part = self.parts.write(self._batches(packed, tell, problems, repairs, languages))
        return Written(part, languages, repairs, problems)

    def _batches(
        self,
        packed: Sequence[bytes],
        tell: Tell,
        problems: list[Problem],
        repairs: Counter[str],
        languages: set[str],
    ) -> Iterator[Batch]:
        """Prepare and analyze articles, batch by batch, and note what came of them."""
        for batch in packed:
            ready: list[tuple[_Waiting, StoredArticle]] = []
            data = pickle.loads(zstandard.ZstdDecompressor().decompress(batch))
            waiting = list(map(_Waiting.unpacked, data))
            for block in _blocks(waiting, lambda one: one.mended.record):
                ready += self._prepared(block, problems)
            make_dictionaries({code for _, it in ready for code in it.languages}, self.makers)
            terms, ready = _analyzed(ready, problems)
            articles = [article for _, article in ready]
            for article in articles:
                repairs.update(article.repairs)
                languages.update(article.languages)
            yield Batch(articles, [one.digest for one, _ in ready], terms)
            tell(len(batch))

    def _prepared(
        self, waiting: Sequence[_Waiting], problems: list[Problem]
    ) -> Iterator[tuple[_Waiting, StoredArticle]]:
        drafts = []
        _fold_ahead([one.mended.record.article for one in waiting])
        for one in waiting:
            with _Surviving(one.mended.record, problems):
                drafts.append((one, draft_of(one.mended, self.cleaning)))
        looked = None
        with suppress(Exception):  # then each is looked at by itself, which shows whose fault it is
            looked = look_into(draft for _, draft in drafts)
        for one, draft in drafts:
            with _Surviving(one.mended.record, problems):
                yield one, finished(draft, one.article_id, self.now, looked)


def _blocks(items: Sequence[T], record_of: Callable[[T], Record]) -> Iterator[Sequence[T]]:
    """Articles that are prepared together."""
    first = letters = 0
    for number, item in enumerate(items, 1):
        letters += len(record_of(item).article.text)
        if letters >= _BLOCK or number == len(items):
            yield items[first:number]
            first, letters = number, 0


def _analyzed(
    ready: list[tuple[_Waiting, StoredArticle]], problems: list[Problem]
) -> tuple[Terms, list[tuple[_Waiting, StoredArticle]]]:
    """The terms of articles, and the articles without those that could not be analyzed."""
    try:
        return terms_of([article for _, article in ready]), ready
    except Exception:
        # One at a time, which shows whose fault it is.
        left = []
        for one, article in ready:
            with _Surviving(one.mended.record, problems):
                terms_of([article])
                left.append((one, article))
        return terms_of([article for _, article in left]), left
