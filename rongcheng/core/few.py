"""Counts so small that they could tell of a person; whoever may not open the rows sees none."""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 5


def kept(count: int) -> int | None:
    """A count as it may be shown: None from one to four."""
    return None if 0 < count < LEAST else count


def shown(counts: Sequence[int]) -> list[int | None]:
    """The parts of a sum that stands beside them, as they may be shown.

    Where a single one is withheld the sum would tell it; so the smallest of the others that is not
    nothing is withheld with it.
    """
    found = [kept(n) for n in counts]
    if found.count(None) == 1:
        rest = [(n, at) for at, n in enumerate(found) if n]
        if rest:
            found[min(rest)[1]] = None
    return found
