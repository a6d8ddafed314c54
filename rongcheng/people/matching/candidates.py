"""Pairs worth weighing: records that meet under a key and are not yet one person."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .arrays import Array, Pairs, differ, same
from .groups import group
from .keys import candidate_keys
from .records import Records

_THREADS = 2  # enough to be busy, few enough to keep the arrays in the cache


def candidate_pairs(
    people: Records,
    apart: Array,
    more: list[Pairs],
    first: Array | None = None,
    *,
    families: bool = False,
) -> Pairs:
    """Distinct pairs (left < right) that differ in `apart`, from the keys and from `more`.

    `first` is the first row of the person that each row is known to be: a row that says the same
    as that one would only repeat its pairs. `families` asks for pairs as well that look like
    relatives, from whom a model learns.
    """
    size = len(people)
    rows = np.arange(size)
    original = None if first is None else first == rows

    def meet(key_and_cap: tuple[Array, int]) -> Array:
        key, cap = key_and_cap
        if first is not None:
            key = key * (original | (key != key[first]))
        return _encode(*group(key).pairs(cap), apart, size)

    with ThreadPoolExecutor(_THREADS) as pool:
        met = list(pool.map(meet, candidate_keys(people)))
    met += [_encode(left, right, apart, size) for left, right in more]
    pairs = np.unique(np.concatenate(met))
    left, right = pairs // size, pairs % size
    worth = plausible(people, left, right)
    if not families:
        worth &= ~relatives(people, left, right)
    return left[worth], right[worth]


def _encode(left: Array, right: Array, apart: Array, size: int) -> Array:
    differ = np.flatnonzero(apart[left] != apart[right])
    left, right = left[differ], right[differ]
    found: Array = np.minimum(left, right) * size + np.maximum(left, right)
    return found


def plausible(people: Records, left: Array, right: Array) -> Array:
    """Pairs that no valid ID numbers forbid and that agree in at least two respects."""
    pair = (left, right)
    named = same(people.sound, *pair) | same(people.bag, *pair)
    partly = same(people.surname_sound, *pair) | same(people.given_sound, *pair)
    unnamed = (people.sound[left] == 0) | (people.sound[right] == 0)
    birth, phone = same(people.full_birth, *pair), same(people.phone, *pair)
    number = same(people.ids.code, *pair) | same(people.ids.tail, *pair)
    agree = 2 * named + 1 * (partly & ~named) + 2 * birth + 2 * phone + 3 * number
    agree += same(people.village, *pair) + same(people.ids.head, *pair)
    agree += near_birth(people, left, right) & ~birth
    hopeful = partly | named | unnamed | number | (birth & phone)
    worth: Array = ~differ(people.proof, *pair) & (agree >= 3) & hopeful
    return worth


def relatives(people: Records, left: Array, right: Array) -> Array:
    """Pairs with half a name at most, and another birth date and number: families look so."""
    pair = (left, right)
    named = same(people.sound, *pair) | same(people.bag, *pair)
    numbered = same(people.ids.code, *pair) | same(people.ids.tail, *pair)
    dated = (people.full_birth[left] != 0) & (people.full_birth[right] != 0)
    found: Array = dated & ~near_birth(people, left, right) & ~named & ~numbered
    return found


def near_birth(people: Records, left: Array, right: Array) -> Array:
    """Birth dates of which two of year, month and day agree, or all but their order."""
    a, b = people.birth[left], people.birth[right]
    (year_a, month_a, day_a), (year_b, month_b, day_b) = (
        (date // 10000, date // 100 % 100, date % 100) for date in (a, b)
    )
    year, month, day = year_a == year_b, month_a == month_b, day_a == day_b
    turned = (month_a == day_b) & (day_a == month_b)
    near: Array = (a > 0) & (b > 0) & ((year & (month | day | turned)) | (month & day))
    return near
