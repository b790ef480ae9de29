"""The API as its description says, tried by schemathesis against the server that people run."""

import re
import subprocess
import sys
from pathlib import Path
from shutil import which
from urllib.request import urlopen

# Whether a word of a query is a field, and which languages and sources there are, is a matter of
# the query language and of the index; no schema can say it, so 400 is an answer there.
_SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "400", "404"]
"""


def test_no_server_error_and_no_answer_that_differs_from_the_document(
    location: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(_SETTINGS)
    program = which("schemathesis", path=str(Path(sys.executable).parent))
    assert program, "schemathesis is in the dev extra"
    command = [sys.executable, "-m", "search", "serve", "--index", str(location), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            address = re.search(r"http://\S+/", server.stdout.readline())
            assert address
            with urlopen(f"{address[0]}api/stats") as answer:
                assert "Server" not in answer.headers
            done = subprocess.run(
                [
                    *(program, "--config-file", str(settings), "run"),
                    f"{address[0]}api/openapi.json",
                    *("--checks", "all", "--generation-deterministic", "--max-examples", "10"),
                    "--continue-on-failure",
                    *("--warnings", "off", "--no-color"),
                ],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
        finally:
            server.terminate()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert f"✅ {phase}" in done.stdout
