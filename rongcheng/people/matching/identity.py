"""Identity numbers read, checked (GB 11643) and taken apart for a whole column at once."""

from dataclasses import dataclass

import numpy as np
import polars as pl

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_LENGTHS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)
_PLAIN = r"^[0-9]{17}[0-9X]$"


@dataclass
class Identity:
    """One entry per row: the number as text and as code, whether it proves itself, what it says."""

    text: pl.Series
    code: np.ndarray  # all 18 characters as one number; 0 without 18 of them
    head: np.ndarray  # the first 14: county and birth date
    tail: np.ndarray  # the last 9: end of the birth date, order, check character
    valid: np.ndarray  # written with 18 characters, right check character, real birth date
    birth: np.ndarray  # yyyymmdd, 0 if no real date
    sex: np.ndarray


def read_ids(column: pl.Series) -> Identity:
    """Identity numbers however written: spaces, full width, lower-case x, 15 digits."""
    text = _clean(column)
    size = text.str.len_chars().fill_null(0).to_numpy()
    old = np.flatnonzero(size == 15)
    digits = np.zeros((len(text), 18), dtype=np.uint8)
    at18 = np.flatnonzero(size == 18)
    digits[at18] = _matrix(text.gather(at18), 18)
    if old.size:
        digits[old] = _lengthen(_matrix(text.gather(old), 15))
        whole = digits[old].reshape(-1).tobytes().decode("ascii")
        longer = [whole[i : i + 18] for i in range(0, len(whole), 18)]
        text = text.scatter(old, pl.Series(longer, dtype=pl.String))
    return _analyse(text, digits, size == 18)


def _clean(column: pl.Series) -> pl.Series:
    """Digits and X alone; null where nothing usable is left (blanks, `4.3E+17`, placeholders)."""
    plain = column.str.contains(_PLAIN)
    odd = np.flatnonzero(~plain.fill_null(True).to_numpy())
    if not odd.size:
        return column
    seen = column.gather(odd).str.normalize("NFKC").str.to_uppercase().str.replace_all(r"^'", "")
    lost = seen.str.contains(r"[0-9]E\+?[0-9]")
    kept = (
        seen.str.replace_all(r"[\s\-_.·*,]", "")
        .str.replace_all("O", "0", literal=True)
        .str.replace_all("[IL]", "1")
    )
    usable = kept.str.contains(r"^[0-9]{13,18}[0-9X]$") & ~lost
    return column.scatter(odd, kept.set(~usable.fill_null(False), None))


def _matrix(text: pl.Series, width: int) -> np.ndarray:
    joined = text.str.join("").item() if len(text) else ""
    return np.frombuffer(joined.encode("ascii"), dtype=np.uint8).reshape(-1, width)


def _lengthen(old: np.ndarray) -> np.ndarray:
    """15-digit numbers (issued until 1999) in their 18-character form."""
    century = np.broadcast_to(np.frombuffer(b"19", dtype=np.uint8), (len(old), 2))
    body = np.concatenate([old[:, :6], century, old[:, 6:]], axis=1)
    return np.concatenate([body, check_characters(body.T)[:, None]], axis=1)


def check_characters(columns: np.ndarray) -> np.ndarray:
    """The check character that 17 digits ask for, given digit by digit (17 rows)."""
    total = np.zeros(columns.shape[1], dtype=np.int32)
    for digit, weight in zip(columns, WEIGHTS, strict=True):
        total += (digit.astype(np.int32) - 48) * weight
    return CHECKS[total % 11]


def _number(columns: np.ndarray) -> np.ndarray:
    total = np.zeros(columns.shape[1], dtype=np.int64)
    for digit in columns:
        total *= 10
        total += digit - np.uint8(48)
    return total


def _analyse(text: pl.Series, digits: np.ndarray, full: np.ndarray) -> Identity:
    columns = np.ascontiguousarray(digits.T)
    known = columns[0] > 0
    last = np.where(columns[17] == 88, 10, columns[17].astype(np.int64) - 48)
    county, birth, order = (_number(columns[a:b]) for a, b in ((0, 6), (6, 14), (14, 17)))
    head = np.where(known, county * 10**8 + birth, 0)
    end = order * 11 + last
    real = known & real_dates(birth)
    valid = full & real & (check_characters(columns[:17]) == columns[17]) & (columns[0] != 48)
    return Identity(
        text=text, code=head * 11000 + np.where(known, end, 0), head=head,
        tail=np.where(known, birth % 10**5 * 11000 + end, 0), valid=valid,
        birth=np.where(real, birth, 0),
        sex=np.where(real, np.where(columns[16] % 2 == 1, 1, 2), 0),
    )  # fmt: skip


def real_dates(dates: np.ndarray) -> np.ndarray:
    """Which numbers yyyymmdd are dates on which a living person may have been born."""
    dates = dates.astype(np.int32)
    year, month, day = dates // 10000, dates // 100 % 100, dates % 100
    inside = (year >= 1900) & (year <= 2100) & (month >= 1) & (month <= 12) & (day >= 1)
    return inside & (day <= _LENGTHS[np.clip(month, 0, 12)])
