"""An index in a folder, kept by Whoosh.

    location.py   generations in the folder, the pointer to the current one, the lock
    schema.py     the Whoosh schema, and how terms and texts become postings
    writer.py     parts -> a generation

    building.py   batches of articles -> the files of a segment
    merging.py    segments -> one: termmerging.py their terms
    segmentfiles.py  the files of a segment: arrayfile.py what they are made of, dictionary.py
                  terms, documentcodes.py and inverted.py postings, varint.py numbers,
                  offsets.py places of words, records.py and storedblocks.py stored
                  articles, lexicon.py words, lexicon_rows.py what is in it
    concepts.py   what well-known things are called
    codec.py      the same files as Whoosh reads and writes them: codec*.py
    verifying.py  whether files are what was written

    postings.py   posting lists of all segments as arrays, some of them kept
    columns.py    facet values, dates and lengths as arrays
    vocabulary.py words by their beginnings and their likeness
    evaluate.py   a query tree -> matching articles and their scores: scoring.py weighs words
    reader.py     the Reader that puts these together: words.py what it says of words

Only these modules import whoosh.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from search.engines.whoosh.location import Location
from search.engines.whoosh.reader import WhooshReader

if TYPE_CHECKING:  # a search does without what writes
    from search.engines.whoosh.writer import WhooshWriter
    from search.workers import Workers

__all__ = ["WhooshReader", "open_reader", "open_writer"]


def open_reader(path: str | Path) -> WhooshReader:
    """Open the current generation of the index at `path`.

    Raises:
        IndexNotFound: there is none.
        IndexDamaged: it cannot be read.
    """
    return WhooshReader(Location(Path(path)))


def open_writer(
    path: str | Path, *, fresh: bool, workers: "Workers | None" = None
) -> "WhooshWriter":
    """Begin to write at `path`: a new generation if `fresh` or if there is none, else the current.

    `workers` help to merge what was written.

    Raises:
        UsageError: the folder holds something that is not an index.
        IndexLocked: another process is writing there.
    """
    from search.engines.whoosh.writer import WhooshWriter
    from search.workers import Workers

    return WhooshWriter(Location(Path(path)), workers or Workers(1), fresh=fresh)
