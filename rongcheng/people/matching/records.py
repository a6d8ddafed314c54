"""Messy columns of people made comparable: one number per value, 0 where unknown."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from .arrays import Array
from .identity import Identity, read_ids
from .names import read_names
from .values import clean_birth, clean_phone, clean_place, clean_sex

_THREADS = 4  # numpy and Polars let go of the interpreter while they count
COLUMNS = ("name", "id_number", "sex", "birth_date", "phone", "home_place")


@dataclass
class Records:
    """People row by row; every array has one entry per row and 0 means unknown."""

    names: pl.Series
    phones: pl.Series
    ids: Identity
    proof: Array  # a valid ID number as code: two different ones are two people
    name: Array
    sound: Array
    surname_sound: Array
    given_sound: Array
    bag: Array  # the sounds of the name in whatever order
    sex: Array
    birth: Array  # yyyymmdd; yyyymm00 and yyyy0000 where no more is known
    phone: Array
    village: Array
    town: Array
    county: Array
    id_row: Array  # the row whose ID number speaks for this one
    phone_row: Array  # the row whose phone does

    def take_number(self, rows: Array, givers: Array) -> None:
        """`rows` take over the ID number and what it says from `givers`."""
        for values in (self.proof, self.id_row, self.birth, self.sex):
            values[rows] = values[givers]
        for values in (self.ids.code, self.ids.head, self.ids.tail):
            values[rows] = values[givers]

    def take_phone(self, rows: Array, givers: Array) -> None:
        """`rows` take over the phone from `givers`."""
        for values in (self.phone, self.phone_row):
            values[rows] = values[givers]

    def take_place(self, rows: Array, givers: Array) -> None:
        """`rows` take over the home place from `givers`."""
        for values in (self.village, self.town, self.county):
            values[rows] = values[givers]

    def __len__(self) -> int:
        return len(self.name)

    @cached_property
    def full_birth(self) -> Array:
        """Birth dates known to the day."""
        known: Array = self.birth * (self.birth > self.birth // 100 * 100)
        return known


def read_records(frame: pl.DataFrame) -> Records:
    """`frame` (any of COLUMNS, as text, numbers or dates; any may be missing) as Records."""
    raw = {column: _text(frame, column) for column in COLUMNS}
    with ThreadPoolExecutor(_THREADS) as pool:
        named = pool.submit(read_names, raw["name"])
        numbers = pool.submit(read_ids, raw["id_number"])
        births = pool.submit(clean_birth, raw["birth_date"])
        called = pool.submit(clean_phone, raw["phone"])
        placed = pool.submit(clean_place, raw["home_place"])
        sexes = pool.submit(clean_sex, raw["sex"])
    ids, phones = numbers.result(), called.result()
    names = named.result()
    village, town, county = placed.result()
    birth, sex, trusted = _confirm(ids, births.result(), sexes.result())
    return Records(
        names=names.text, phones=phones, ids=ids, proof=np.where(trusted, ids.code, 0),
        name=_codes(names.text), sound=names.sound, surname_sound=names.surname,
        given_sound=names.given, bag=names.bag, sex=sex,
        birth=birth, phone=_codes(phones), village=village, town=town, county=county,
        id_row=np.arange(frame.height), phone_row=np.arange(frame.height),
    )  # fmt: skip


def _confirm(ids: Identity, birth: Array, sex: Array) -> tuple[Array, Array, Array]:
    """Birth date and sex after hearing the ID number, and whether it is the person's own.

    A valid number outweighs what was typed beside it, unless year, day and sex all speak
    against it: then somebody else's number stands in the row.
    """
    year, said = birth // 10000, ids.birth // 10000
    month_day, said_day = birth - year * 10000, ids.birth - said * 10000
    to_the_day = month_day > month_day // 100 * 100
    year_differs, day_differs = (birth > 0) & (year != said), to_the_day & (month_day != said_day)
    sex_differs = (sex > 0) & (sex != ids.sex)
    trusted = ids.valid & ~(year_differs & day_differs & sex_differs)
    birth = np.where((trusted | (birth == 0)) & (ids.birth > 0), ids.birth, birth)
    sex = np.where((trusted | (sex == 0)) & (ids.sex > 0), ids.sex, sex)
    return birth, sex, trusted


def _text(frame: pl.DataFrame, column: str) -> pl.Series:
    """The column as text; a missing column is all null."""
    if column not in frame.columns:
        return pl.Series(column, [None] * frame.height, dtype=pl.String)
    series = frame[column]
    return series if series.dtype == pl.String else series.cast(pl.String)


def _codes(series: pl.Series) -> Array:
    """A number per text, equal for equal texts; 0 for null."""
    codes: Array = series.hash(7).to_numpy().view(np.int64).copy()
    codes *= series.is_not_null().to_numpy()
    return codes
