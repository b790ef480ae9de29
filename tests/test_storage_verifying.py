"""`verify` reads all of an index, and names every file that is damaged."""

import shutil
from pathlib import Path

import pytest

from search import Article, build, cli, open_index
from search.engines.whoosh.concepts import CONCEPTS
from search.engines.whoosh.segmentfiles import EXTENSIONS
from search.engines.whoosh.verifying import verify
from search.errors import IndexDamaged, IndexNotFound

_FILES = [*(f"*.{extension}" for extension in EXTENSIONS), CONCEPTS]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    location = tmp_path_factory.mktemp("verified") / "index"
    build([Article(id="1", title="Heron", text="The heron waited, and it was dark.")], location)
    return location


@pytest.fixture
def location(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "index"))


def _file(location: Path, pattern: str) -> Path:
    return next((location / "gen-000001").glob(pattern))


def _damage(path: Path, flipped: int = 0x20) -> None:
    data = bytearray(path.read_bytes())
    data[8] ^= flipped  # the first byte of the first array
    path.write_bytes(data)


def test_a_whole_index_is_right(location: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verify(location)
    assert cli.main(["stats", "--verify", "--index", str(location)]) == 0
    assert "1 article" in capsys.readouterr().out


@pytest.mark.parametrize("pattern", _FILES)
def test_a_changed_byte_is_named_by_its_file(
    location: Path, pattern: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _file(location, pattern)
    _damage(path)
    assert cli.main(["stats", "--verify", "--index", str(location)]) == 1
    said = capsys.readouterr()
    assert str(path) in said.err
    assert not said.out


def test_all_damaged_and_missing_files_are_named(location: Path) -> None:
    changed, cut, gone = (_file(location, pattern) for pattern in _FILES[:3])
    _damage(changed)
    cut.write_bytes(cut.read_bytes()[:-1])
    gone.unlink()
    with pytest.raises(IndexDamaged) as caught:
        verify(location)
    assert all(str(path) in str(caught.value) for path in (changed, cut, gone))
    assert str(_file(location, _FILES[3])) not in str(caught.value)


def test_a_missing_table_of_contents_is_named(location: Path) -> None:
    _file(location, "_MAIN_*.toc").unlink()
    with pytest.raises(IndexDamaged, match="table of contents"):
        verify(location)


def test_without_an_index_nothing_is_verified(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound):
        verify(tmp_path)


def test_words_that_would_stand_outside_of_a_text_are_damage(location: Path) -> None:
    """Without `verify` too: the first word of the title is made longer than the title."""
    _damage(_file(location, "*.off"), 0x1A)
    with open_index(location) as index, pytest.raises(IndexDamaged, match="stand outside"):
        index.search("heron")
