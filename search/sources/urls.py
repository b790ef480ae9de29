"""What a web address says: its host, as a person would write it."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

__all__ = ["host_of", "is_web_url"]

_LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")  # RFC 1035, 2.3.4: at most 63 octets
# What most addresses are: `urlsplit` takes longer than all else here.
_PLAIN = re.compile(r"\s*(?:https?:)?//([a-z0-9.-]+)(?=[/?#]|\Z)", re.IGNORECASE | re.ASCII)
_LONGEST = 253  # RFC 1035 in the dotted form


def host_of(url: str) -> str:
    """The host of an address: lower case, without `www.` and port, in Unicode.

    Args:
        url: with a scheme, or beginning with `//`.

    Returns:
        "" where there is no host, or none that can exist.

    >>> host_of("https://www.xn--d1acpjx3f.xn--p1ai:8080/news")
    'яндекс.рф'
    """
    if plain := _PLAIN.match(url):
        return _shown(plain[1].lower())
    try:
        return _shown(urlsplit(url.strip()).hostname or "")
    except ValueError:  # an IPv6 address that is none
        return ""


@lru_cache(maxsize=1024)  # a run has few hosts
def _shown(host: str) -> str:
    host = host.rstrip(".")
    if ":" in host:  # urlsplit has checked that it is an IPv6 address
        return host
    labels = host.split(".")
    if len(host) > _LONGEST or not all(map(_LABEL.fullmatch, labels)):
        return ""
    host = ".".join(map(_in_unicode, labels))
    bare = host.removeprefix("www.")
    return bare if "." in bare else host


def is_web_url(url: str) -> bool:
    """Whether it is an absolute http or https address with a host that can exist."""
    scheme = url.strip().partition(":")[0].lower()
    return scheme in {"http", "https"} and bool(host_of(url))


def _in_unicode(label: str) -> str:
    """A label without its IDNA coding; as it is where it cannot be decoded."""
    if not label.startswith("xn--"):
        return label
    try:
        shown = label.removeprefix("xn--").encode("ascii").decode("punycode").lower()
    except UnicodeError:
        return label
    return shown if _LABEL.fullmatch(shown) else label
