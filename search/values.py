"""The values of a facet, as a person may write them."""

from rapidfuzz import fuzz, process

from search.analysis import LANGUAGES
from search.engines.base import Reader
from search.errors import QueryError
from search.lookups import Lookups, remembered
from search.messages import Message
from search.models import UNKNOWN, UNSURE

__all__ = ["FACET_NAMES", "check_value"]

_CLOSE = 50  # of 100: values that may have been meant by one that there is not
# As sentences have them.
FACET_NAMES = {
    "language": Message("language"),
    "source": Message("source"),
    "year": Message("year"),
}


class _Values(Lookups):
    @remembered
    def spelled(self, facet: str) -> dict[str, str]:
        """The values of a facet by what is left of them without capitals."""
        return {known.casefold(): known for known in self._reader.values(facet)}


def check_value(reader: Reader, facet: str, value: str) -> str:
    """The facet's value as the index spells it.

    Raises:
        QueryError: the index has no such value; the message lists the right ones.
    """
    held = reader.values(facet)
    if value in held or value == (UNSURE if facet == "language" else UNKNOWN):
        return value
    spelled = _Values(reader).spelled(facet)
    value = value.removeprefix("www.")
    if value.casefold() in spelled:
        return spelled[value.casefold()]
    if facet == "language":
        for code in held:
            if LANGUAGES[code].name.casefold() == value.casefold():
                return code
    close = process.extract(
        value.casefold(), spelled.keys(), scorer=fuzz.ratio, limit=5, score_cutoff=_CLOSE
    )
    likely = [spelled[key] for key, _, _ in close]
    listed = likely if len(held) > 20 and likely else sorted(held)[:20]
    known = ", ".join(listed)
    if len(held) > len(listed):
        known = Message("{listed} and {more} more", listed=known, more=len(held) - len(listed))
    raise QueryError(
        Message(
            "unknown {name} {value!r}; this index holds {known}",
            name=FACET_NAMES[facet],
            value=value,
            known=known,
        )
    )
