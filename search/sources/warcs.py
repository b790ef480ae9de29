"""WARC and WET: an article a record (ISO 28500).

WARC-Date is when a page was fetched, not when it was published, and is not used.
"""

import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader
from typing import Any

from search.messages import Message
from search.models import Article, Problem
from search.sources.encoding import decode
from search.sources.faults import UnreadableError, guarded, problem_of
from search.sources.found import Found
from search.sources.opening import LIMIT, SNIFF, too_long
from search.sources.page import article_of_page, decode_page

__all__ = ["read_warc"]

_VERSIONS = ["WARC/1.1", "WARC/1.0", "WARC/0.17", "WARC/0.18"]
_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_REMEDY = Message("fetch the file again, or record the page again")


def read_warc(stream: BufferedReader, name: str) -> Iterator[Found | Problem]:
    """Read the pages of a crawl.

    `response` records with status 200 that are HTML or plain text, and `conversion` records that
    are plain text; others are passed over. A broken record is a Problem, and those after the
    next line that begins one follow.
    """
    number = 0
    lost = False  # looking for the next record; said already
    while True:
        try:
            line = stream.readline(SNIFF)
        except UnreadableError as error:  # a damaged member of a gzip file; the next call goes on
            number += not lost
            lost = True
            yield problem_of(error, name, Message("record {number}", number=number))
            continue
        if not line:
            return
        if line.startswith(b"WARC/"):
            number += 1
            place = Message("record {number}", number=number)
            lost = False
            for result in guarded(_record(stream, line, number, place), name, place):
                lost |= isinstance(result, Problem)
                yield result
        elif not lost and line.strip():
            number += 1
            lost = True
            yield Problem(
                name,
                Message("record {number}", number=number),
                Message("it does not begin where the one before ends"),
                _REMEDY,
            )


def _record(stream: BufferedReader, line: bytes, number: int, place: str) -> Iterator[Found]:
    from warcio.limitreader import LimitReader
    from warcio.statusandheaders import StatusAndHeadersParser

    headers = StatusAndHeadersParser(_VERSIONS).parse(stream, line)
    length = headers.get_header("Content-Length") or ""
    if not (length.isascii() and length.isdigit()):
        raise UnreadableError(
            Message("the record has no valid Content-Length ({length!r})", length=length), _REMEDY
        )
    block = LimitReader(stream, int(length))
    try:
        found = _article(headers, block)
    finally:
        while block.read(SNIFF):
            pass
    if block.limit:
        raise UnreadableError(Message("the file ends in the middle of the record"), _REMEDY)
    if found:
        yield replace(found, number=number, place=place)


def _article(headers: Any, block: Any) -> Found | None:
    """The article in a record, None where it holds none."""
    url = (headers.get_header("WARC-Target-URI") or "").strip("<> ")  # wget wrote the brackets
    match headers.get_header("WARC-Type"):
        case "conversion":
            kind, charset = _content_type(headers)
            if kind == "text/plain":
                return Found(Article(text=decode(_read(block), charset), url=url))
        case "response":
            return _response(block, url)
    return None


def _response(block: Any, url: str) -> Found | None:
    from warcio.statusandheaders import StatusAndHeadersParser

    if not block.limit:
        return None
    http = StatusAndHeadersParser([], verify=False).parse(block)
    kind, charset = _content_type(http)
    if url.endswith("/robots.txt"):
        return None  # a crawler's own business: one of each host
    if http.get_statuscode() != "200" or kind not in _PAGES | {"text/plain"}:
        return None
    body = _unpacked(_read(block), http)
    if kind in _PAGES:
        return article_of_page(decode_page(body, charset), url)
    return Found(Article(text=decode(body, charset), url=url))


def _content_type(headers: Any) -> tuple[str, str]:
    """Media type and charset, in lower case, "" for what is not said."""
    kind, *parameters = (headers.get_header("Content-Type") or "").lower().split(";")
    named = (parameter.partition("=") for parameter in parameters)
    charset = next((value for key, _, value in named if key.strip() == "charset"), "")
    return kind.strip(), charset.strip(" \t\"'")


def _read(block: Any) -> bytes:
    if block.limit > LIMIT:
        raise too_long()
    data: bytes = block.read()
    return data


def _unpacked(body: bytes, http: Any) -> bytes:
    """The body without transfer and content coding (RFC 9110, 8.4).

    Many archives hold the body unpacked below a header that says otherwise: what does not unpack
    is taken as it is.
    """
    from warcio.bufferedreaders import ChunkedDataReader

    if (http.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        body = ChunkedDataReader(io.BytesIO(body)).read()
    coding = (http.get_header("Content-Encoding") or "").strip().lower()
    if coding in {"gzip", "x-gzip", "deflate"}:
        for wbits in (47, -15):  # gzip or zlib, as the bytes say; deflate as some servers send it
            try:
                unpacker = zlib.decompressobj(wbits)
                unpacked = unpacker.decompress(body, LIMIT)
            except zlib.error:
                continue
            if unpacker.unconsumed_tail:
                raise too_long()
            return unpacked
    elif coding not in {"", "identity"} and b"<" not in body[:1024]:
        raise UnreadableError(
            Message("the page is packed with {coding!r}, which is not read here", coding=coding),
            Message("record it again with gzip or without compression"),
        )
    return body
