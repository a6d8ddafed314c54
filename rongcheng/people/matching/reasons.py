"""Why two records are held to be one person, as words of a code: ``name birth village -phone``.

What agrees comes first, what speaks against it has a minus. ``people.queries.reasons`` says it in
the reader's language.
"""

import polars as pl

from .exact import NAME_BIRTH, NAME_PHONE, SAME_ID
from .model import LEVELS

EXACT = {SAME_ID: "id_number", NAME_BIRTH: "name birth", NAME_PHONE: "name phone"}
DIFFERS = {"birth", "sex", "phone", "village"}


def reasons(levels: pl.DataFrame) -> list[str]:
    """One reason per pair from its `gamma_<column>` levels as Splink numbers them."""
    columns = [f"gamma_{c}" for c in LEVELS]
    kinds = levels.select(columns).unique()
    coded = pl.Series("coded", [reason(row) for row in kinds.iter_rows()], dtype=pl.String)
    table = kinds.with_columns(coded)
    joined = levels.select(columns).join(table, on=columns, how="left", maintain_order="left")
    return joined["coded"].to_list()


def reason(gammas: tuple[int, ...]) -> str:
    """`name birth village -phone`: what agrees, then what speaks against it."""
    agree, differ = [], []
    for (column, levels), gamma in zip(LEVELS.items(), gammas, strict=True):
        number = 0 if gamma < 0 else len(levels) - 1 - gamma
        code = levels[number][2]
        if code:
            agree.append(code)
        elif number == len(levels) - 1 and column in DIFFERS:
            differ.append(f"-{column}")
    return " ".join(agree + differ)
