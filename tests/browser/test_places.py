"""The table of places names every page that there is."""

from pathlib import Path
from urllib.parse import urlsplit

from tests.browser.places import PLACES
from web import create_app

# What is not a page: files, data, and a form's target.
OTHERS = {"static", "keeping.download_csv", "keeping.download_jsonl", "keeping.feed"}


def test_every_page_is_in_the_table(tmp_path: Path) -> None:
    app = create_app(tmp_path)
    adapter = app.url_map.bind("localhost")
    looked_at = set()
    for place in PLACES:
        if adapter.test(urlsplit(place.path).path):
            looked_at.add(adapter.match(urlsplit(place.path).path)[0])
    rules = app.url_map.iter_rules()
    there_are = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
    data = {name for name in there_are if name.startswith("api.")} - {"api.description"}
    assert looked_at == there_are - OTHERS - data
