"""Crawls: WARC and WET, whole and broken."""

import gzip
import io
import zlib
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from search.models import Problem
from search.sources import Record
from tests.test_sources import put
from tests.test_sources_collections import read

DATE = {"WARC-Date": "2023-06-07T10:00:00Z"}


def page(name: str, charset: str = "utf-8") -> bytes:
    html = (
        f"<html lang=uk><head><title>{name}</title></head><body>"
        f"<p>Сторінка {name} розповідає про пором через протоку.</p></body></html>"
    )
    return html.encode(charset)


def response(
    name: str,
    body: bytes | None = None,
    *,
    status: str = "200 OK",
    kind: str | None = "text/html; charset=utf-8",
    headers: tuple[tuple[str, str], ...] = (),
    record_type: str = "response",
    gz: bool = False,
) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gz)
    http = StatusAndHeaders(
        status, [*([("Content-Type", kind)] if kind else []), *headers], protocol="HTTP/1.1"
    )
    record = writer.create_warc_record(
        f"https://x.example/{name}",
        record_type,
        payload=io.BytesIO(page(name) if body is None else body),
        http_headers=http if record_type == "response" else None,
        warc_headers_dict=DATE,
        warc_content_type="" if record_type == "response" else (kind or ""),
    )
    writer.write_record(record)
    record.raw_stream.close()  # warcio leaves its temporary file open
    return out.getvalue()


def info() -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    record = writer.create_warcinfo_record("x.warc", {"software": "test"})
    writer.write_record(record)
    record.raw_stream.close()
    return out.getvalue()


def titles(found: list[Record]) -> list[str]:
    return [record.article.title for record in found]


@pytest.mark.parametrize("gz", [False, True])
def test_pages_are_read_and_all_else_passed_over(tmp_path: Path, gz: bool) -> None:
    records = [
        info(),
        response("one"),
        response("gone", status="404 Not Found"),
        response("moved", b"", status="301 Moved"),
        response("pic", b"\x89PNG\0", kind="image/png"),
        response("untyped", kind=None),
        response("robots.txt", b"User-agent: *", kind="text/plain"),
        response("css", b"p {}", kind="text/css"),
        response("plain", "Простий текст".encode(), kind="text/plain"),
        response("two", kind="application/xhtml+xml"),
        response("meta", b"a: b", kind="text/plain", record_type="metadata"),
    ]
    data = b"".join(map(gzip.compress, records) if gz else records)
    found, problems = read(put(tmp_path / f"x.warc{'.gz' if gz else ''}", data))
    assert problems == []
    assert titles(found) == ["one", "", "two"]
    assert [record.key.partition("#")[2] for record in found] == ["2", "9", "10"]
    one = found[0].article
    assert one.url == "https://x.example/one"
    assert one.date is None  # when it was fetched says nothing
    assert one.language == "uk"
    assert "пором через протоку" in one.text
    assert found[1].article.text == "Простий текст"


def test_wet(tmp_path: Path) -> None:
    records = [
        info(),
        response("a", "Заголовок\nТекст".encode(), kind="text/plain", record_type="conversion"),
        response("b", b"{}", kind="application/json", record_type="conversion"),
    ]
    file = put(tmp_path / "x.wet.gz", b"".join(map(gzip.compress, records)))
    found, problems = read(file)
    assert problems == []
    [record] = found
    assert record.article.text == "Заголовок\nТекст"
    assert (record.article.url, record.key) == ("https://x.example/a", "x.wet.gz#2")


def chunked(body: bytes) -> bytes:
    parts = [body[at : at + 50] for at in range(0, len(body), 50)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


CODED = {
    "gzip": (gzip.compress(page("x")), (("Content-Encoding", "gzip"),)),
    "deflate": (zlib.compress(page("x")), (("Content-Encoding", "deflate"),)),
    "raw deflate": (zlib.compress(page("x"), wbits=-15), (("Content-Encoding", "deflate"),)),
    "chunked": (chunked(page("x")), (("Transfer-Encoding", "chunked"),)),
    "both": (
        chunked(gzip.compress(page("x"))),
        (("transfer-encoding", "Chunked"), ("content-encoding", "GZIP")),
    ),
    "undone before": (
        page("x"),
        (("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")),
    ),
    "brotli undone": (page("x"), (("Content-Encoding", "br"),)),
}


@pytest.mark.parametrize("coding", CODED)
def test_codings(tmp_path: Path, coding: str) -> None:
    body, headers = CODED[coding]
    found, problems = read(put(tmp_path / "x.warc", response("x", body, headers=headers)))
    assert problems == []
    assert titles(found) == ["x"]
    assert "пором" in found[0].article.text


def test_a_coding_that_is_not_known_is_a_problem(tmp_path: Path) -> None:
    data = response("x", b"\x0b\x02\x80\x03", headers=(("Content-Encoding", "br"),))
    found, problems = read(put(tmp_path / "x.warc", data + response("y")))
    assert titles(found) == ["y"]
    assert "'br'" in problems[0].reason


@pytest.mark.parametrize(
    ("kind", "charset"),
    [
        ("text/html; charset=windows-1251", "cp1251"),
        ('Text/HTML; foo=bar; Charset="KOI8-U"', "koi8-u"),
        ("text/html", "utf-8"),
    ],
)
def test_the_charset_of_the_header_is_respected(tmp_path: Path, kind: str, charset: str) -> None:
    file = put(tmp_path / "x.warc", response("Ще", page("Ще", charset), kind=kind))
    assert titles(read(file)[0]) == ["Ще"]


def test_the_header_goes_before_the_page(tmp_path: Path) -> None:
    body = page("Ще", "cp1251").replace(b"<head>", b"<head><meta charset=koi8-r>")
    file = put(tmp_path / "x.warc", response("x", body, kind="text/html; charset=cp1251"))
    assert titles(read(file)[0]) == ["Ще"]


def broken(name: str) -> bytes:
    """A record whose Content-Length is wrong, by what `name` asks for."""
    whole = response("bad")
    length = int(whole.split(b"Content-Length: ")[1].split(b"\r\n")[0])
    values = {"none": None, "words": b"many", "negative": b"-5", "short": b"%d" % (length - 40)}
    if (value := values[name]) is None:
        return whole.replace(b"Content-Length: %d\r\n" % length, b"")
    return whole.replace(b"Content-Length: %d" % length, b"Content-Length: " + value)


BROKEN = {
    "no length": broken("none"),
    "a word for a length": broken("words"),
    "a negative length": broken("negative"),
    "too short": broken("short"),
    "an unknown version": response("bad").replace(b"WARC/1.", b"WARC/9."),
    "something else": b"rubbish\nmore rubbish\n\n",
    "no text": response("bad", b"<html></html>"),
    "no encoding": response("bad", bytes(range(0x80, 0xA0)) * 9, kind="text/plain"),
}


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("gz", [False, True])
def test_after_a_broken_record_the_rest_goes_on(tmp_path: Path, what: str, gz: bool) -> None:
    records = [response("one"), BROKEN[what], response("two"), response("three")]
    data = b"".join(map(gzip.compress, records) if gz else records)
    found, problems = read(put(tmp_path / f"x.warc{'.gz' if gz else ''}", data))
    assert [title for title in titles(found) if title != "bad"] == ["one", "two", "three"]
    assert len(problems) == 1
    assert problems[0].place in {"record 2", "record 3"}  # too short: what is left over is said


def test_a_damaged_member_of_a_gzip_file(tmp_path: Path) -> None:
    # With this time in their headers, a damaged end runs on into the members behind it.
    members = [
        gzip.compress(response(n), mtime=1709654514) for n in ("one", "two", "three", "four")
    ]
    for at in range(len(members[1])):
        damaged = bytearray(members[1])
        damaged[at] ^= 0xFF
        data = members[0] + bytes(damaged) + members[2] + members[3]
        found, problems = read(put(tmp_path / "x.warc.gz", data))
        names = titles(found)
        assert names[0] == "one", at
        assert names[-2:] == ["three", "four"], at
        # Some bytes of a gzip header (its time, its system) mean nothing to a reader.
        assert problems or (at < 10 and names[1] == "two"), at


@pytest.mark.parametrize("gz", [False, True])
def test_a_file_that_is_cut(tmp_path: Path, gz: bool) -> None:
    one, two = (response(name, gz=gz) for name in ("one", "two"))
    for length in range(1, len(two) - 4, 11):  # the last four bytes of a record end no text
        found, problems = read(put(tmp_path / f"x.warc{'.gz' * gz}", one + two[:length]))
        assert titles(found)[:1] == ["one"]
        assert len(problems) == 1, length
        assert isinstance(problems[0], Problem)


def test_nothing_is_written_to_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = response("a b c") + BROKEN["too short"] + response("x", b"<html></html>")
    read(put(tmp_path / "x.warc.gz", gzip.compress(data)[:-20]))
    assert capfd.readouterr() == ("", "")
