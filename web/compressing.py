"""Answers made smaller for clients that can read them so."""

import gzip

from flask import Flask, Response, request

__all__ = ["register"]

# A shorter one fits into one packet as it is.
_LEAST_BYTES = 1000
_KINDS = frozenset({
    "application/atom+xml",
    "application/json",
    "application/problem+json",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
})  # fmt: skip


def register(app: Flask) -> None:
    """Compress what `app` answers, but for downloads: they are streamed as they are found."""
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    streamed = response.is_streamed and not response.direct_passthrough
    if response.mimetype not in _KINDS or streamed:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code in {206, 304}:
        return response
    if request.accept_encodings["gzip"] <= 0 or "Content-Encoding" in response.headers:
        return response
    response.direct_passthrough = False  # a static file, which is small, is read
    data = response.get_data()
    if len(data) < _LEAST_BYTES:
        return response
    response.set_data(gzip.compress(data, mtime=0))
    response.content_encoding = "gzip"
    # Bytes of the file are not those of the answer, neither for the tag nor for a range.
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    response.headers.pop("Accept-Ranges", None)
    return response
