"""What browsers are told not to do with an answer, and who else may read one."""

from flask import Flask, Response, current_app, request

from search.config import cors_origins, trusted_hosts

__all__ = ["register"]

# Nothing is asked of another host, and no script or style runs that is not a file of ours.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # What somebody searched for is nobody else's business.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_METHODS = "GET, HEAD, OPTIONS"
_DAY = 24 * 60 * 60


# A page of any host may have its name point here, and would then read what it asks for
# (DNS rebinding): a server of this machine alone answers to this machine's own names.
_LOCAL_HOSTS = ["localhost", "127.0.0.1"]


def register(app: Flask, host: str) -> None:
    """Put the headers on every answer of `app`, which is listening on `host`.

    Raises:
        UsageError: the environment names an origin that is none.
    """
    app.extensions["article-search-origins"] = cors_origins()
    local = _LOCAL_HOSTS if host in _LOCAL_HOSTS else None
    app.config["TRUSTED_HOSTS"] = trusted_hosts() or local
    app.after_request(_guarded)


def _guarded(response: Response) -> Response:
    response.headers.update(_HEADERS)
    origins = current_app.extensions["article-search-origins"]
    if origins and request.path.startswith("/api/"):
        _share(response, origins)
    return response


def _share(response: Response, origins: tuple[str, ...]) -> None:
    """Let pages of other origins read an answer (CORS, as the Fetch standard has it)."""
    origin = request.headers.get("Origin", "")
    everyone = "*" in origins
    if not everyone:
        response.vary.add("Origin")
        if origin not in origins:
            return
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*" if everyone else origin
    headers["Access-Control-Expose-Headers"] = "ETag"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        headers["Access-Control-Allow-Methods"] = _METHODS
        headers["Access-Control-Allow-Headers"] = "If-None-Match"
        headers["Access-Control-Max-Age"] = str(_DAY)
