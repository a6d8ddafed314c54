"""Which rows of a sheet make one household."""

from __future__ import annotations

import polars as pl


def fill(frame: pl.DataFrame, raw: pl.DataFrame, sheet_number: int) -> pl.DataFrame:
    """Fill `household_no` and `relation_to_head` from the head's name and from member blocks.

    A household without a number of its own gets `~sheet-row` after its first row: good inside
    this file only.
    """
    if "head_name" in raw.columns:
        heads = raw["head_name"].str.replace_all(r"\s+", "")
        is_head = frame["name"].is_not_null() & (frame["name"] == heads)
        frame = frame.with_columns(
            pl.when(is_head & pl.col("relation_to_head").is_null())
            .then(pl.lit("01"))
            .otherwise("relation_to_head")
            .alias("relation_to_head")
        )
        starts = heads != heads.shift(1)
    elif "relation_to_head" in raw.columns and (frame["relation_to_head"] == "01").any():
        starts = frame["relation_to_head"] == "01"
    else:
        return frame
    named = frame.with_columns(
        pl.Series("starts", starts.fill_null(True)),
        pl.Series("headed", heads.is_not_null() if "head_name" in raw.columns else None,
                  dtype=pl.Boolean).fill_null(True),
    )  # fmt: skip
    block = pl.when("starts").then(pl.col("row")).forward_fill()
    own = pl.format(f"~{sheet_number}-{{}}", block)
    return named.with_columns(
        pl.coalesce("household_no", pl.when("headed").then(own)).alias("household_no")
    ).drop("starts", "headed")
