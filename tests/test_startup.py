"""What is loaded: packages by a command, dictionaries by a search; nothing that is not used."""

import subprocess
import sys
from pathlib import Path

import pytest

from search import Article, Index
from tests.conftest import Build

# Packages outside of the standard library that a search may import, and never another.
ALLOWED = {
    "Stemmer",
    "marisa_trie",
    "numpy",
    "platformdirs",
    "rapidfuzz",
    "regex",
    "search",
    "whoosh",
    "zstandard",
}

_COMMAND = """
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    from search.cli import main
    main(sys.argv[1:])
"""
_PACKAGES = f"""
known = {{name.partition(".")[0] for name in sys.modules}} | set(sys.stdlib_module_names)
{_COMMAND}
names = {{name.partition(".")[0] for name in sys.modules}} - known
print(*(name for name in names if name[0] != "_" and name != "cython_runtime"))
"""
_DICTIONARIES = """
from search import open_index
from search.analysis import dictionaries

kept, loaded = dictionaries.kept_trie, []

def noted(path, *rest, **named):
    loaded.append(path.stem)
    return kept(path, *rest, **named)

dictionaries.kept_trie = noted
with open_index(sys.argv[1]) as index:
    if sys.argv[2:]:
        index.search(" ".join(sys.argv[2:]), snippets=False)
    else:
        index.warm_up()
print(*loaded)
"""
_PAGES = """
from jinja2 import Environment
from web import create_app, warm_up

app = create_app(sys.argv[1])
warm_up(app)
client = app.test_client()
client.get("/static/nothing")  # what the client itself loads
known, compiled = set(sys.modules), Environment.compile

def noted(*rest, **named):
    print("a template")
    return compiled(*rest, **named)

Environment.compile = noted
for address in ("/", "/?q=ministers", "/article?id=en-1", "/help", "/collection"):
    assert client.get(address).status_code == 200
print(*sorted(set(sys.modules) - known))
"""


def run(code: str, *arguments: str) -> set[str]:
    """What a program prints, word by word."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def location(index: Index) -> str:
    return str(Path(index.stats().directory).parent)


@pytest.fixture
def ministers(indexed: Build) -> str:
    """An index of three languages, each word in so many articles that none is taken for a slip."""
    texts = {
        "en": "The ministers of the government met in the capital and spoke about the harvest.",
        "uk": "Міністри уряду зустрілися в столиці й говорили про врожай, а за міністрами пішли.",
        "bg": "Членовете на правителството се срещнаха в столицата и говориха за реколтата днес.",
    }
    articles = [
        Article(id=f"{code}-{number}", title=f"{number}", text=text, language=code)
        for code, text in texts.items()
        for number in range(3)
    ]
    return location(indexed(*articles))


@pytest.mark.parametrize("query", ["ministers", "Міністрами", "Quillfeather", "вигаданеслово"])
def test_a_search_imports_these_packages_only(ministers: str, query: str) -> None:
    command = ("search", query, "--index", ministers)
    run(_PACKAGES, *command)  # what is made once on a machine may take more
    assert {"numpy", "search"} <= run(_PACKAGES, *command) <= ALLOWED


def test_a_search_imports_nothing_that_only_writes(ministers: str) -> None:
    """It answers in half a second, most of which is imports."""
    found = run(f"{_COMMAND}\nprint(*sys.modules)", "search", "ministers", "--index", ministers)
    writing = ("indexing", "workers", "terms", "forms", "engines.whoosh.writer")
    assert found & {f"search.{name}" for name in writing} == set()
    assert "search.searching" in found


def test_help_and_the_package_import_nothing_else() -> None:
    assert run(_PACKAGES, "--help") == {"search"}
    assert run(_PACKAGES, "search", "--help") == {"search"}
    imported = 'import search\nprint(*{"numpy", "regex", "search.cli"} & set(sys.modules))'
    assert run(imported) == set()


@pytest.mark.parametrize(
    ("query", "loaded"),
    [
        ("ministers", set()),
        ("MINISTERS", set()),
        ("minister", {"en-en"}),
        # What one language has may be another form in the next.
        ("міністрами", {"bg-bg"}),
        ("міністр", {"bg-bg", "uk-uk"}),
        # What no article has in any form may have been typed on another keyboard.
        ("ministerial", {"bg-bg", "en-en", "uk-uk"}),
        ("ministers міністрами", {"bg-bg"}),
        ("2021", set()),
        ("αθήνα", set()),
    ],
)
def test_a_word_loads_dictionaries_of_its_script_that_need_it(
    ministers: str, query: str, loaded: set[str]
) -> None:
    assert run(_DICTIONARIES, ministers, query) == loaded


def test_a_server_loads_them_before_it_takes_requests(ministers: str) -> None:
    assert run(_DICTIONARIES, ministers) == {"bg-bg", "en-en", "uk-uk"}


def test_the_first_readers_of_a_server_wait_for_no_more_than_others(ministers: str) -> None:
    assert run(_PAGES, ministers) == set()
