"""Messy columns of people made comparable: one number per value, 0 where unknown."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from .identity import Identity, read_ids
from .pinyin import sounds
from .values import clean_birth, clean_name, clean_phone, clean_place, clean_sex

_THREADS = 4  # numpy and Polars let go of the interpreter while they count
COLUMNS = ("name", "id_number", "sex", "birth_date", "phone", "home_place")


@dataclass
class Records:
    """People row by row; every array has one entry per row and 0 means unknown."""

    names: pl.Series
    phones: pl.Series
    ids: Identity
    proof: np.ndarray  # a valid ID number as code: two different ones are two people
    name: np.ndarray
    sound: np.ndarray
    surname_sound: np.ndarray
    given_sound: np.ndarray
    sex: np.ndarray
    birth: np.ndarray  # yyyymmdd; yyyymm00 and yyyy0000 where no more is known
    phone: np.ndarray
    village: np.ndarray
    town: np.ndarray
    county: np.ndarray
    id_row: np.ndarray  # the row whose ID number speaks for this one
    phone_row: np.ndarray  # the row whose phone does

    def take_number(self, rows: np.ndarray, givers: np.ndarray) -> None:
        """`rows` take over the ID number and what it says from `givers`."""
        for values in (self.proof, self.id_row, self.birth, self.sex):
            values[rows] = values[givers]
        for values in (self.ids.code, self.ids.head, self.ids.tail):
            values[rows] = values[givers]

    def take_phone(self, rows: np.ndarray, givers: np.ndarray) -> None:
        """`rows` take over the phone from `givers`."""
        for values in (self.phone, self.phone_row):
            values[rows] = values[givers]

    def take_place(self, rows: np.ndarray, givers: np.ndarray) -> None:
        """`rows` take over the home place from `givers`."""
        for values in (self.village, self.town, self.county):
            values[rows] = values[givers]

    def __len__(self) -> int:
        return len(self.name)

    @cached_property
    def full_birth(self) -> np.ndarray:
        """Birth dates known to the day."""
        return np.where(self.birth % 100 > 0, self.birth, 0)


def read_records(frame: pl.DataFrame) -> Records:
    """`frame` (any of COLUMNS, as text, numbers or dates; any may be missing) as Records."""
    raw = {column: _text(frame, column) for column in COLUMNS}
    with ThreadPoolExecutor(_THREADS) as pool:
        named = pool.submit(_read_names, raw["name"])
        numbers = pool.submit(read_ids, raw["id_number"])
        births = pool.submit(clean_birth, raw["birth_date"])
        called = pool.submit(clean_phone, raw["phone"])
        placed = pool.submit(clean_place, raw["home_place"])
        sexes = pool.submit(clean_sex, raw["sex"])
    ids, phones = numbers.result(), called.result()
    names, sound, surname, given = named.result()
    village, town, county = placed.result()
    birth, sex, trusted = _confirm(ids, births.result(), sexes.result())
    return Records(
        names=names, phones=phones, ids=ids, proof=np.where(trusted, ids.code, 0),
        name=_codes(names), sound=sound, surname_sound=surname, given_sound=given, sex=sex,
        birth=birth, phone=_codes(phones), village=village, town=town, county=county,
        id_row=np.arange(frame.height), phone_row=np.arange(frame.height),
    )  # fmt: skip


def _confirm(
    ids: Identity, birth: np.ndarray, sex: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Birth date and sex after hearing the ID number, and whether it is the person's own.

    A valid number outweighs what was typed beside it, unless year, day and sex all speak
    against it: then somebody else's number stands in the row.
    """
    year_differs = (birth > 0) & (birth // 10000 != ids.birth // 10000)
    day_differs = (birth % 100 > 0) & (birth % 10000 != ids.birth % 10000)
    sex_differs = (sex > 0) & (sex != ids.sex)
    trusted = ids.valid & ~(year_differs & day_differs & sex_differs)
    birth = np.where((trusted | (birth == 0)) & (ids.birth > 0), ids.birth, birth)
    sex = np.where((trusted | (sex == 0)) & (ids.sex > 0), ids.sex, sex)
    return birth, sex, trusted


def _read_names(
    column: pl.Series,
) -> tuple[pl.Series, np.ndarray, np.ndarray, np.ndarray]:
    names = clean_name(column)
    return names, *_sounds(names)


def _text(frame: pl.DataFrame, column: str) -> pl.Series:
    """The column as text; a missing column is all null."""
    if column not in frame.columns:
        return pl.Series(column, [None] * frame.height, dtype=pl.String)
    series = frame[column]
    return series if series.dtype == pl.String else series.cast(pl.String)


def _codes(series: pl.Series) -> np.ndarray:
    """A number per text, equal for equal texts; 0 for null."""
    codes = series.hash(7).to_numpy().view(np.int64)
    return np.where(series.is_null().to_numpy(), 0, codes)


def _points(names: pl.Series, width: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """First characters of each name as code points (0 beyond the end), and its length."""
    length = names.str.len_chars().fill_null(0).to_numpy().astype(np.int32)
    padded = names.fill_null("").str.slice(0, width).str.pad_end(width, "\x00")
    text = padded.str.join("").item() if len(padded) else ""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).reshape(-1, width)
    return points, length


def _sounds(names: pl.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pinyin of the whole name, of its first character and of the rest, as numbers."""
    points, length = _points(names)
    heard = sounds(points)
    sound, given = _fold(heard), _fold(heard[:, 1:])
    long = np.flatnonzero(length > points.shape[1])
    if long.size:
        wide, _ = _points(names.gather(long), 32)
        # The dot between parts of a name is often left out; sound must not hear it.
        heard_long = np.where(wide == ord("·"), 0, sounds(wide))
        sound[long], given[long] = _fold(heard_long), _fold(heard_long[:, 1:])
    return sound, heard[:, 0] * (length > 0), given


def _fold(numbers: np.ndarray) -> np.ndarray:
    """Rows of small numbers to one number a row, zeros passed over."""
    total = np.zeros(len(numbers), dtype=np.int64)
    for column in np.ascontiguousarray(numbers.T):
        total = np.where(column > 0, total * 1_000_003 + column, total)
    return total
