"""Numbers, postings and offsets as bytes: what is decoded is what was coded."""

from collections.abc import Iterable
from itertools import accumulate, chain
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from search.engines.whoosh.documentcodes import (
    MANY,
    code_documents,
    decode_documents,
    read_numbers,
    spread_documents,
    uncoded,
)
from search.engines.whoosh.inverted import (
    code_positions,
    decode_positions,
    gather,
    starts_of,
    sums_of,
    weave,
)
from search.engines.whoosh.offsets import code_offsets, decode_offsets
from search.engines.whoosh.varint import decode, decode_few, encode

# One to five bytes, and both ends of each.
_EDGES = [0, 1, 2**7 - 1, 2**7, 2**14 - 1, 2**14, 2**21 - 1, 2**21, 2**28 - 1, 2**28, 2**32 - 1]
_NUMBERS = st.lists(st.sampled_from(_EDGES) | st.integers(0, 300) | st.integers(0, 2**32 - 1))
# Posting lists, one of each term: document -> the positions there.
_POSITIONS = st.lists(st.integers(0, 200) | st.integers(0, 2**31 - 1), min_size=1).map(sorted)
_POSTINGS = st.lists(
    st.dictionaries(
        st.integers(0, 50) | st.integers(0, 2**31 - 1) | st.just(2**31 - 1),
        _POSITIONS,
        min_size=1,
        max_size=12,
    ).map(lambda found: dict(sorted(found.items())))
)


def _array(values: list[Any], dtype: Any = np.int64) -> NDArray[Any]:
    return np.array(values, dtype)


def _joined(groups: Iterable[Iterable[int]]) -> list[int]:
    return list(chain.from_iterable(groups))


def _plain(number: int) -> bytes:
    """The code of one number, as the definition has it."""
    code = [number & 0x7F]
    while number := number >> 7:
        code.insert(0, number & 0x7F | 0x80)
    return bytes(code)


@given(_NUMBERS)
@example([])
@example(_EDGES)
@example(_EDGES[::-1])
def test_numbers(numbers: list[int]) -> None:
    code, sizes = encode(_array(numbers))
    assert code.tobytes() == b"".join(map(_plain, numbers))
    assert sizes.tolist() == [len(_plain(number)) for number in numbers]
    assert decode(code).tolist() == decode_few(code.tobytes()) == numbers


@pytest.mark.parametrize("most", _EDGES)
def test_a_number_of_every_size_among_smaller_ones(most: int) -> None:
    for numbers in ([most], [0, most], [most, 0, 0, most, most // 2]):
        code, _ = encode(_array(numbers))
        assert code.tobytes() == b"".join(map(_plain, numbers))
        assert decode(code).tolist() == numbers


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint32, np.int32, ">i8", "<u8"])
def test_numbers_of_any_type(dtype: Any) -> None:
    numbers = [0, 1, 127, 100, 90]
    assert decode(encode(_array(numbers, dtype))[0]).tolist() == numbers
    most = [0, int(np.iinfo(np.dtype(dtype)).max) & 2**32 - 1]
    assert decode(encode(_array(most, dtype))[0]).tolist() == most


@pytest.mark.parametrize("number", [-1, 2**32, -(2**40)])
def test_a_number_without_a_code_is_refused(number: int) -> None:
    with pytest.raises(OverflowError, match=str(number)):
        encode(_array([5, number, 7]))


@given(st.lists(st.lists(st.integers(0, 1 << 20))))
def test_sums_and_starts_of_groups(groups: list[list[int]]) -> None:
    values, counts = _array(_joined(groups)), _array([len(group) for group in groups])
    assert sums_of(values, counts).tolist() == [sum(group) for group in groups]
    sizes = counts.astype(np.uint16)
    ends = [0, *accumulate(sizes.tolist())]
    assert starts_of(sizes).tolist() == ends[: len(groups)]


@given(st.binary(), st.data())
def test_gather(code: bytes, data: st.DataObject) -> None:
    places = st.integers(0, len(code))
    slices = data.draw(st.lists(st.tuples(places, places).map(sorted)))
    starts = _array([start for start, _ in slices])
    sizes = _array([end - start for start, end in slices])
    found = gather(np.frombuffer(code, np.uint8), starts, sizes)
    assert found.tobytes() == b"".join(code[start:end] for start, end in slices)


@given(
    st.integers(0, 8).flatmap(
        lambda terms: st.lists(
            st.lists(st.none() | st.lists(st.integers(0, 9)), min_size=terms, max_size=terms),
            min_size=1,
            max_size=4,
        )
    )
)
def test_weave(parts: list[list[list[int] | None]]) -> None:
    """Each part has runs of some terms; None where it does not have the term at all."""
    arrays = [
        (
            _array([value for run in part for value in run or ()]),
            _array([term for term, run in enumerate(part) if run is not None]),
            _array([len(run) for run in part if run is not None]),
        )
        for part in parts
    ]
    woven, sizes = weave(len(parts[0]), arrays)
    runs = [[v for run in of_term for v in run or ()] for of_term in zip(*parts, strict=True)]
    assert woven.tolist() == _joined(runs)
    assert sizes.tolist() == [len(run) for run in runs]


@given(_POSTINGS)
@example([])
@example([{0: [0]}])
@example([{2**31 - 1: [0]}, {0: [0, 0], 2**31 - 1: [1]}, {2**31 - 2: [5], 2**31 - 1: [5]}])
@example([{n: [n] * (n % 3 + 1) for n in range(300)}])
def test_postings(terms: list[dict[int, list[int]]]) -> None:
    _assert_coded(terms)


_GAPS = st.sampled_from([1, 2, 64, 127, 128, 129, 2**15 - 1, 2**15, 2**15 + 1, 2**24])


@given(
    st.lists(
        st.lists(st.tuples(_GAPS, st.integers(1, 3)), min_size=MANY - 1, max_size=MANY + 1)
        | st.lists(st.tuples(_GAPS, st.integers(1, 3)), min_size=1, max_size=2),
        max_size=6,
    )
)
@settings(max_examples=50)
def test_postings_of_many_documents(terms: list[list[tuple[int, int]]]) -> None:
    """Gaps on both sides of what one byte and two hold."""
    _assert_coded([{at: [0] * often for at, often in _summed(term)} for term in terms])


def _summed(term: list[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    gaps, often = zip(*term, strict=True)
    return zip(accumulate(gaps), often, strict=True)


def _assert_coded(terms: list[dict[int, list[int]]]) -> None:
    frequency = _array([len(term) for term in terms])
    documents = _array([document for term in terms for document in term])
    counts = _array([len(places) for term in terms for places in term.values()])
    code, sizes = code_documents(uncoded(frequency, documents, counts))
    assert sizes.sum() == code.size
    all_documents, all_counts = spread_documents(read_numbers(code, sizes, frequency))
    assert all_documents.tolist() == documents.tolist()
    assert all_counts.tolist() == counts.tolist()

    positions = _array([at for term in terms for places in term.values() for at in places])
    in_term = sums_of(counts, frequency)
    places_code, place_sizes = code_positions(counts, positions, in_term)
    assert place_sizes.sum() == places_code.size
    assert decode_positions(places_code, counts).tolist() == positions.tolist()

    begins = zip(starts_of(sizes).tolist(), starts_of(place_sizes).tolist(), strict=True)
    for number, (begin, place) in enumerate(begins):
        own = list(terms[number].values())
        found, often = decode_documents(code[begin : begin + sizes[number]], len(own))
        assert found.tolist() == list(terms[number])
        if all(len(places) == 1 for places in own):
            assert often is None
        else:
            assert often is not None
            assert often.tolist() == [len(places) for places in own]
        of_term = places_code[place : place + place_sizes[number]]
        lengths = _array([len(places) for places in own])
        assert decode_positions(of_term, lengths).tolist() == _joined(own)


def test_the_rarest_and_the_most_frequent_terms_take_a_byte_a_document() -> None:
    ones = _array([1] * 64)
    assert code_documents(uncoded(ones, np.arange(64), ones))[0].size == 64
    # And one for how many each takes.
    assert code_documents(uncoded(_array([64]), np.arange(64), ones))[0].size == 64 + 1


def test_what_was_decoded_can_be_written_to() -> None:
    """Readers add the number of a segment's first article in place."""
    code, _ = code_documents(uncoded(_array([2]), _array([3, 9]), _array([1, 1])))
    code.flags.writeable = False
    documents, _ = decode_documents(code, 2)
    documents += 100
    assert documents.tolist() == [103, 109]
    assert decode_documents(code, 2)[0].tolist() == [3, 9]


_PLACES = st.integers(0, 60) | st.integers(0, 2**31 - 1)


@given(st.lists(st.lists(st.tuples(_PLACES, _PLACES).map(sorted), max_size=20), max_size=6))
@example([])
@example([[], [], []])
@example([[[0, 0], [0, 0], [7, 7]]])
@example([[], [[0, 31], [32, 64], [64, 96], [68, 69], [72, 73]], [], [[5, 9], [0, 4], [3, 6]]])
def test_offsets(articles: list[list[list[int]]]) -> None:
    """Titles come before texts, so that a word may begin before the one before it ends."""
    words = _array([len(article) for article in articles])
    starts = _array([start for article in articles for start, _ in article], np.int32)
    ends = _array([end for article in articles for _, end in article], np.int32)
    code, sizes = code_offsets(words, starts, ends)
    edges = [0, *accumulate(sizes.tolist())]
    assert edges[-1] == code.size
    begins = edges[:-1]
    usual = np.concatenate(
        [code[:0], *(code[at:][:n] for at, n in zip(begins, words, strict=True))]
    )
    others = [code[at + n : end] for at, n, end in zip(begins, words, edges[1:], strict=True)]
    together = [word for article in articles for word in article]
    assert decode_offsets(usual, np.concatenate([code[:0], *others]), words).T.tolist() == together


def test_the_offsets_of_usual_words_take_a_byte_each() -> None:
    ends = np.cumsum(_array([7, 4, 12, 2, 9] * 20) + 1)
    code, _ = code_offsets(_array([100]), np.append(0, ends[:-1] + 1), ends)
    assert code.size == 100
