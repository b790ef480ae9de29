"""Langdetect, loaded once and with its seed fixed; by langdetect-rs where that is installed."""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any

__all__ = ["KNOWN", "guesses"]

# Texts in other languages it takes for one of these.
KNOWN = {
    "af", "ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa",
    "fi", "fr", "gu", "he", "hi", "hr", "hu", "id", "it", "ja", "kn", "ko", "lt", "lv",
    "mk", "ml", "mr", "ne", "nl", "no", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "so",
    "sq", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh",
}  # fmt: skip

_SEED = 0
# Its time grows with the length, its answers get no better.
_ENOUGH = 600
_loading = Lock()


def guesses(text: str) -> list[tuple[str, float]]:
    """(code, probability), the likeliest first; none for digits, addresses and the like.

    The codes are langdetect's own: `zh-cn`, `no`, and some that the table of languages lacks.
    """
    # Eight threads that start on a cold langdetect read its profiles all at once, and fail.
    with _loading:
        detect = _load()
    return detect(text[:_ENOUGH])


@cache
def _load() -> Callable[[str], list[tuple[str, float]]]:
    try:
        import langdetect_rs as package
    except ImportError:
        import langdetect as package
    # Unseeded, it changes nine answers in a hundred on short texts from run to run.
    package.DetectorFactory.seed = _SEED
    no_features: type[Exception] = package.LangDetectException
    package.detect("one call, so that its profiles are loaded")

    def detect(text: str) -> list[tuple[str, float]]:
        try:
            found: list[Any] = package.detect_langs(text)
        except no_features:
            return []
        return [(guess.lang, guess.prob) for guess in found]

    return detect
