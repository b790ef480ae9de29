"""Files of arrays and the dictionary: what is written is read, and damage is found."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search.engines.whoosh.arrayfile import ArrayFile, ArrayFileWriter, DamagedFile
from search.engines.whoosh.dictionary import Dictionary, Entry, key_of, narrow, write_dictionary
from search.engines.whoosh.inverted import Coded

# Fields whose names begin with each other's; terms that do, and that hold zero bytes.
_FIELDS = ["a", "body_u", "body_uk", "exact_title"]
_TERMS = ["", "а", "аб", "а\0", "а\0б", "\0", "heron", "чапля", "чапли", "鷺", "𝒜", "\uffff"]

# Dictionaries: key -> what its postings take.

_KEYS = st.dictionaries(
    st.tuples(st.sampled_from(_FIELDS), st.sampled_from(_TERMS).map(str.encode) | st.binary()),
    st.tuples(
        st.integers(1, 2**31 - 1),
        st.integers(1, 100) | st.integers(0, 2**32 - 1),
        st.integers(0, 100) | st.integers(0, 2**32 - 1),
    ),
    max_size=200,
)


@given(_KEYS, st.integers(0, 200), st.data())
@example({("body_uk", b"%d" % n): (n, 2**32 - 1, 2**32 - 1) for n in range(1, 129)}, 64, None)
def test_a_dictionary(
    tmp_path_factory: pytest.TempPathFactory,
    held: dict[tuple[str, bytes], tuple[int, int, int]],
    cut: int,
    data: st.DataObject | None,
) -> None:
    path = tmp_path_factory.mktemp("dictionary") / "trm"
    in_order = sorted((key_of(*key), *numbers) for key, numbers in held.items())
    nothing = np.zeros(0, np.uint8)
    parts = [
        Coded(
            np.array([row[1] for row in rows], np.uint32),
            nothing,
            np.array([row[2] for row in rows], np.int64),
            nothing,
            np.array([row[3] for row in rows], np.int64),
        )
        for rows in (in_order[:cut], in_order[cut:])
    ]
    writer = ArrayFileWriter(path)
    write_dictionary(writer, [row[0] for row in in_order], parts)
    writer.close()
    found = Dictionary(ArrayFile(path))

    keys = [row[0] for row in in_order]
    assert len(found) == len(keys)
    assert list(found.keys()) == keys
    documents = np.cumsum([0, *(row[2] for row in in_order)]).tolist()
    positions = np.cumsum([0, *(row[3] for row in in_order)]).tolist()
    for (field, term), (frequency, _, _) in held.items():
        ordinal = found.find(field, term)
        assert ordinal == keys.index(key_of(field, term))
        assert found.entry(ordinal) == Entry(
            frequency,
            slice(documents[ordinal], documents[ordinal + 1]),
            slice(positions[ordinal], positions[ordinal + 1]),
        )
        prefix = key_of(field, term[:2])
        with_prefix = [key for key in keys if key.startswith(prefix)]
        assert list(found.keys(prefix)) == with_prefix
        assert found.first(prefix) == keys.index(with_prefix[0])
        assert (found.find(field, term + b"-") is None) == ((field, term + b"-") not in held)
    assert found.find("body", b"") is None
    assert list(found.keys(b"body\0")) == []
    for first, last in [
        (0, 0),
        (0, len(keys)),
        (len(keys), len(keys)),
        (len(keys) // 2, len(keys)),
    ]:
        frequencies, document_edges, position_edges = found.entries(first, last)
        assert frequencies.tolist() == [row[1] for row in in_order[first:last]]
        assert document_edges.tolist() == documents[first : last + 1]
        assert position_edges.tolist() == positions[first : last + 1]


@pytest.mark.parametrize("most", [0, 2**8 - 1, 2**8, 2**16 - 1, 2**16, 2**32 - 1, 2**32, 2**40])
def test_numbers_are_kept_in_as_few_bytes_as_will_do(most: int) -> None:
    kept = narrow(np.array([0, most]))
    assert kept.tolist() == [0, most]
    assert kept.itemsize == next(size for size in (1, 2, 4, 8) if most < 256**size)


# Files of arrays

_ARRAYS: dict[str, NDArray[Any]] = {
    "bytes": np.arange(5, dtype=np.uint8),
    "nothing": np.zeros(0, np.int64),
    "turned": np.arange(-3, 300, 100, dtype=">i4"),
    "every other": np.arange(10, dtype=np.uint16)[::2],
    "поле\u2028\n": np.array([2**63], np.uint64),
}


def _write_arrays(path: Path) -> None:
    writer = ArrayFileWriter(path)
    for name, array in _ARRAYS.items():
        writer.add(name, array)
    writer.begin("parts", np.int16)
    for part in ([1, -2], [], [3]):
        writer.append(np.array(part, np.int64))
    writer.close()


def _arrays(path: Path) -> dict[str, list[int]]:
    return {name: array.tolist() for name, array in ArrayFile(path).items()}


def test_arrays_are_read_as_they_were_written(tmp_path: Path) -> None:
    _write_arrays(tmp_path / "file")
    wanted = {name: array.tolist() for name, array in _ARRAYS.items()}
    assert _arrays(tmp_path / "file") == {**wanted, "parts": [1, -2, 3]}
    file = ArrayFile(tmp_path / "file")
    assert len(file) == len(_ARRAYS) + 1
    assert "absent" not in file
    assert file["turned"].dtype == np.dtype("<i4")
    for array in file.values():
        assert array.ctypes.data % 8 == 0
        assert not array.flags.writeable
    file.verify()


def test_a_file_of_no_arrays(tmp_path: Path) -> None:
    ArrayFileWriter(tmp_path / "file").close()
    assert _arrays(tmp_path / "file") == {}
    with pytest.raises(FileNotFoundError):
        ArrayFile(tmp_path / "absent")


def test_an_unfinished_file_is_not_opened(tmp_path: Path) -> None:
    writer = ArrayFileWriter(tmp_path / "file")
    with pytest.raises(DamagedFile):
        ArrayFile(tmp_path / "file")
    writer.add("numbers", np.arange(100_000))
    with pytest.raises(DamagedFile):
        ArrayFile(tmp_path / "file")
    writer.close()
    assert ArrayFile(tmp_path / "file")["numbers"].size == 100_000


def test_every_file_that_was_cut_or_grew_is_damaged(tmp_path: Path) -> None:
    _write_arrays(tmp_path / "file")
    whole = (tmp_path / "file").read_bytes()
    for wrong in (*(whole[:size] for size in range(len(whole))), whole + b"\0", whole * 2):
        (tmp_path / "cut").write_bytes(wrong)
        with pytest.raises(DamagedFile, match="cut is damaged"):
            ArrayFile(tmp_path / "cut")


@pytest.mark.parametrize("flipped", [1, 128, 255])
def test_every_changed_byte_is_found_or_changes_nothing(tmp_path: Path, flipped: int) -> None:
    _write_arrays(tmp_path / "file")
    wanted, whole = _arrays(tmp_path / "file"), (tmp_path / "file").read_bytes()
    path = tmp_path / "changed"
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ flipped]) + whole[place + 1 :])
        try:
            ArrayFile(path).verify()
        except DamagedFile:
            continue
        assert _arrays(path) == wanted, place
