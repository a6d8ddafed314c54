"""Arrays of one value per row, 0 where it is unknown, and pairs of rows compared."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]  # one row per record or pair, the element type in the comment
Pairs = tuple[Array, Array]  # row numbers of the one and of the other


def same(values: Array, left: Array, right: Array) -> Array:
    """Pairs whose values are known and equal."""
    equal: Array = (values[left] == values[right]) & (values[left] != 0)
    return equal


def differ(values: Array, left: Array, right: Array) -> Array:
    """Pairs whose values are both known and differ."""
    unequal: Array = (values[left] != values[right]) & (values[left] != 0) & (values[right] != 0)
    return unequal
