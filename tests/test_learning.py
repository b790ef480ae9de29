"""What a run learns of its sources, what the index keeps of it, and the settings over it."""

from pathlib import Path

import pytest

from search import Article, IndexDamaged, Report, UsageError, build, open_index, update
from search.config import SETTINGS_NAME, Settings
from tests.test_repeated import FOOTER, sentences, titled


def article(number: int, source: str = "leht.example", *, foot: bool = True) -> Article:
    lines = [titled(number), *sentences(number), *(FOOTER if foot else [])]
    return Article(id=str(number), text="\n".join(lines), source=source)


def aside(location: Path) -> dict[str, bool]:
    """Id -> whether the foot of its page was set aside; nothing else ever is."""
    found = {}
    with open_index(location) as index:
        for hit in index.search("", limit=100).hits:
            lines = list(index.article(hit.id).set_aside)
            assert lines in ([], FOOTER)
            found[hit.id] = bool(lines)
    return found


def late(report: Report) -> bool:
    return any("became known only now" in note for note in report.notes)


@pytest.mark.parametrize("run", [build, update])
def test_what_can_be_read_only_once_is_judged_by_all_of_it(tmp_path: Path, run: object) -> None:
    report = run((article(n) for n in range(9)), tmp_path / "i")  # type: ignore[operator]
    assert (report.indexed, late(report)) == (9, False)
    assert aside(tmp_path / "i") == {str(n): True for n in range(9)}
    with open_index(tmp_path / "i") as index:
        assert index.search("paberleht").total == 0
        assert index.stats().set_aside == 9


def test_a_new_article_of_a_known_source(tmp_path: Path) -> None:
    build([article(n) for n in range(6)], tmp_path / "i")
    report = update([article(6), article(7, "muu.example")], tmp_path / "i")
    assert (report.indexed, late(report)) == (2, False)
    assert aside(tmp_path / "i") == {**{str(n): True for n in range(7)}, "7": False}


def test_learning_goes_on_from_one_run_to_the_next(tmp_path: Path) -> None:
    location = tmp_path / "i"
    reports = [update([article(n)], location) for n in range(5)]
    # The third makes it a pattern. The two before stay as they were judged, and the report says so.
    assert [late(report) for report in reports] == [False, False, True, False, False]
    assert aside(location) == {str(n): n >= 2 for n in range(5)}
    assert update([article(n) for n in range(5)], location).unchanged == 5
    assert not late(build([article(n) for n in range(5)], location))
    assert aside(location) == {str(n): True for n in range(5)}


def test_an_article_that_is_only_changed_teaches_nothing_new(tmp_path: Path) -> None:
    location = tmp_path / "i"
    build([article(0), article(1)], location)
    for word in ("esiteks", "teiseks", "lõpuks"):
        old = article(1)
        report = update([Article(id="1", text=f"{old.text}\n{word}", source=old.source)], location)
        assert report.indexed == 1
    assert aside(location) == {"0": False, "1": False}


def test_folders_are_sources(tmp_path: Path) -> None:
    for number in range(4):
        folder = tmp_path / "crawl" / ("yks" if number < 3 else "kaks")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.txt").write_text(article(number).text, "utf-8")
    update([tmp_path / "crawl"], tmp_path / "i")
    expected = {f"yks/{n}.txt": True for n in range(3)} | {"kaks/3.txt": False}
    assert aside(tmp_path / "i") == expected


def test_two_builds_of_the_same_learn_the_same(tmp_path: Path) -> None:
    for name in ("a", "b"):
        build([article(n, f"s{n % 2}.example") for n in range(12)], tmp_path / name)
    first, second = (next((tmp_path / name).glob("gen-*/learnt")) for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_damage_to_what_was_learnt_is_said(tmp_path: Path) -> None:
    build([article(0)], tmp_path / "i")
    next((tmp_path / "i").glob("gen-*/learnt")).write_bytes(b"garbage")
    with pytest.raises(IndexDamaged, match="rebuild"):
        update([article(1)], tmp_path / "i")
    assert aside(tmp_path / "i") == {"0": False}


def test_progress_is_told_of_reading_and_then_of_writing(tmp_path: Path) -> None:
    steps: list[tuple[int, int, int]] = []
    path = tmp_path / "all.txt"
    path.write_text(article(0).text, "utf-8")
    build([path], tmp_path / "i", progress=lambda *step: steps.append(step))
    size = path.stat().st_size
    assert steps[0] == (1, size, size)
    assert steps[-1][0] == 1
    assert steps[-1][1] == steps[-1][2] > 0


def test_a_source_that_is_kept(tmp_path: Path) -> None:
    location = tmp_path / "i"
    articles = [article(n, "leht.example" if n < 5 else "muu.example") for n in range(10)]
    report = build(articles, location)
    assert all(aside(location).values())
    keep = Settings(keep=frozenset({"Leht.example"}))
    report = update(articles, location, settings=keep)
    assert (report.indexed, report.unchanged) == (5, 5), "only what the settings change"
    assert aside(location) == {str(n): n >= 5 for n in range(10)}
    assert update(articles, location, settings=keep).unchanged == 10
    report = update(articles, location)
    assert (report.indexed, report.unchanged) == (5, 5)
    assert all(aside(location).values())


def test_switched_off(tmp_path: Path) -> None:
    articles = [article(n) for n in range(5)]
    build(articles, tmp_path / "i", settings=Settings(boilerplate=False))
    assert not any(aside(tmp_path / "i").values())


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    return tmp_path / SETTINGS_NAME


def test_the_settings_beside_the_index(tmp_path: Path, settings: Path) -> None:
    settings.write_text('[boilerplate]\nkeep = ["leht.example"]\n', "utf-8")
    articles = [article(n) for n in range(5)]
    build(articles, tmp_path / "i")
    assert not any(aside(tmp_path / "i").values())
    named = tmp_path / "other.toml"
    named.write_text("[boilerplate]\nenabled = true\n", "utf-8")
    update(articles, tmp_path / "i", settings=named)
    assert all(aside(tmp_path / "i").values())


def test_the_settings_that_the_environment_names(
    tmp_path: Path, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.write_text("[boilerplate]\nenabled = true\n", "utf-8")
    named = tmp_path / "named.toml"
    named.write_text("[boilerplate]\nenabled = false\n", "utf-8")
    monkeypatch.setenv("ARTICLE_SEARCH_SETTINGS", str(named))
    build([article(n) for n in range(5)], tmp_path / "i")
    assert not any(aside(tmp_path / "i").values())


def test_the_settings_are_no_article(tmp_path: Path, settings: Path) -> None:
    settings.write_text("[boilerplate]\nenabled = true\n", "utf-8")
    (tmp_path / "1.txt").write_text(article(1).text, "utf-8")
    report = update([tmp_path], tmp_path / "i")
    assert (report.indexed, report.skipped) == (1, 0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[boilerplate", "is not TOML"),
        ("[boilerplat]", "no setting 'boilerplat'; there is [boilerplate] only"),
        ("boilerplate = true", "boilerplate is a table"),
        ("[boilerplate]\nkep = []", "no setting 'kep' in [boilerplate]; there are enabled, keep"),
        ("[boilerplate]\nenabled = 1", "boilerplate.enabled is 1; make it true or false"),
        ('[boilerplate]\nkeep = "a"', "boilerplate.keep is 'a'; make it a list of sources"),
        ("[boilerplate]\nkeep = [1]", "boilerplate.keep is [1]; make it a list of sources"),
        ('[boilerplate]\nkeep = [" "]', "make it a list of sources"),
    ],
)
def test_what_is_wrong_with_settings_is_said(
    tmp_path: Path, settings: Path, text: str, message: str
) -> None:
    settings.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        build([article(0)], tmp_path / "i")
    assert str(settings) in str(caught.value)
    assert message in str(caught.value)
    assert not (tmp_path / "i").exists()


def test_settings_that_are_named_but_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no settings file"):
        update([article(0)], tmp_path / "i", settings=tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"# \xe9\n")
    with pytest.raises(UsageError, match="cannot read"):
        update([article(0)], tmp_path / "i", settings=tmp_path / "latin.toml")
