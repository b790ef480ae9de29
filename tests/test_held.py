"""What an update knows of the articles that an index holds."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh.index import open_dir

from search import IndexDamaged, build, update
from search.engines.base import Known
from search.engines.whoosh import open_writer
from search.engines.whoosh.held import HeldArticles
from search.engines.whoosh.location import Location
from search.engines.whoosh.writer import WhooshWriter
from search.workers import Workers


def story(number: int, told: str) -> str:
    return f"Story {number}\n\nIt was {told} by the harbour, they said, for the {number}th time."


def tell(folder: Path, numbers: range, told: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"{number}.txt").write_text(story(number, told), "utf-8")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """An index, in several segments, and two folders, of each of which something changed."""
    root = tmp_path_factory.mktemp("held")
    east, west, index = root / "east", root / "eastern", root / "index"
    tell(east, range(120), "told")
    build([east], index)
    tell(west, range(200, 212), "told")
    update([west], index)
    tell(east, range(3), "sung")
    (east / "7.txt").unlink()
    update([east], index)
    tell(west, range(205, 206), "whispered")
    update([west], index)
    return index, east, west


@pytest.fixture
def writer(places: tuple[Path, Path, Path]) -> Iterator[WhooshWriter]:
    writer = open_writer(places[0], fresh=False, workers=Workers(1))
    yield writer
    writer.cancel()


def by_whoosh(index: Path) -> dict[str, Known]:
    """The same from Whoosh's own reader, article by article."""
    [folder] = index.glob("gen-*")
    with open_dir(str(folder)).reader() as reader:
        assert len(reader.leaf_readers()) > 1, "so that there is more than one segment"
        assert reader.has_deletions()
        columns = {name: reader.column_reader(name) for name in ("id", "digest", "path")}
        return {
            columns["id"][number]: Known(
                columns["digest"][number].decode(), columns["path"][number].decode()
            )
            for number in reader.all_doc_ids()
        }


def test_articles_are_found_one_by_one_and_all_at_once(
    places: tuple[Path, Path, Path], writer: WhooshWriter
) -> None:
    held, expected = writer.known(), by_whoosh(places[0])
    assert len(held) == len(expected) == 131
    for article_id in list(expected) * 2:  # at first as a search finds them
        assert held.get(article_id) == expected[article_id]
    assert "_numbers" in vars(held)
    assert not any(known.path.endswith("/7.txt") for known in expected.values())
    for anew in (held, HeldArticles(Location(places[0]), held._segments)):
        assert (anew.get("7.txt"), anew.get("8.txt")) == (None, expected["8.txt"])


def test_articles_are_found_by_their_files(
    places: tuple[Path, Path, Path], writer: WhooshWriter
) -> None:
    held, expected = writer.known(), by_whoosh(places[0])
    for folder in places[1:]:
        ours = {path for path in held.paths() if Path(path).is_relative_to(folder)}
        found = list(held.of_paths(ours))
        assert len(found) == len(set(found))
        wanted = {key for key, known in expected.items() if Path(known.path).is_relative_to(folder)}
        assert set(found) == wanted
        assert wanted
    assert list(held.of_paths(set())) == []


def test_what_is_known_is_of_the_beginning(writer: WhooshWriter) -> None:
    held = writer.known()
    [article_id] = held.of_paths({path for path in held.paths() if path.endswith("205.txt")})
    before = held.get(article_id)
    writer.remove([article_id])
    assert held.get(article_id) == before is not None


def test_a_few_articles_of_many_are_asked_for_without_reading_all(writer: WhooshWriter) -> None:
    held = writer.known()
    for number in range(4):
        assert held.get(f"nothing {number}") is None
    assert "_numbers" not in vars(held)


def test_a_damaged_column_is_said(places: tuple[Path, Path, Path], tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(places[0], index)
    for path in index.glob("gen-*/*.doc"):
        data = path.read_bytes()
        path.write_bytes(data.replace(b"\x28\xb5\x2f\xfd", b"\x28\xb5\x2f\xfe"))
    writer = open_writer(index, fresh=False, workers=Workers(1))
    try:
        with pytest.raises(IndexDamaged, match="rebuild"):
            writer.known().paths()
    finally:
        writer.cancel()


def test_another_article_is_never_taken_out(
    writer: WhooshWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Postings have no checksum: what they say is looked up in the column of ids."""
    held = writer.known()
    other = held._postings.of("id", "9.txt")
    monkeypatch.setattr(held._postings, "of", lambda *_: other)
    assert held.place("9.txt")
    with pytest.raises(IndexDamaged, match=r"'10\.txt' is another article.*rebuild"):
        writer.remove(["10.txt"])


def test_a_column_that_ends_too_soon_is_said(
    writer: WhooshWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = writer.known()
    column = held._column(0, "digest")
    monkeypatch.setitem(held._columns, (0, "digest"), column._replace(codes=column.codes[:0]))
    with pytest.raises(IndexDamaged, match="rebuild"):
        held.get("9.txt")
