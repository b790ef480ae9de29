"""axe-core, the checker of accessibility: fetched from npm once a machine, run on a page.

It serves these tests alone and is no part of the product (its licence is the MPL 2.0).
"""

import shutil
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page

from search.config import cache_folder

__all__ = ["axe_source", "is_there", "violations"]

# A version finds what it finds for ever; another may find more, so it is raised by hand.
_VERSION = "4.14.1"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def is_there() -> bool:
    """Whether it has been fetched, or can be."""
    return _path().exists() or shutil.which("npm") is not None


def axe_source() -> str:
    """The script, from the user's cache, or else from npm.

    Raises:
        subprocess.CalledProcessError: npm cannot fetch it.
    """
    path = _path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=path.parent) as name:
            folder = Path(name)
            command = ["npm", "pack", "--silent", f"axe-core@{_VERSION}"]
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
            with tarfile.open(folder / f"axe-core-{_VERSION}.tgz") as package:
                script = package.extractfile("package/axe.min.js")
                assert script
                (folder / path.name).write_bytes(script.read())
            (folder / path.name).replace(path)
    return path.read_text(encoding="utf-8")


def _path() -> Path:
    return cache_folder() / f"axe-core-{_VERSION}.js"


def violations(page: Page, source: str) -> list[str]:
    """What is wrong with the page as it stands: the rule, what it wants, and each place."""
    page.evaluate(source)  # by way of the debugger, which the page's own policy does not bind
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run({runOnly: tags, resultTypes: ['violations']})", _TAGS
    )
    return [
        f"{rule['id']} ({rule['help']}): {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
