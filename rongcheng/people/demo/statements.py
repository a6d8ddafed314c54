"""What each source said of each person and when: ledgers of several years, desks, themselves."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from .draw import number_within

LEDGER, DESK, SELF = "ledger", "desk", "self"
OFFICE, UNVERIFIED = 2, 1
_DESK, _SELF = 0.08, 0.05  # share of adults who told a desk, or the portal, something of themselves
_TWICE = 0.3  # share of those without work who stand in an earlier ledger too
_CHANGED_PHONE = 0.14
_ABOUT = (
    "name", "id_number", "sex", "birth_date", "ethnicity", "education", "marital_status", "phone",
    "relation_to_head", "household_no", "home_place", "address", "poverty_status", "disability",
)  # fmt: skip
_SHORT = ("name", "id_number", "sex", "birth_date", "home_place", "household_no", "phone")
_WORK = (
    "industry", "occupation", "employer", "employer_code", "work_place", "wage", "start_date",
    "end_date", "contract", "insurance",
)  # fmt: skip


def draw_statements(
    rng: np.random.Generator, persons: pl.DataFrame, spells: pl.DataFrame, today: date
) -> pl.DataFrame:
    """Statements, the oldest of each person first.

    Every job was told by a ledger of its time, so each person has as many ledger rows as known
    jobs, at least one; some also told a desk or registered themselves.

    Returns: person, channel (ledger, desk, self), trust (2 office, 1 unverified), confirmed_on
        (the day it was said), batch (township and year of the ledger: 9 digits and 4; null for
        others), sheet, row, and the row contract's columns.
    """
    persons = persons.with_columns(ledger_phone=_earlier_phone(rng, persons))
    told = pl.concat(
        [_ledgers(rng, persons, spells), _asked(rng, persons, today)], how="diagonal_relaxed"
    )
    told = told.sort("person", "confirmed_on", "order", descending=[False, False, True])
    return told.drop("order").with_columns(*_where_written(told))


def _earlier_phone(rng: np.random.Generator, persons: pl.DataFrame) -> pl.Series:
    """The phone that ledgers have: for some not the present one, which a desk was told later."""
    changed = (
        pl.Series(rng.random(persons.height) < _CHANGED_PHONE) & persons["phone"].is_not_null()
    )
    return persons["phone"].zip_with(~changed, persons["former_phone"])


def _ledgers(rng: np.random.Generator, persons: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """A ledger row for each job, told at its end or, the newest, on the day of confirmation."""
    about = persons.select(
        "person", "confirmed_on", "ledger_phone", "worker", *(c for c in _ABOUT if c != "phone")
    ).rename({"ledger_phone": "phone"})
    days = pl.Series("after", rng.integers(1, 30, spells.height))
    said = spells.select("person", "order", *_WORK).with_columns(days)
    with_work = about.join(said, on="person", how="inner")
    with_work = with_work.with_columns(
        pl.when(pl.col("order") == 0)
        .then("confirmed_on")
        .otherwise(
            pl.min_horizontal(
                pl.col("end_date") + pl.duration(days="after"),
                pl.col("confirmed_on") - pl.duration(days=1),
            )
        )
        .alias("confirmed_on")
    )
    without = about.join(said.select("person"), on="person", how="anti").with_columns(
        order=pl.lit(0, pl.Int64)
    )
    lot = rng.random(without.height)
    before = without.filter(pl.Series(lot < _TWICE)).with_columns(
        (pl.col("confirmed_on") - pl.duration(days=365)).alias("confirmed_on"),
        order=pl.lit(1, pl.Int64),
    )
    before = before.filter(pl.col("confirmed_on") > pl.col("birth_date"))
    rows = pl.concat([with_work, without, before], how="diagonal_relaxed")
    # A ledger says nothing of the head's other facts in years past: only the newest is complete.
    return rows.drop("after", "worker").with_columns(
        channel=pl.lit(LEDGER), trust=pl.lit(OFFICE, pl.Int8),
        education=pl.when(pl.col("order") < 2).then("education"),
        poverty_status=pl.when(pl.col("order") < 1).then("poverty_status"),
    )  # fmt: skip


def _asked(rng: np.random.Generator, persons: pl.DataFrame, today: date) -> pl.DataFrame:
    """Adults who later told a desk or the portal their phone and their wishes."""
    changed = persons["phone"].is_not_null() & (persons["phone"] != persons["ledger_phone"])
    wishes = persons["training_wish"].is_not_null() | persons["job_wish"].is_not_null()
    grown = persons["birth_date"] < date(today.year - 18, today.month, 1)
    lot = rng.random(persons.height)
    selfmade = pl.Series(lot < _SELF) & grown & ~changed
    desk = (changed | wishes | pl.Series(lot > 1 - _DESK)) & grown & ~selfmade
    later = pl.Series("later", rng.integers(3, 90, persons.height))
    rows = persons.with_columns(later).filter(desk | selfmade)
    own = selfmade.filter(desk | selfmade)
    said_on = pl.min_horizontal(pl.col("confirmed_on") + pl.duration(days="later"), pl.lit(today))
    return rows.select(
        "person", *_SHORT, "training_wish", "job_wish", said_on.alias("confirmed_on"),
        order=pl.lit(-1, pl.Int64),
        channel=pl.when(own).then(pl.lit(SELF)).otherwise(pl.lit(DESK)),
        trust=pl.when(own).then(UNVERIFIED).otherwise(OFFICE).cast(pl.Int8),
    ).with_columns(
        # Who registers by phone does not know the number that the village gave the household.
        household_no=pl.when(pl.col("channel") == DESK).then("household_no"),
    )  # fmt: skip


def _where_written(told: pl.DataFrame) -> list[pl.Series]:
    """Batch, sheet and row of each ledger statement."""
    ledger = told["channel"] == LEDGER
    batch = told["home_place"] // 1000 * 10**4 + told["confirmed_on"].dt.year().cast(pl.Int64)
    village = told["home_place"].to_numpy() % 1000
    row = number_within(batch.to_numpy() * 1000 + village) + 4
    return [
        batch.set(~ledger, None).alias("batch"),
        pl.Series("sheet", village).cast(pl.String).str.zfill(3).set(~ledger, None),
        pl.Series("row", row).cast(pl.Int32).set(~ledger, None),
    ]
