"""Dates, phones, sexes and places as people write them, made comparable."""

import datetime as dt
import re

import numpy as np
import polars as pl

from .arrays import Array
from .identity import real_dates

_SEXES = {"男": 1, "男性": 1, "1": 1, "M": 1, "MALE": 1, "女": 2, "女性": 2, "2": 2, "F": 2,
          "FEMALE": 2}  # fmt: skip
NOTHING = ("", "无", "不详", "未知", "暂无", "不清楚", "NULL", "NONE", "NAN", "NA", "N/A", "-")


def clean_phone(column: pl.Series) -> pl.Series:
    """Digits of the phone without country code; null below 7 digits or all one digit."""
    mobile = column.cast(pl.Int64, strict=False).fill_null(0).to_numpy()
    plain = (mobile >= 10**10) & (mobile < 2 * 10**10)
    plain &= (column.str.len_bytes() == 11).fill_null(False).to_numpy()
    odd = np.flatnonzero(~plain & column.is_not_null().to_numpy())
    if odd.size:
        column = column.scatter(odd, _odd_phone(column.gather(odd)))
    invented = (mobile == 11111111111) | (mobile // 1000 == 12345678)
    for zeros in (1, 10, 100, 1000):  # 0000000 at any place
        shifted = mobile // zeros
        invented |= shifted == shifted // 10**7 * 10**7
    none = np.flatnonzero(invented & plain)
    return column.scatter(none, None) if none.size else column


def _odd_phone(column: pl.Series) -> pl.Series:
    seen = column.str.normalize("NFKC").str.replace(r"\.0+$", "")
    seen = seen.str.extract(r"^([^/、,;]+)").str.replace_all(r"[^0-9]", "")
    seen = seen.str.replace(r"^(?:00)?86(1[0-9]{10})$", "${1}")
    seen = seen.set((seen.str.len_chars() < 7).fill_null(True), None)
    same = seen.str.contains(r"^(0+|1+|2+|3+|4+|5+|6+|7+|8+|9+)$|0000000|^12345678")
    return seen.set(same.fill_null(False), None)


def clean_sex(column: pl.Series) -> Array:
    """1 male, 2 female, 0 unknown (GB/T 2261.1)."""
    sexes = np.zeros(len(column), dtype=np.int64)
    for text, sex in (("男", 1), ("女", 2)):
        sexes[(column == text).fill_null(False).to_numpy()] = sex
    odd = np.flatnonzero((sexes == 0) & column.is_not_null().to_numpy())
    if odd.size:
        seen = column.gather(odd).str.normalize("NFKC").str.replace_all(r"\s|\.0$", "")
        read = seen.str.to_uppercase().replace_strict(_SEXES, default=0, return_dtype=pl.Int64)
        sexes[odd] = read.fill_null(0).to_numpy()
    return sexes


def clean_birth(column: pl.Series) -> Array:
    """yyyymmdd; yyyymm00 or yyyy0000 where only that much is written; 0 unknown."""
    dates = np.zeros(len(column), dtype=np.int64)
    size = column.str.len_bytes().fill_null(0).to_numpy()
    for width, at in ((10, (0, 1, 2, 3, 5, 6, 8, 9)), (8, tuple(range(8)))):
        rows = np.flatnonzero(size == width)
        text = column.gather(rows).str.join("").item() if rows.size else ""
        columns = np.frombuffer(text.encode(), dtype=np.uint8).reshape(-1, width).T
        written = np.ascontiguousarray(columns)
        dates[rows] = _digits(written[list(at)], written[[4, 7]] if width == 10 else written[:0])
    left = np.flatnonzero((dates == 0) & column.is_not_null().to_numpy())
    if left.size:
        # Dates repeat: reading each distinct one in Python costs less than six patterns a row.
        texts = column.gather(left)
        distinct = texts.unique()
        read = pl.Series([read_date(t) for t in distinct.to_list()], dtype=pl.Int64)
        dates[left] = texts.replace_strict(distinct, read, return_dtype=pl.Int64).to_numpy()
    return dates


def _digits(written: Array, between: Array) -> Array:
    """Eight digits as a date; 0 where they are none or stand between digits or letters."""
    number, good = np.zeros(written.shape[1], dtype=np.int32), np.ones(written.shape[1], bool)
    for character in written:
        digit = character - np.uint8(48)
        good &= digit <= 9
        number *= np.int32(10)
        number += digit
    for mark in between:
        good &= (mark == 45) | (mark == 46) | (mark == 47)
    number *= good
    dates: Array = number * real_dates(number)
    return dates


_PARTS = re.compile(r"(\d{4}|\d{2})\D+(\d{1,2})(?:\D+(\d{1,2}))?(?!\d)")
_REVERSED = re.compile(r"(\d{1,2})\D(\d{1,2})\D(\d{4})$")
_SOLID = re.compile(r"(\d{4})(\d{2})?(\d{2})?(?:\.0+)?$")
_WIDE = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")


def read_date(text: str) -> int:
    """One date as written: `1987.3.5`, `87年3月`, `19870305`, `5/3/1987`, an Excel serial."""
    text = text.strip().translate(_WIDE)
    if re.fullmatch(r"[1-5]\d{4}(\.0+)?", text):
        date = dt.date(1899, 12, 30) + dt.timedelta(days=int(text[:5]))
        return date.year * 10000 + date.month * 100 + date.day
    if found := _REVERSED.match(text):
        day, month, year = (int(g) for g in found.groups())
        return _date(year, month, day)
    found = _SOLID.match(text) or _PARTS.match(text)
    if not found:
        return 0
    year, month, day = (int(g or 0) for g in found.groups())
    return _date(year, month, day)


def _date(year: int, month: int, day: int) -> int:
    if year < 100:
        year += 1900 if year > dt.date.today().year % 100 else 2000
    if month > 12 and 0 < day <= 12:
        month, day = day, month
    if not 1900 <= year <= 2100 or month > 12 or day > 31:
        return 0
    return year * 10000 + month * 100 + (day if month else 0)


def clean_place(column: pl.Series) -> tuple[Array, Array, Array]:
    """Village, township and county of a place given as code or as text; 0 where not so deep."""
    code = column.cast(pl.Int64, strict=False)
    size = column.str.len_bytes().fill_null(0).to_numpy().astype(np.int64)
    is_code = (code.fill_null(0) >= 10**5).to_numpy() & (size >= 6) & (size <= 12)
    number = np.where(is_code, code.fill_null(0).to_numpy(), 0) * 10 ** np.clip(12 - size, 0, 6)
    # A level is known where its own digits are not all 0; multiplying is faster than `%`.
    town, county, city = number // 10**3, number // 10**6, number // 10**8
    village = number * (number > town * 10**3)
    town, county = town * (town > county * 10**3), county * (county > city * 100)
    text = np.flatnonzero(~is_code & column.is_not_null().to_numpy())
    if text.size:
        parts = _from_text(column.gather(text))
        for target, part in zip((village, town, county), parts, strict=True):
            target[text] = part
    return village, town, county


def _from_text(column: pl.Series) -> list[Array]:
    """Codes or hashes of the village, township and county parts of written addresses."""
    seen = column.str.normalize("NFKC").str.replace_all(r"[\s,·-]|\.0$", "")
    seen = seen.set(seen.is_in(NOTHING), None)
    if (codes := seen.str.contains(r"^[1-9][0-9]{5,11}$").fill_null(False)).any():
        other = seen.set(codes, None)
        both = zip(clean_place(seen.set(~codes, None)), _from_text(other), strict=True)
        return [np.where(codes.to_numpy(), code, text) for code, text in both]
    seen = seen.set(seen.str.contains(r"^[0-9]+$").fill_null(False), None)
    head = r"^(?:.*?(?:省|自治区|北京市|上海市|天津市|重庆市))?(?:.*?(?:市|自治州|州|盟|地区))?"
    county = seen.str.extract(head + r"(.*?(?:自治县|县|区|旗|市))")
    town = seen.str.extract(r"([^县区旗市]*?(?:镇|乡|街道|苏木))")
    village = seen.str.extract(r"([^镇乡]*?(?:村|社区|嘎查|居委会))")
    whole = village.is_null() & county.is_null() & town.is_null()
    village = pl.select(pl.when(whole).then(seen).otherwise(village)).to_series()
    inside = pl.select(pl.concat_str([town.fill_null(""), village])).to_series()
    return [_hash(inside), _hash(town), _hash(county)]


def _hash(series: pl.Series) -> Array:
    codes: Array = series.hash(7).to_numpy().view(np.int64).copy()
    codes *= series.is_not_null().to_numpy()
    return codes
