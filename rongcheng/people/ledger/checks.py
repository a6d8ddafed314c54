"""Checks across the cells of a row: what one says against what another says."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from . import identity
from .choices import RANGE_TICKS
from .messages import ADVICE
from .problems import Problems
from .reading import Gazetteer

YOUNGEST_WORKER, OLDEST_WORKER = 16, 75
# Ledger ages are often counted the old way or copied from last year.
AGE_TOLERANCE = 2
_DIED = (
    r"^(?:(?:19|20)?\d\d\D.{0,7})?(?:此人|本人)?(?:已|因病|因故|意外)*"
    r"(?:死亡|去世|病故|亡故|身故|过世|故去|已故|已死)"
)
_SEX = {1: "男", 2: "女"}
_RANGE_ORDER = {
    "within_county": "县内",
    "across_county_within_prefecture": "市内县外",
    "across_prefecture_within_province": "省内市外",
    "across_province": "省外",
    "overseas": "境外",
}


class RowChecks:
    """The checks of one file's rows; `frame` has the normalised columns, `raw` the texts."""

    def __init__(
        self,
        frame: pl.DataFrame,
        raw: pl.DataFrame,
        problems: Problems,
        *,
        today: date,
        gazetteer: Gazetteer,
        lang: str,
    ):
        self.frame, self.raw, self.problems = frame, raw, problems
        self.today, self.gazetteer, self.lang = today, gazetteer, lang

    def run(self) -> None:
        """Note every contradiction; the order is the one in which they are shown."""
        self.id_numbers()
        self.required()
        self.birth_dates()
        self.sexes()
        self.ages()
        self.periods()
        self.ranges()
        self.deceased()

    def where(self, condition: pl.Expr, *columns: str | pl.Expr) -> list[dict[str, Any]]:
        """Return the rows that meet a condition, as dicts with `at` and the given columns."""
        rows = self.frame.with_row_index("at").filter(condition)
        return rows.select("at", *columns).to_dicts()

    def said(self, at: int, field: str) -> str | None:
        """Return the text a cell held."""
        return self.raw[field][at] if field in self.raw.columns else None

    def id_numbers(self) -> None:
        columns = ("id_problem", "id_number", "birth_date", "birth_precision", "sex", "home_place")
        for row in self.where(pl.col("id_problem").is_not_null(), *columns):
            self._id_problem(row)
        self._id_areas()

    def _id_problem(self, row: dict[str, Any]) -> None:
        code, said = row["id_problem"], self.said(row["at"], "id_number") or ""
        more: dict[str, Any] = {"result": row["id_number"]}
        if code == "id_length":
            more["length"] = len([c for c in said if c.isalnum()])
        elif code == "id_precision_lost" and said.isdigit():
            said = str(round(int(said), 15 - len(said)))  # what Excel shows of it
        elif code == "age_out_of_range":
            born = identity.birth_date(row["id_number"])
            more |= {"low": 0, "high": identity.OLDEST}
            more["age"] = identity.age_on(born, self.today) if born else None
        elif code in ("id_checksum", "id_date_invalid"):
            more["proposal"] = self._proposal(row)
        elif code in identity.USABLE:
            more["proposal"] = row["id_number"]
        self.problems.add(row["at"], "id_number", code, said, **more)

    def _proposal(self, row: dict[str, Any]) -> str | None:
        """The one correction of an ID number that agrees with the rest of the row."""
        home = row["home_place"]
        county = str(home)[:6] if home and home // 10**6 % 100 else None
        return identity.propose(
            row["id_number"],
            born=row["birth_date"],
            precision=row["birth_precision"] or "d",
            sex_known=row["sex"],
            county=county,
            today=self.today,
        )

    def _id_areas(self) -> None:
        fine = pl.col("id_problem").is_null() | pl.col("id_problem").is_in(identity.USABLE)
        areas = self.frame.filter(fine)["id_area"].drop_nulls().unique().to_list()
        strange = [a for a in areas if self.gazetteer.county_of_id_prefix(a) is None]
        if not strange:
            return
        for row in self.where(fine & pl.col("id_area").is_in(strange), "id_area"):
            grade = "warning" if row["id_area"][:2] in identity.PROVINCES else "error"
            self.problems.add(
                row["at"],
                "id_number",
                "id_place_unknown",
                self.said(row["at"], "id_number"),
                severity=grade,
            )

    def required(self) -> None:
        advice = ADVICE["zh" if self.lang.startswith("zh") else "en"]
        label = {"name": "姓名", "id_number": "身份证号"}
        if not self.lang.startswith("zh"):
            label = {"name": "Name", "id_number": "ID number"}
        for row in self.where(pl.col("name").is_null()):
            self.problems.add(
                row["at"], "name", "required_missing", label=label["name"], advice=advice["name"]
            )
        unnumbered = pl.col("id_number").is_null() & pl.col("id_problem").is_null()
        column = "id_number" in self.raw.columns
        for row in self.where(unnumbered, "birth_date", "phone"):
            enough = row["birth_date"] is not None or row["phone"] is not None
            if enough and not column:  # the form does not ask for it: nothing to fill in
                continue
            self.problems.add(
                row["at"],
                "id_number",
                "required_missing",
                label=label["id_number"],
                advice=advice["id_number_wanted" if enough else "id_number"],
                severity="warning" if enough else "error",
            )

    def birth_dates(self) -> None:
        sex_agrees = (pl.col("sex") == pl.col("id_sex")).fill_null(True)
        for row in self.where(_id_right() & _birth_differs(), "id_birth", sex_agrees.alias("fits")):
            born = row["id_birth"].isoformat()
            self.problems.add(
                row["at"],
                "birth_date",
                "birth_mismatch",
                self.said(row["at"], "birth_date"),
                expected=born,
                proposal=born if row["fits"] else None,
            )
        future = pl.col("birth_date") > self.today
        old = pl.col("birth_date").dt.year() < self.today.year - identity.OLDEST
        for row in self.where(future | old, "birth_date"):
            self._out_of_range(row["at"], "birth_date", row["birth_date"], 0, identity.OLDEST)

    def sexes(self) -> None:
        fits = ~_birth_differs().fill_null(False)
        differs = pl.col("sex") != pl.col("id_sex")
        for row in self.where(_id_right() & differs, "sex", "id_sex", fits.alias("fits")):
            expected = _SEX[row["id_sex"]]
            said = self.said(row["at"], "sex") or _SEX[row["sex"]]
            self.problems.add(
                row["at"], "sex", "sex_mismatch", said, expected=expected,
                proposal=expected if row["fits"] else None,
            )  # fmt: skip

    def ages(self) -> None:
        """Stated ages against birth dates, and whether somebody at work can be that old."""
        frame = self.frame.with_row_index("at").with_columns(_known_birth().alias("born"))
        frame = frame.with_columns(_age(pl.col("born"), self.today).alias("years"))
        impossible = pl.col("born").is_null() & (pl.col("age") > identity.OLDEST)
        for at, age in frame.filter(impossible).select("at", "age").iter_rows():
            text = self.said(at, "age")
            self.problems.add(
                at, "age", "age_out_of_range", text, age=age, low=0, high=identity.OLDEST
            )
        far = (pl.col("age") - pl.col("years")).abs() > AGE_TOLERANCE
        for at, years in frame.filter(far).select("at", "years").iter_rows():
            text = self.said(at, "age")
            self.problems.add(at, "age", "age_mismatch", text, expected=years)
        works = pl.any_horizontal(
            pl.col(f).is_not_null() for f in ("employer", "wage", "work_place", "start_date")
        )
        years = pl.coalesce(pl.col("years"), pl.col("age"))
        frame = frame.with_columns(years.alias("years")).filter(works)
        field = self._age_field()
        young = (pl.col("years") < YOUNGEST_WORKER) & (pl.col("years") >= 0)
        for at, years in frame.filter(young).select("at", "years").iter_rows():
            self.problems.add(
                at, field, "age_out_of_range", self.said(at, field), age=years,
                low=YOUNGEST_WORKER, high=OLDEST_WORKER,
            )  # fmt: skip
        elderly = (pl.col("years") > OLDEST_WORKER) & (pl.col("years") <= identity.OLDEST)
        for at, years in frame.filter(elderly).select("at", "years").iter_rows():
            self.problems.add(at, field, "age_unusual", self.said(at, field), age=years)

    def _age_field(self) -> str:
        return next(
            (f for f in ("id_number", "birth_date", "age") if f in self.raw.columns), "name"
        )

    def _out_of_range(self, at: int, field: str, born: date, low: int, high: int) -> None:
        age = identity.age_on(born, self.today)
        self.problems.add(
            at, field, "age_out_of_range", self.said(at, field), age=age, low=low, high=high
        )

    def periods(self) -> None:
        backwards = pl.col("end_date") < pl.col("start_date")
        for row in self.where(backwards, "start_date", "end_date"):
            field = "end_date" if self.said(row["at"], "end_date") else "start_date"
            self._contradiction(
                row["at"], field, f"开始时间 {row['start_date']}", "结束时间早于开始时间",
                f"the start {row['start_date']}", "it ends before it starts",
            )  # fmt: skip
        child = _age(_known_birth(), pl.col("start_date")) < YOUNGEST_WORKER
        for row in self.where(child, "start_date"):
            self._contradiction(
                row["at"], "start_date", "出生日期", "当时未满16周岁",
                "the birth date", "the person was under 16 then", severity="warning",
            )  # fmt: skip
        for field in ("start_date", "confirmed_on"):
            for row in self.where(pl.col(field) > self.today):
                text = self.said(row["at"], field)
                self.problems.add(row["at"], field, "date_future", text)

    def ranges(self) -> None:
        """A ticked range of transfer against the one worked out from home and place of work."""
        known = pl.col("transfer_range").is_not_null() & pl.col("work_place").is_not_null()
        for row in self.where(known, "transfer_range", "home_place", "work_place"):
            real = transfer_range(row["home_place"], row["work_place"])
            said = row["transfer_range"]
            if real is None or real == said or {real, said} <= _inside_province(said):
                continue
            self._contradiction(
                row["at"], self._range_field(row["at"]), f"务工地点（{_RANGE_ORDER[real]}）",
                f"勾选的是{_RANGE_ORDER[said]}", f"the place of work ({real})",
                f"the range says {said}", severity="warning",
            )  # fmt: skip

    def _range_field(self, at: int) -> str:
        """The column in which a row says its range: one of words, or the one that is ticked."""
        return next(
            (f for f in ("transfer_range", *RANGE_TICKS) if self.said(at, f)), "transfer_range"
        )

    def deceased(self) -> None:
        """People of whom the remarks or the address say that they have died."""
        for field in ("remark", "address"):
            if field in self.raw.columns:
                said = self.raw[field].str.contains(_DIED).fill_null(False)
                for at in said.arg_true().to_list():
                    self.problems.add(at, field, "person_deceased", self.raw[field][at])

    def _contradiction(
        self, at: int, field: str, other: str, why: str, other_en: str, why_en: str, **more: Any
    ) -> None:
        chinese = self.lang.startswith("zh")
        text = self.said(at, field)
        self.problems.add(
            at,
            field,
            "conflict_in_file",
            text,
            other=other if chinese else other_en,
            why=why if chinese else why_en,
            **more,
        )


def fill_from_id(frame: pl.DataFrame) -> pl.DataFrame:
    """Fill sex and birth date from a right ID number where missing or less exact."""
    right = _id_right()
    same_month = pl.col("birth_date").dt.truncate("1mo") == pl.col("id_birth").dt.truncate("1mo")
    vague = pl.col("birth_precision").is_in(["y", "m"]).fill_null(False)
    october = pl.col("birth_date").dt.year() == pl.col("id_birth").dt.year()
    return frame.with_columns(
        pl.when(right & pl.col("sex").is_null())
        .then(pl.col("id_sex"))
        .otherwise("sex")
        .cast(pl.Int8)
        .alias("sex"),
        pl.when(right & (pl.col("birth_date").is_null() | (vague & (same_month | october))))
        .then(pl.col("id_birth"))
        .otherwise("birth_date")
        .alias("birth_date"),
    )


def transfer_range(home: int | None, work: int | None) -> str | None:
    """Return the range of transfer between two 12-digit codes, None where not known."""
    from rongcheng.places import ranges

    found = ranges.transfer_range(home, work)
    return None if found == ranges.UNKNOWN else found


def _inside_province(said: str) -> set[str]:
    """省内 and 市内 are ticked for anything nearer that is not another province."""
    if said == "across_prefecture_within_province":
        return {said, "across_county_within_prefecture"}
    return {said}


def _id_right() -> pl.Expr:
    """The number passes every check, so that what it says can be trusted."""
    return pl.col("id_number").is_not_null() & (
        pl.col("id_problem").is_null() | pl.col("id_problem").is_in(identity.USABLE)
    )


def _birth_differs() -> pl.Expr:
    """The stated birth date is another than the ID number's, as far as it was stated."""
    said, real = pl.col("birth_date"), pl.col("id_birth")
    same_year = said.dt.year() == real.dt.year()
    same_month = said.dt.month() == real.dt.month()
    # A spreadsheet shows 1987.10 kept as a number as 1987.1.
    october = same_year & (said.dt.month() == 1) & (real.dt.month() == 10)
    return (
        pl.when(pl.col("birth_precision") == "y").then(~same_year)
        .when(pl.col("birth_precision") == "m").then(~(same_year & same_month) & ~october)
        .otherwise(said != real)
    )  # fmt: skip


def _known_birth() -> pl.Expr:
    """The birth date of the ID number, or else the stated one."""
    return pl.when(_id_right()).then(pl.col("id_birth")).otherwise(pl.col("birth_date"))


def _age(born: pl.Expr, day: date | pl.Expr) -> pl.Expr:
    when = pl.lit(day) if isinstance(day, date) else day
    before = (when.dt.month() * 100 + when.dt.day()) < (born.dt.month() * 100 + born.dt.day())
    return (when.dt.year() - born.dt.year()).cast(pl.Int32) - before.cast(pl.Int32)
