"""Pairs worth weighing: records that meet under a key and are not yet one person."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .groups import group_roughly
from .keys import candidate_keys
from .records import Records

_THREADS = 4
Pairs = tuple[np.ndarray, np.ndarray]


def candidate_pairs(
    people: Records, apart: np.ndarray, more: list[Pairs], first: np.ndarray | None = None
) -> Pairs:
    """Distinct pairs (left < right) that differ in `apart`, from the keys and from `more`.

    `first` is the first row of the person that each row is known to be: a row that says the same
    as that one would only repeat its pairs.
    """
    size = np.int64(len(people))

    def meet(key_and_cap: tuple[np.ndarray, int]) -> np.ndarray:
        key, cap = key_and_cap
        if first is not None:
            key = np.where((first == np.arange(size)) | (key != key[first]), key, 0)
        return _encode(*group_roughly(key).pairs(cap), apart, size)

    with ThreadPoolExecutor(_THREADS) as pool:
        met = list(pool.map(meet, candidate_keys(people)))
    met += [_encode(left, right, apart, size) for left, right in more]
    pairs = np.unique(np.concatenate(met))
    left, right = pairs // size, pairs % size
    worth = plausible(people, left, right)
    return left[worth], right[worth]


def _encode(left: np.ndarray, right: np.ndarray, apart: np.ndarray, size: np.int64) -> np.ndarray:
    differ = apart[left] != apart[right]
    left, right = left[differ], right[differ]
    return np.minimum(left, right) * size + np.maximum(left, right)


def plausible(people: Records, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Pairs that no valid ID numbers forbid and that agree in at least two respects."""

    def same(values: np.ndarray) -> np.ndarray:
        return (values[left] == values[right]) & (values[left] != 0)

    proof = people.proof
    forbidden = (proof[left] != 0) & (proof[right] != 0) & (proof[left] != proof[right])
    named = same(people.sound)
    partly = same(people.surname_sound) | same(people.given_sound)
    unnamed = (people.sound[left] == 0) | (people.sound[right] == 0)
    birth, phone = same(people.full_birth), same(people.phone)
    number = same(people.ids.code) | same(people.ids.tail)
    agree = 2 * named + 1 * (partly & ~named) + 2 * birth + 2 * phone + 3 * number
    agree += same(people.village) + same(people.ids.head)
    agree += near_birth(people, left, right) & ~birth
    return ~forbidden & (agree >= 3) & (partly | named | unnamed | number | (birth & phone))


def near_birth(people: Records, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Birth dates of which two of year, month and day agree, or all but their order."""
    a, b = people.birth[left], people.birth[right]
    year, month, day = (
        (a // 10000 == b // 10000),
        (a // 100 % 100 == b // 100 % 100),
        (a % 100 == b % 100),
    )
    turned = (a // 100 % 100 == b % 100) & (a % 100 == b // 100 % 100)
    return (a > 0) & (b > 0) & ((year & (month | day | turned)) | (month & day))
