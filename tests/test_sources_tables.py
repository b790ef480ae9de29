"""Tables, and files that are packed."""

import bz2
import csv
import gzip
import io
import lzma
import zlib
from pathlib import Path

import pytest

from search.models import Article
from tests.test_sources import put, records, the_problem
from tests.test_sources_collections import LINE, keys, read

# --- tables


def table(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_csv(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = 'Перший рядок, з комою; і крапкою\n\nдругий "абзац" | а\tб ' + "довго " * 40_000
    rows = [["Headline", "Full Text", "extra"], ["А, б", text, ""], ["", "", ""], ["В", "г", "x"]]
    content = table(rows, delimiter).replace("\r\n", "\n", 1).encode(encoding)
    first, second = records(put(tmp_path / "x.csv", content))
    assert first.article == Article(title="А, б", text=text)
    assert second.article == Article(title="В", text="г")
    assert (first.key, second.key) == ("x.csv#1", "x.csv#2")


def test_tsv_with_stray_quotes(tmp_path: Path) -> None:
    rows = 'title\ttext\n"Quoted start\tone\nother\t5" nails\n'
    found = records(put(tmp_path / "x.tsv", rows))
    assert [record.article.title for record in found] == ['"Quoted start', "other"]


def test_bad_rows_are_problems(tmp_path: Path) -> None:
    rows = 'title,text\na,b\nc,d,e\nf\ng,h,\n\n"i\nj",k\nl,m,n\n,\no,p\n'
    found, problems = read(put(tmp_path / "x.csv", rows))
    assert [record.article.title for record in found] == ["a", "g", "i\nj", "o"]
    assert [problem.place for problem in problems] == ["line 3", "line 4", "line 9"]
    assert problems[0].reason == "the row has 3 cells, the first row 2"


def test_a_line_that_is_no_text_in_a_table(tmp_path: Path) -> None:
    noise = bytes(range(0x80, 0xA0)) * 20
    found, problems = read(put(tmp_path / "x.csv", b"title,text\na,b\n" + noise + b"\nc,d\n"))
    assert [record.article.title for record in found] == ["a", "c"]
    assert [problem.place for problem in problems] == ["line 3"]


@pytest.mark.parametrize("content", ["a,b\nc,d\n", "\n\n", "just words\n", "date,url\n1,2\n"])
def test_a_table_without_header_is_one_problem(tmp_path: Path, content: str) -> None:
    problem = the_problem(put(tmp_path / "x.csv", content))
    assert "names no title and no text" in problem.reason
    assert "title, text, date" in problem.remedy


def test_an_open_quote_does_not_pass_for_an_article(tmp_path: Path) -> None:
    rows = 'title,text,url\na,"never closed,u\nb,c,u\n'
    _, problems = read(put(tmp_path / "x.csv", rows))
    assert [problem.place for problem in problems] == ["line 2"]


# --- compression

PACK = {".gz": gzip.compress, ".bz2": lambda data: bz2.compress(data, 1), ".xz": lzma.compress}
MANY = "".join(f'{{"text": "{number} {zlib.crc32(b"%d" % number)}"}}\n' for number in range(30_000))


@pytest.mark.parametrize("packing", PACK)
def test_packed_files(tmp_path: Path, packing: str) -> None:
    file = put(tmp_path / f"x.jsonl{packing}", PACK[packing](MANY.encode()))
    found = records(file)
    assert len(found) == 30_000
    assert found[-1].key == f"x.jsonl{packing}#30000"


@pytest.mark.parametrize("packing", PACK)
def test_packed_files_that_are_cut(tmp_path: Path, packing: str) -> None:
    data = PACK[packing](MANY.encode())
    found, problems = read(put(tmp_path / f"x.jsonl{packing}", data[: len(data) // 2]))
    # xz packs it as one block, of which half can be unpacked; bz2 as blocks of 100 kB
    assert 0 < len(found) < 30_000
    assert [record.key for record in found] == [
        f"x.jsonl{packing}#{number}" for number in range(1, len(found) + 1)
    ]
    assert "cut short or damaged" in problems[-1].reason


def test_gzip_of_several_members_and_padding(tmp_path: Path) -> None:
    member = gzip.compress(f"{LINE}\n".encode())
    file = put(tmp_path / "x.jsonl.gz", member + member + b"\0" * 512 + member)
    assert keys(file) == [f"x.jsonl.gz#{number}" for number in (1, 2, 3)]


@pytest.mark.parametrize("packing", PACK)
def test_files_that_are_not_what_their_name_says(tmp_path: Path, packing: str) -> None:
    problem = the_problem(put(tmp_path / f"x.txt{packing}", "plain text"))
    assert "cut short or damaged" in problem.reason


def test_what_looks_packed_but_is_cut_at_once(tmp_path: Path) -> None:
    for length in range(1, 30):
        data = gzip.compress(LINE.encode())[:length]
        assert "damaged" in the_problem(put(tmp_path / "x.txt.gz", data)).reason
