"""Which rows of a sheet make one household."""

from __future__ import annotations

import polars as pl


def fill(frame: pl.DataFrame, raw: pl.DataFrame, sheet_number: int) -> pl.DataFrame:
    """Fill `household_no` and `relation_to_head` from the head's name and from member blocks.

    A household without a number of its own gets `~sheet-row` after its first row: good inside
    this file only.
    """
    headed = pl.Series("headed", [True]).new_from_index(0, frame.height)
    if "head_name" in raw.columns:
        heads = raw["head_name"].str.replace_all(r"\s+", "")
        headed = heads.is_not_null()
        frame = frame.with_columns(
            pl.when((pl.col("name") == heads) & pl.col("relation_to_head").is_null())
            .then(pl.lit("01"))
            .otherwise("relation_to_head")
            .alias("relation_to_head")
        )
        starts = heads != heads.shift(1)
    elif "relation_to_head" in raw.columns and (frame["relation_to_head"] == "01").any():
        # Somebody whose relation is not understood still belongs to those above.
        head = frame["relation_to_head"] == "01"
        unsaid = raw["relation_to_head"].is_null()
        starts = pl.select(pl.when(head.is_null()).then(unsaid).otherwise(head)).to_series()
    else:
        return frame
    block = pl.when(starts.fill_null(True)).then(pl.col("row")).forward_fill()
    own = pl.when(headed).then(pl.format(f"~{sheet_number}-{{}}", block))
    return frame.with_columns(pl.coalesce("household_no", own).alias("household_no"))
