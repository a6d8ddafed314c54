"""Why two records are held to be one person, in a few words (a table, so any language fits)."""

import polars as pl

from .exact import NAME_BIRTH, NAME_PHONE, SAME_ID
from .model import LEVELS

EXACT = {SAME_ID: "身份证号相同", NAME_BIRTH: "姓名、出生日期相同", NAME_PHONE: "姓名、电话相同"}
DIFFERS = {"birth": "出生日期不同", "sex": "性别不同", "phone": "电话不同", "village": "籍贯不同"}


def reasons(levels: pl.DataFrame) -> list[str]:
    """One sentence per pair from its `gamma_<column>` levels as Splink numbers them."""
    columns = [f"gamma_{c}" for c in LEVELS]
    kinds = levels.select(columns).unique()
    words = pl.Series("words", [sentence(row) for row in kinds.iter_rows()], dtype=pl.String)
    table = kinds.with_columns(words)
    joined = levels.select(columns).join(table, on=columns, how="left", maintain_order="left")
    return joined["words"].to_list()


def sentence(gammas: tuple[int, ...]) -> str:
    """`姓名、出生日期相同，同村；电话不同`: what agrees, then what speaks against it."""
    agree, differ = [], []
    for (column, levels), gamma in zip(LEVELS.items(), gammas, strict=True):
        number = 0 if gamma < 0 else len(levels) - 1 - gamma
        words = levels[number][2]
        if words:
            agree.append(words)
        elif number == len(levels) - 1 and column in DIFFERS:
            differ.append(DIFFERS[column])
    equal = [w.removesuffix("相同") for w in agree if w.endswith("相同")]
    rest = [w for w in agree if not w.endswith("相同")]
    said = (["、".join(equal) + "相同"] if equal else []) + rest
    return "，".join(said) + ("；" + "、".join(differ) if differ else "")
