"""Problems found in cells, gathered while checking and turned into one table at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from . import messages

SCHEMA = {
    "sheet": pl.String,
    "row": pl.Int32,
    "column": pl.String,
    "field": pl.String,
    "value": pl.String,
    "severity": pl.String,
    "code": pl.String,
    "message": pl.String,
    "proposal": pl.String,
}


class Problem(NamedTuple):
    """Something about one cell: the row's number in the frame, the field, what is wrong."""

    at: int
    field: str
    code: str
    value: str | None = None
    params: dict[str, Any] | None = None
    proposal: str | None = None
    severity: str | None = None


@dataclass
class Problems:
    """The problems of some rows, row numbers counted in one frame."""

    found: list[Problem] = field(default_factory=list)

    def add(self, at: int, name: str, code: str, value: str | None = None, **more: Any) -> None:
        """Note a problem; `proposal` and `severity` are its own, the rest fills the message."""
        proposal, grade = more.pop("proposal", None), more.pop("severity", None)
        self.found.append(Problem(at, name, code, value, more, proposal, grade))

    def extend(self, other: Problems, offset: int) -> None:
        self.found += [p._replace(at=p.at + offset) for p in other.found]

    def rows_with(self, severity: str) -> list[int]:
        return sorted({p.at for p in self.found if grade(p) == severity})

    def table(self, rows: pl.DataFrame, letters: list[dict[str, str]], lang: str) -> pl.DataFrame:
        """Return the problems by SCHEMA, in the order of the file.

        `rows` has the columns sheet, row and table; `letters` says, for each table, which
        column letter a field has.
        """
        sheets, numbers, tables = (rows[name].to_list() for name in ("sheet", "row", "table"))
        lines = [
            (
                sheets[p.at],
                numbers[p.at],
                _letter(letters[tables[p.at]], p.field),
                p.field,
                p.value,
                grade(p),
                p.code,
                messages.message(p.code, lang, value=p.value or "", **(p.params or {})),
                p.proposal,
            )
            for p in self.found
        ]
        order = {name: i for i, name in enumerate(dict.fromkeys(sheets))}
        lines.sort(key=lambda line: (order[line[0]], line[1], len(line[2] or ""), line[2] or ""))
        lines = list(dict.fromkeys(lines))  # a cell may tell of several people in its row
        return pl.DataFrame(lines, schema=SCHEMA, orient="row")


def grade(problem: Problem) -> str:
    """Return a problem's severity: its own, or the usual one of its code."""
    return problem.severity or messages.severity(problem.code)


# Where a fact was put together from others, the column to point at.
_STANDS_FOR = {
    "home_place": ("home_village", "home_township", "home_county", "home_city", "address"),
    "work_place": ("work_county", "work_city", "work_province", "work_address"),
    "sex": ("sex_male", "sex_female", "id_number"),
    "end_date": ("start_date",),
    "birth_date": ("age", "id_number"),
    "transfer_range": (
        "range_county", "range_province", "range_outside", "range_city", "range_township",
        "range_overseas",
    ),
    "insurance": ("insurance_pension", "insurance_medical", "insurance_injury"),
    "id_number": ("name",),
    "phone": ("name",),
    "name": ("id_number",),
}  # fmt: skip


def _letter(letters: dict[str, str], field: str) -> str | None:
    for name in (field, *_STANDS_FOR.get(field, ())):
        if name in letters:
            return letters[name]
    return None
