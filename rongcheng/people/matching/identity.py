"""Identity numbers read, checked (GB 11643) and taken apart for a whole column at once."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from .arrays import Array

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_LENGTHS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)


@dataclass
class Identity:
    """One entry per row: the number as text and as code, whether it proves itself, what it says."""

    text: pl.Series
    code: Array  # all 18 characters as one number; 0 without 18 of them
    head: Array  # the first 14: county and birth date
    tail: Array  # the last 9: end of the birth date, order, check character
    valid: Array  # written with 18 characters, right check character, real birth date
    birth: Array  # yyyymmdd, 0 if no real date
    sex: Array


def read_ids(column: pl.Series) -> Identity:
    """Identity numbers however written: spaces, full width, lower-case x, 15 digits."""
    columns = np.zeros((18, len(column)), dtype=np.uint8)
    full = _fill(columns, column, np.arange(len(column)))
    odd = np.flatnonzero(~_plain(columns) & column.is_not_null().to_numpy())
    if odd.size:
        columns[:, odd], full[odd] = 0, False
        kept = _clean(column.gather(odd))
        full[odd] = _fill(columns, kept, odd)
        kept = _lengthened(columns, kept, odd)
        column = column.scatter(odd, kept)
    return _analyse(column, columns, full)


def _fill(columns: Array, text: pl.Series, rows: Array) -> Array:
    """Write the texts of 18 bytes into `columns` at `rows`; which ones these are."""
    fits: Array = text.str.len_bytes().fill_null(0).to_numpy() == 18
    at = np.flatnonzero(fits)
    columns[:, rows[at]] = _matrix(text.gather(at), 18).T
    return fits


def _plain(columns: Array) -> Array:
    """Are these 17 digits and a check character?"""
    plain: Array = (columns[17] - np.uint8(48) <= 9) | (columns[17] == 88)
    for digit in columns[:17]:
        plain &= digit - np.uint8(48) <= 9  # what stands below "0" turns around and is large
    return plain


def _clean(odd: pl.Series) -> pl.Series:
    """Digits and X alone; null where nothing usable is left (blanks, `4.3E+17`, placeholders)."""
    seen = odd.str.normalize("NFKC").str.to_uppercase().str.replace_all(r"^'", "")
    lost = seen.str.contains(r"[0-9]E\+?[0-9]")
    kept = (
        seen.str.replace_all(r"[\s\-_.·*,]", "")
        .str.replace_all("O", "0", literal=True)
        .str.replace_all("[IL]", "1")
    )
    usable = kept.str.contains(r"^[0-9]{13,18}[0-9X]$") & ~lost
    return kept.set(~usable.fill_null(False), None)


def _lengthened(columns: Array, text: pl.Series, rows: Array) -> pl.Series:
    """`text` with its 15-digit numbers made 18-digit ones, `columns` told as well."""
    old = np.flatnonzero(text.str.len_bytes().fill_null(0).to_numpy() == 15)
    if not old.size:
        return text
    long = _lengthen(_matrix(text.gather(old), 15))
    columns[:, rows[old]] = long.T
    whole = long.tobytes().decode("ascii")
    return text.scatter(old, pl.Series([whole[i : i + 18] for i in range(0, len(whole), 18)]))


def _matrix(text: pl.Series, width: int) -> Array:
    joined = text.str.join("").item() if len(text) else ""
    return np.frombuffer(joined.encode(), dtype=np.uint8).reshape(-1, width)


def _lengthen(old: Array) -> Array:
    """15-digit numbers (issued until 1999) in their 18-character form."""
    century = np.broadcast_to(np.frombuffer(b"19", dtype=np.uint8), (len(old), 2))
    body = np.concatenate([old[:, :6], century, old[:, 6:]], axis=1)
    return np.concatenate([body, check_characters(body.T)[:, None]], axis=1)


def check_characters(columns: Array) -> Array:
    """The check character that 17 digits ask for, given digit by digit (17 rows)."""
    total = np.zeros(columns.shape[1], dtype=np.uint16)
    for digit, weight in zip(columns, WEIGHTS, strict=True):
        total += (digit - np.uint8(48)) * np.uint16(weight)
    characters: Array = CHECKS[total % np.uint16(11)]
    return characters


def _number(columns: Array) -> Array:
    """Up to nine digits as a number."""
    total = np.zeros(columns.shape[1], dtype=np.int32)
    for digit in columns:
        total *= np.int32(10)
        total += digit - np.uint8(48)
    return total


def _analyse(text: pl.Series, columns: Array, full: Array) -> Identity:
    known = columns[0] > 0
    last = np.where(columns[17] == 88, 10, columns[17] - np.uint8(48)).astype(np.int32)
    county, birth, order = (_number(columns[a:b]) for a, b in ((0, 6), (6, 14), (14, 17)))
    real = known & real_dates(birth)
    valid = full & real & (check_characters(columns[:17]) == columns[17]) & (columns[0] != 48)
    end = (order * 11 + last) * known
    head = (county.astype(np.int64) * 10**8 + birth) * known
    tail = ((birth - birth // 10**5 * 10**5).astype(np.int64) * 11000 + end) * known
    return Identity(
        text=text, code=head * 11000 + end, head=head, tail=tail, valid=valid,
        birth=(birth * real).astype(np.int64),
        sex=((2 - (columns[16] & 1)) * real).astype(np.int64),
    )  # fmt: skip


def real_dates(dates: Array) -> Array:
    """Which numbers yyyymmdd are dates on which a living person may have been born."""
    dates = dates.astype(np.int32)
    months = dates // 100
    year = months // 100
    month, day = months - year * 100, dates - months * 100
    inside = (year >= 1900) & (year <= 2100) & (month >= 1) & (month <= 12) & (day >= 1)
    real: Array = inside & (day <= _LENGTHS[np.clip(month, 0, 12)])
    return real
