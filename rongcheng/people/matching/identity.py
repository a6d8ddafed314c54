"""Identity numbers read, checked (GB 11643) and taken apart for a whole column at once."""

from dataclasses import dataclass

import numpy as np
import polars as pl

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_PLAIN = r"^\d{17}[\dX]$"


@dataclass
class Identity:
    """One entry per row: the number as text and as code, whether it proves itself, what it says."""

    text: pl.Series
    code: np.ndarray  # all 18 characters as one number; 0 if there are not exactly 18
    head: np.ndarray  # the first 14: county and birth date
    tail: np.ndarray  # the last 9: month, day, order, check character
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
    lost = seen.str.contains(r"\dE\+?\d")
    kept = (
        seen.str.replace_all(r"[\s\-_.·*,]", "")
        .str.replace_all("O", "0", literal=True)
        .str.replace_all("[IL]", "1")
    )
    usable = kept.str.contains(r"^\d{13,18}[\dX]$") & ~lost
    return column.scatter(odd, kept.set(~usable.fill_null(False), None))


def _matrix(text: pl.Series, width: int) -> np.ndarray:
    joined = text.str.join("").item() if len(text) else ""
    return np.frombuffer(joined.encode("ascii"), dtype=np.uint8).reshape(-1, width)


def _lengthen(old: np.ndarray) -> np.ndarray:
    """15-digit numbers (issued until 1999) in their 18-character form."""
    century = np.broadcast_to(np.frombuffer(b"19", dtype=np.uint8), (len(old), 2))
    body = np.concatenate([old[:, :6], century, old[:, 6:]], axis=1)
    return np.concatenate([body, _check(body)[:, None]], axis=1)


def _check(body: np.ndarray) -> np.ndarray:
    """The check character that 17 digits ask for."""
    return CHECKS[(body.astype(np.int64) - 48) @ WEIGHTS % 11]


def _number(digits: np.ndarray) -> np.ndarray:
    total = np.zeros(len(digits), dtype=np.int64)
    for column in digits.T:
        total = total * 10 + np.where(column == 88, 0, column.astype(np.int64) - 48)
    return total


def _analyse(text: pl.Series, digits: np.ndarray, full: np.ndarray) -> Identity:
    known = digits[:, 0] > 0
    last = np.where(digits[:, 17] == 88, 10, digits[:, 17].astype(np.int64) - 48)
    code = np.where(known, _number(digits[:, :17]) * 11 + last, 0)
    birth = np.where(known, _number(digits[:, 6:14]), 0)
    real = known & real_dates(birth)
    valid = full & real & (_check(digits[:, :17]) == digits[:, 17]) & (digits[:, 0] != 48)
    sex = np.where(real, np.where(digits[:, 16] % 2 == 1, 1, 2), 0)
    return Identity(
        text=text, code=code, head=np.where(known, _number(digits[:, :14]), 0),
        tail=np.where(known, _number(digits[:, 9:17]) * 11 + last, 0),
        valid=valid, birth=np.where(real, birth, 0), sex=sex,
    )  # fmt: skip


def real_dates(dates: np.ndarray) -> np.ndarray:
    """Which numbers yyyymmdd are dates on which a living person may have been born."""
    year, month, day = dates // 10000, dates // 100 % 100, dates % 100
    lengths = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    inside = (year >= 1900) & (year <= 2100) & (month >= 1) & (month <= 12) & (day >= 1)
    return inside & (day <= lengths[np.clip(month, 0, 12)])
