"""The house stays as the design draws it."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import search
import web
from tests.conftest import ROOT, Build

MODULES = sorted(path for package in ("search", "web") for path in (ROOT / package).rglob("*.py"))
LONGEST = 400


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found.add(node.module or "")
    return found


# Modules whose name begins so -> what they may not import.
FORBIDDEN = {
    "search.text": ("search.engines", "search.sources", "search.indexing", "search.searching"),
    "search.analysis": ("search.engines", "search.sources", "search.text", "search.indexing"),
    "search.sources": ("search.engines", "search.text", "search.analysis", "search.indexing"),
    "search.engines": ("search.sources", "search.text", "search.indexing", "search.searching"),
    "search.queries": ("search.engines", "search.analysis"),
    "search.syntax": ("search.engines", "search.analysis"),
    "search.searching": ("search.indexing", "search.sources", "search.text"),
    "search": ("web", "flask"),
}
ALLOWED = {"search.cli": ("web",)}  # `serve` starts the page


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_flows_back_up(path: Path) -> None:
    name = name_of(path)
    for part, forbidden in FORBIDDEN.items():
        if name == part or name.startswith(part + "."):
            for imported in imports_of(path):
                for root in forbidden:
                    if imported == root or imported.startswith(root + "."):
                        assert root in ALLOWED.get(name, ()), f"{name} imports {imported}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_whoosh_is_imported_in_one_family(path: Path) -> None:
    if not name_of(path).startswith("search.engines.whoosh"):
        assert not any(re.match(r"whoosh\b", name) for name in imports_of(path))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_config_reads_the_environment(path: Path) -> None:
    text = path.read_text("utf-8")
    if name_of(path) != "search.config":
        assert not re.search(r"\bos\.environ|\bgetenv\b", text)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_short_and_described(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= LONGEST, "two ideas"
    assert ast.get_docstring(ast.parse(text)), "a module says what it is for"


def test_exports_are_deliberate() -> None:
    for package in (search, web):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if found.name.endswith("__main__"):
                continue
            module = importlib.import_module(found.name)
            names = getattr(module, "__all__", None)
            if names is None:
                assert found.ispkg, f"{found.name} has no __all__"
                continue
            assert sorted(names, key=lambda n: (not n.isupper(), not n[0].isupper(), n)) == list(
                names
            ), found.name
            for name in names:
                assert hasattr(module, name), f"{found.name}.{name}"


def test_a_search_loads_nothing_that_reads_files_or_pages(indexed: Build) -> None:
    """Start-up is designed: these cost more than the search itself."""
    heavy = ("trafilatura", "lxml", "feedparser", "warcio", "langdetect", "dateparser", "flask",
             "ftfy", "yaml", "charset_normalizer", "babel", "tqdm", "search.indexing",
             "search.sources", "search.text")  # fmt: skip
    location = Path(indexed("the word of the day").stats().directory).parent
    code = (
        "import sys; from search.cli import main\n"
        f"main(['search', 'word', '--index', {str(location)!r}])\n"
        f"print(*sorted(set({heavy!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("1 article")
    assert done.stdout.splitlines()[-1].split() == []
