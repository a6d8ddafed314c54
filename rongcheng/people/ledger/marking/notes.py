"""What is written on each marked cell."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from ..engine import Checked
from ..workbook import column_index

AUTHOR = "融城检查"
HEAD = {"zh": {"error": "【需改正】", "warning": "【请核对】"},
        "en": {"error": "[To correct] ", "warning": "[Please check] "}}  # fmt: skip
PROPOSAL = {"zh": "建议改为：", "en": "Proposal: "}
# A comment each makes files that spreadsheet programs open slowly; beyond this only colour.
MOST = 60_000


class Note(NamedTuple):
    """The comment of one cell; row counted from 1, column from 0."""

    row: int
    column: int
    severity: str
    text: str


def by_sheet(checked: Checked) -> dict[str, list[Note]]:
    """Return each sheet's notes in the order of its cells, several problems of a cell in one."""
    lang = "zh" if checked.lang.startswith("zh") else "en"
    text = pl.format(
        "{}{}{}",
        pl.col("severity").replace_strict(HEAD[lang], return_dtype=pl.String),
        pl.col("message"),
        pl.when(pl.col("proposal").is_not_null())
        .then(pl.format("\n{}{}", pl.lit(PROPOSAL[lang]), pl.col("proposal")))
        .otherwise(pl.lit("")),
    )
    cells = (
        checked.problems.with_columns(text.alias("text"))
        .group_by("sheet", "row", "column", maintain_order=True)
        .agg(
            pl.col("severity").min(),  # error comes before warning
            pl.col("text").str.join("\n"),
        )
        .with_columns(pl.col("column").fill_null("A"))
    )
    indices = {letters: column_index(letters) for letters in cells["column"].unique()}
    cells = cells.with_columns(
        pl.col("column").replace_strict(indices, return_dtype=pl.Int32)
    ).sort("row", "column", maintain_order=True)
    return {
        sheet: list(map(Note._make, mine.drop("sheet").iter_rows()))
        for (sheet,), mine in cells.partition_by("sheet", as_dict=True).items()
    }
