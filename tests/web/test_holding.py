"""The index changes while it is searched."""

import random
import shutil
import threading
from pathlib import Path

import pytest
from flask import Flask

from search.indexing import build, update
from search.models import Article
from search.searching import Index
from tests.web.helpers import get
from web import create_app
from web.holder import Holder


def test_the_index_is_opened_again_after_a_change(tmp_path: Path) -> None:
    where = tmp_path / "index"
    app = create_app(where)
    with app.test_client() as client:
        assert client.get("/").status_code == 503
        build([Article(id="one", title="First story", text="About otters.")], where)
        assert get(client, "/?q=otters").total == 1
        update([Article(id="two", title="Second story", text="About otters too.")], where)
        assert get(client, "/?q=otters").total == 2
        build([Article(id="three", title="Third story", text="About seals.")], where)
        assert get(client, "/?q=otters").total == 0
        assert get(client, "/?q=seals").total == 1
        assert "1 article" in get(client, "/").text
    app.extensions["article-search"].close()


def test_a_replaced_index_is_closed_by_its_last_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tmp_path / "index"
    build([Article(id="one", title="First story", text="About otters.")], where)
    holder = Holder(where)
    closed = list[str]()

    def close_and_tell() -> None:
        closed.append("old")
        Index.close(old)

    with holder.lend() as old, holder.lend() as same:
        assert same is old
        monkeypatch.setattr(old, "close", close_and_tell)
        build([Article(id="two", title="Second story", text="About seals.")], where)
        with holder.lend() as new:
            assert new is not old
            assert new.search("seals").total == 1
        assert old.search("otters").total == 1
        assert not closed
    assert closed == ["old"]
    holder.close()


def test_threads_search_while_the_index_changes(tmp_path: Path) -> None:
    where = tmp_path / "index"
    build([Article(id="0", title="Story 0", text="About otters.")], where)
    app: Flask = create_app(where)
    failures = list[str]()
    done = threading.Event()

    def search() -> None:
        client = app.test_client()
        while not done.is_set():
            response = client.get("/?q=otters")
            if response.status_code != 200:
                failures.append(response.text)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 5):
        article = Article(id=str(number), title=f"Story {number}", text="About otters.")
        (build if number % 2 else update)([article], where)
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    app.extensions["article-search"].close()


def test_a_changed_index_is_warmed_up_behind_the_first_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tmp_path / "index"
    build([Article(id="one", title="First story", text="About otters.")], where)
    app = create_app(where)
    holder: Holder = app.extensions["article-search"]
    begun, go_on, closed = threading.Event(), threading.Event(), threading.Event()
    warmed, close = list[str](), Index.close

    def warm_up(index: Index) -> None:
        warmed.append(index.generation)
        begun.set()
        assert go_on.wait(60)
        index.search("seals")  # it is still open

    def close_and_tell(index: Index) -> None:
        close(index)
        if index.generation in warmed:
            closed.set()

    monkeypatch.setattr(Index, "warm_up", warm_up)
    monkeypatch.setattr(Index, "close", close_and_tell)
    with app.test_client() as client:
        assert get(client, "/?q=otters").total == 1
        assert not warmed, "nothing has changed"
        build([Article(id="two", title="Second story", text="About seals.")], where)
        assert get(client, "/?q=seals").total == 1
        assert begun.wait(60)
        assert get(client, "/?q=seals").total == 1, "nobody waits for it"
    with holder.lend() as index:
        assert warmed == [index.generation]
    holder.close()
    assert not closed.is_set()
    go_on.set()
    assert closed.wait(60)


# Whoosh leaves files open when it cannot read them.
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
def test_an_index_that_is_overwritten_under_a_server_is_said(tmp_path: Path) -> None:
    articles = [Article(id=str(n), text=f"The {n} otters were seen. " * 9) for n in range(60)]
    build(articles, tmp_path / "whole")
    asked = ("/", "/?q=otters", "/?q=ott*", "/download.csv", "/feed", "/print", "/article?id=7",
             "/api/search?q=seen", "/api/suggest?q=ot", "/api/stats", "/values/source")  # fmt: skip
    statuses = set()
    for tenth in range(10):
        where = tmp_path / str(tenth)
        shutil.copytree(tmp_path / "whole", where)
        app = create_app(where)
        client = app.test_client()
        assert client.get("/api/stats").status_code == 200
        for path in where.rglob("MAIN_*"):
            size = path.stat().st_size
            with path.open("r+b") as file:
                file.seek(tenth * size // 10)
                file.write(random.Random(tenth).randbytes(size // 10))
        for address in asked:
            with client.get(address, buffered=True) as response:
                statuses.add(response.status_code)
                assert response.status_code in {200, 404, 503}, (tenth, address)
        assert client.get("/help").status_code == 200
        app.extensions["article-search"].close()
    assert 503 in statuses
