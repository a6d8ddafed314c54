"""Arithmetic on 12-digit place codes: level, span, parents. Needs no data.

A code is 2 digits of province, 2 of prefecture, 2 of county, 3 of township, 3 of village
(statistical area codes of the National Bureau of Statistics; the first six are GB/T 2260).
"""

from __future__ import annotations

PROVINCE, PREFECTURE, COUNTY = "province", "prefecture", "county"
TOWNSHIP, VILLAGE = "township", "village"
OVERSEAS_LEVEL = "overseas"
LEVELS = (PROVINCE, PREFECTURE, COUNTY, TOWNSHIP, VILLAGE)

# Anywhere outside the mainland's divisions that has no code of its own.
OVERSEAS = 900_000_000_000
# Taiwan, Hong Kong, Macao: labour there counts as abroad (境外) in labour statistics.
OUTSIDE_MAINLAND = frozenset({71, 81, 82, 90})
# Prefecture-level cities without counties: Dongguan, Zhongshan, Jiayuguan, Danzhou.
WITHOUT_COUNTIES = frozenset({4419, 4420, 6202, 4604})

SIZES = {PROVINCE: 10**10, PREFECTURE: 10**8, COUNTY: 10**6, TOWNSHIP: 10**3, VILLAGE: 1}
"""How many codes a place of each level spans."""


def level_of(code: int) -> str:
    """The level a code's trailing zeros tell, `overseas` for 境外."""
    if code % 1000:
        return VILLAGE
    if code % 10**6:
        return TOWNSHIP
    if code % 10**8:
        return COUNTY
    if code % 10**10:
        return PREFECTURE
    return PROVINCE if code < OVERSEAS else OVERSEAS_LEVEL


def span_of(code: int) -> tuple[int, int]:
    """The half-open range of codes at or under a place; 0 stands for the whole country."""
    if code == 0:
        return (0, 10**12)
    return (code, code + SIZES.get(level_of(code), 10**10))


def contains(outer: int, inner: int) -> bool:
    """Whether `inner` is `outer` or lies in it."""
    lo, hi = span_of(outer)
    return lo <= inner < hi


def at_level(code: int, level: str) -> int:
    """The code cut to a level; a shallower code stays as it is."""
    return code // SIZES[level] * SIZES[level]


def truncations(code: int) -> tuple[int, ...]:
    """The codes above a code, from province down, without the code itself."""
    cuts = dict.fromkeys(at_level(code, level) for level in LEVELS)
    return tuple(cut for cut in cuts if cut != code)


def from_digits(text: str) -> int | None:
    """A place code from 2, 4, 6, 9 or 12 digits, or None for anything else."""
    if len(text) in (2, 4, 6, 9, 12) and text.isascii() and text.isdigit() and text[0] != "0":
        return int(text.ljust(12, "0"))
    return None
