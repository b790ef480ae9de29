"""Build, update, remove; ids, duplicates, sources, dates."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from search import (
    Article,
    SourceError,
    build,
    open_index,
    search,
    update,
)
from search.cleaning import Cleaning, Mended
from search.engines.base import Named
from search.engines.whoosh import open_reader
from search.models import StoredArticle
from search.naming import well_known
from search.preparing import Draft, draft_of
from search.terms import terms_of
from search.text.passage import Verdict, look_all
from search.text.repair import repair_all


def write(folder: Path, **files: str) -> Path:
    """Make files of these names and texts."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def found(location: Path, query: str) -> list[str]:
    return sorted(hit.id for hit in search(query, location, limit=100).hits)


def test_update_touches_only_what_changed(tmp_path: Path) -> None:
    folder, location = tmp_path / "articles", tmp_path / "index"
    write(folder, a="Apples\n\nApples are ripe.", b="Pears\n\nPears are late.", c="Plums\n\nPlums.")
    first = update([folder], location)
    assert (first.indexed, first.unchanged, first.removed, first.skipped) == (3, 0, 0, 0)
    again = update([folder], location)
    assert (again.indexed, again.unchanged, again.removed) == (0, 3, 0)
    assert again.generation == first.generation, "nothing changed, so nothing was committed"

    write(folder, b="Pears\n\nPears are early after all.")
    (folder / "c.txt").unlink()
    third = update([folder], location)
    assert (third.indexed, third.unchanged, third.removed) == (1, 1, 1)
    assert found(location, "early") == ["b.txt"]
    assert found(location, "late") == []
    assert found(location, "plums") == []
    assert found(location, "") == ["a.txt", "b.txt"]


def test_names_of_a_language_are_worked_out_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def noted(language: str) -> tuple[Named, ...]:
        asked.append(language)
        return well_known(language)

    monkeypatch.setattr("search.indexing.well_known", noted)
    english, german = "Paris was quiet in the morning.", "In Paris war es am Morgen ruhig."
    build([Article(id="1", text=english, language="en")], tmp_path / "ix")
    update([Article(id="2", text=english + " So was Rome.", language="en")], tmp_path / "ix")
    update([Article(id="3", text=german, language="de")], tmp_path / "ix")
    assert asked == ["en", "de"]


def test_update_removes_only_below_its_own_folders(tmp_path: Path) -> None:
    north = write(tmp_path / "north", a="Snow\n\nSnow fell.")
    south = write(tmp_path / "south", b="Sun\n\nThe sun shone.")
    location = tmp_path / "index"
    update([north, south], location)
    (south / "b.txt").unlink()
    assert update([north], location).removed == 0
    assert found(location, "") == ["a.txt", "b.txt"]
    assert update([south], location).removed == 1
    assert found(location, "") == ["a.txt"]


def test_one_file_of_an_indexed_folder_can_be_refreshed(tmp_path: Path) -> None:
    folder = write(tmp_path / "f", a="Snow\n\nSnow fell.", b="Sun\n\nThe sun shone.")
    location = tmp_path / "index"
    update([folder], location)
    write(folder, b="Sun\n\nThe sun hid.")
    report = update([folder / "b.txt"], location)
    assert (report.indexed, report.removed) == (1, 0)
    assert found(location, "") == ["a.txt", "b.txt"]


def test_a_file_that_cannot_be_read_loses_nothing(tmp_path: Path) -> None:
    folder, location = tmp_path / "f", tmp_path / "index"
    folder.mkdir()
    lines = [json.dumps({"id": str(n), "text": f"number {n} of the series"}) for n in range(3)]
    (folder / "all.jsonl").write_text("\n".join(lines), "utf-8")
    update([folder], location)
    (folder / "all.jsonl").write_text("\n".join([lines[0], lines[1][:10]]), "utf-8")
    report = update([folder], location)
    assert (report.unchanged, report.skipped, report.removed) == (1, 1, 0)
    assert "line 2" in str(report.problems[0])
    assert found(location, "series") == ["0", "1", "2"]
    with open_index(location) as index:
        assert index.stats().problems == report.problems


def test_a_problem_is_forgotten_when_it_is_mended(tmp_path: Path) -> None:
    folder = write(tmp_path / "f", a="Snow\n\nSnow fell.")
    (folder / "bad.jsonl").write_text("{", "utf-8")
    location = tmp_path / "index"
    assert update([folder], location).skipped == 1
    (folder / "bad.jsonl").write_text('{"text": "all is well"}', "utf-8")
    assert update([folder], location).skipped == 0
    with open_index(location) as index:
        assert index.stats().problems == ()


def test_articles_of_a_script_are_replaced_by_id_and_never_removed(tmp_path: Path) -> None:
    location = tmp_path / "index"
    update([Article(id="1", text="old words"), Article(id="2", text="other words")], location)
    report = update([Article(id="1", text="new words")], location)
    assert (report.indexed, report.removed) == (1, 0)
    assert found(location, "words") == ["1", "2"]
    assert found(location, "old") == []


def test_ids_come_from_the_article_then_its_url_then_its_place(tmp_path: Path) -> None:
    folder = write(tmp_path / "f" / "deep", a="Snow\n\nSnow fell.")
    (folder / "two.jsonl").write_text(
        '{"id": "given", "url": "https://a.example/1", "text": "one"}\n'
        '{"url": "https://a.example/2", "text": "two"}\n{"text": "three"}\n',
        "utf-8",
    )
    location = tmp_path / "index"
    update([tmp_path / "f"], location)
    expected = ["deep/a.txt", "deep/two.jsonl#3", "given", "https://a.example/2"]
    assert found(location, "") == expected


def test_one_url_for_many_articles_merges_none_of_them(tmp_path: Path) -> None:
    location, url = tmp_path / "index", "https://site.example/"
    articles = [Article(url=url, text=f"story number {n}") for n in range(4)]
    report = update([*articles, articles[0]], location)
    assert (report.indexed, report.duplicates) == (4, 1)
    assert len(found(location, "story")) == 4
    assert any("have the id of another" in note for note in report.notes)
    assert update([*articles, articles[0]], location).unchanged == 4


def test_equal_places_in_two_folders_are_two_articles(tmp_path: Path) -> None:
    location = tmp_path / "index"
    write(tmp_path / "one", a="Snow\n\nSnow fell.")
    write(tmp_path / "two", a="Sun\n\nThe sun shone.")
    update([tmp_path / "one"], location)
    update([tmp_path / "two"], location)
    assert len(found(location, "")) == 2
    assert update([tmp_path / "one", tmp_path / "two"], location).unchanged == 2


def test_an_article_without_a_word_is_reported(tmp_path: Path) -> None:
    report = build(
        [Article(id="empty", text=" \n"), Article(id="full", text="word")], tmp_path / "i"
    )
    assert (report.indexed, report.skipped) == (1, 1)
    assert "empty" in str(report.problems[0])


def test_build_replaces_all(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="old")], location)
    report = build([Article(id="2", text="new")], location)
    assert report.generation == "2.1"
    assert found(location, "") == ["2"]
    assert [path.name for path in location.glob("gen-*")] == ["gen-000002"]


def test_items_of_the_wrong_kind_are_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="list"):
        build("seeds", tmp_path / "i")
    with pytest.raises(SourceError, match="neither a path nor an Article"):
        build([{"text": "a dictionary"}], tmp_path / "i")  # type: ignore[arg-type]


def test_an_index_inside_the_indexed_folder_is_no_article(tmp_path: Path) -> None:
    write(tmp_path, a="Snow\n\nSnow fell.")
    location = tmp_path / "index"
    for _ in range(2):
        report = update([tmp_path], location)
        assert (report.skipped, report.removed) == (0, 0)
    assert found(location, "") == ["a.txt"]


def test_a_folder_behind_a_link_is_kept_up_to_date(tmp_path: Path) -> None:
    folder = write(tmp_path / "real", a="Snow\n\nSnow fell.", b="Sun\n\nThe sun shone.")
    (tmp_path / "link").symlink_to(folder)
    location = tmp_path / "index"
    update([tmp_path / "link"], location)
    (folder / "b.txt").unlink()
    assert update([tmp_path / "link"], location).removed == 1


@pytest.mark.parametrize("given", ['"url": "https://dummy.example/"', '"id": "1"'])
def test_equal_ids_of_two_files_lose_nothing_in_whatever_runs(tmp_path: Path, given: str) -> None:
    location = tmp_path / "index"
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, text in ((one, "first lamb"), (two, "second lamb")):
        folder.mkdir()
        (folder / "all.jsonl").write_text(f'{{{given}, "text": "{text}"}}', "utf-8")
    for paths in ([one], [two], [one, two], [two], [one]):
        report = update(paths, location)
        assert report.removed == 0
    assert report.unchanged == 1
    assert len(found(location, "lamb")) == 2
    build([one, two], location)
    assert update([two], location).unchanged == 1
    assert len(found(location, "lamb")) == 2


def test_the_same_article_of_two_files_is_one(tmp_path: Path) -> None:
    location = tmp_path / "index"
    line = '{"url": "https://site.example/1", "text": "one lamb"}'
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text(line, "utf-8")
    assert update([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], location).duplicates == 1
    assert update([tmp_path / "b.jsonl"], location).duplicates == 1
    assert len(found(location, "lamb")) == 1


def test_one_url_one_text_but_another_day_is_another_article(tmp_path: Path) -> None:
    location = tmp_path / "index"
    url, text = "https://dummy.example/", "the same lamb"
    report = build(
        [Article(url=url, text=text, date=d) for d in ("2021-01-01", "2021-01-02")], location
    )
    assert (report.indexed, report.duplicates) == (2, 0)


def test_an_article_that_cannot_be_prepared_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing_to_repair(texts: Sequence[str]) -> list[tuple[str, Counter[str]]]:
        if "worst" in texts:
            raise MemoryError("too long")
        return repair_all(texts)

    def failing(mended: Mended, cleaning: Cleaning) -> Draft:
        if "bad" in mended.record.article.text:
            raise MemoryError("too long")
        return draft_of(mended, cleaning)

    def failing_to_look(texts: Sequence[str]) -> list[Verdict]:
        if "strange" in texts:
            raise MemoryError("too long")
        return look_all(texts)

    def failing_later(articles: list[StoredArticle]) -> object:
        if any("worse" in article.text for article in articles):
            raise MemoryError("too long")
        return terms_of(articles)

    monkeypatch.setattr("search.cleaning.repair_all", failing_to_repair)
    monkeypatch.setattr("search.tasks.draft_of", failing)
    monkeypatch.setattr("search.preparing.look_all", failing_to_look)
    monkeypatch.setattr("search.text.language.look_all", failing_to_look)
    monkeypatch.setattr("search.tasks.terms_of", failing_later)
    texts = ("bad", "good", "strange", "worse", "better", "worst")
    articles = [Article(id=text, text=text) for text in texts]
    report = update(articles, tmp_path / "i")
    assert (report.indexed, report.skipped) == (2, 4)
    assert all("MemoryError" in str(problem) for problem in report.problems)
    assert {problem.place for problem in report.problems} == {"bad", "strange", "worse", "worst"}
    assert found(tmp_path / "i", "good OR better") == ["better", "good"]


def test_very_long_words_are_words(tmp_path: Path) -> None:
    articles = [
        Article(id=letter, text=f"lamb {letter * 3_000_000}") for letter in ("x", "1", "я", "xа")
    ]
    assert build(articles, tmp_path / "i").indexed == 4
    assert len(found(tmp_path / "i", "lamb")) == 4


def test_stated_sources_are_spelled_alike(tmp_path: Path) -> None:
    location = tmp_path / "index"
    given = (
        "https://www.bbc.example/news",
        "BBC.example",
        "bbc.example",
        "www.bbc.example/",
        "The Post",
    )
    build([Article(id=str(n), text=f"lamb {n}", source=s) for n, s in enumerate(given)], location)
    with open_index(location) as index:
        assert index.stats().sources == {"bbc.example": 4, "The Post": 1}
        assert index.search("source:www.bbc.example").total == 4


def test_the_first_day_of_unix_time_is_no_date(tmp_path: Path) -> None:
    build([Article(id="1", text="lamb", date="1970-01-01")], tmp_path / "i")
    assert search("", tmp_path / "i").hits[0].date is None


@pytest.mark.parametrize("field", ["id", "title", "text", "source", "language", "date", "url"])
def test_half_an_emoji_costs_no_article(tmp_path: Path, field: str) -> None:
    given = {"id": "a", "title": "Apples", "text": "Apples are ripe.", "url": "https://x.example/"}
    given[field] = given.get(field, "") + "\ud83d"
    report = build([Article(**given), Article(id="b", text="Pears are late.")], tmp_path)
    assert (report.indexed, report.problems) == (2, ())
    with open_index(tmp_path) as index:
        [hit] = index.search("apples").hits
        repr(index.article(hit.id)).encode()  # UTF-8 has no half of a pair
        assert index.search("pears").total == 1
    assert update([Article(**given)], tmp_path).unchanged == 1


def test_ids_that_differ_in_half_an_emoji_stay_two(tmp_path: Path) -> None:
    articles = [Article(id=f"a{half}", text=f"Apples {half!r}.") for half in "\ud83d\ud83e"]
    assert build(articles, tmp_path).indexed == 2


def test_frequencies_leave_out_what_is_gone(tmp_path: Path) -> None:
    articles = [Article(id=name, text=f"Apples of {name}.") for name in "abc"]
    build(articles, tmp_path)
    for gone, left in zip("abc", (2, 1, 0), strict=True):
        update([Article(id=gone, text="Pears.")], tmp_path)
        reader = open_reader(tmp_path)
        assert reader.frequency("exact_body", "apples") == left
        assert reader.frequency("exact_body", "pears") == 3 - left
        assert bool(reader.spread("exact_body", "apples")) == bool(left)
        assert reader.holds("exact_body", "apples") == bool(left)
        assert not reader.holds("exact_body", "plums")
        reader.close()


@pytest.mark.parametrize("name", ["id", "title", "text", "source", "language", "url"])
def test_an_article_with_a_field_that_is_no_text_costs_no_other(tmp_path: Path, name: str) -> None:
    wrong = Article(**{"text": "bad", name: 5})  # type: ignore[arg-type]
    report = build([wrong, Article(id="2", text="good")], tmp_path / "i")
    assert (report.indexed, report.skipped) == (1, 1)
    assert str(report.problems[0]).startswith(f"item 1: its {name} is int, not text; give it as")
