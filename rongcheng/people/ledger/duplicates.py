"""The same person more than once in a file, and one phone given for many people."""

from __future__ import annotations

from typing import Any

import polars as pl

from . import identity
from .problems import Problems

# A family shares a phone; a dozen people share the clerk's.
SHARED_BY_MANY = 8
_COMPARED = {
    "birth_date": "出生日期", "sex": "性别", "phone": "电话", "ethnicity": "民族",
    "education": "文化程度", "home_place": "户籍地",
}  # fmt: skip


Row = dict[str, Any]
"""A row that stands in a group of equals: at, sheet, row, name."""


def find(frame: pl.DataFrame, raw: pl.DataFrame, problems: Problems, lang: str) -> None:
    """Note repeated people by ID number or by name with birth date or phone, and shared phones.

    Two names under one ID number are an error in every such row; the same person with other
    differing facts, or simply again, is a warning in the later rows.
    """
    indexed = frame.with_row_index("at")
    right = pl.col("id_problem").is_null() | pl.col("id_problem").is_in(identity.USABLE)
    _same_number(indexed.filter(right & pl.col("id_number").is_not_null()), raw, problems, lang)
    _same_without_number(indexed, raw, problems, lang)
    _shared_phones(indexed, raw, problems)


def _same_number(frame: pl.DataFrame, raw: pl.DataFrame, problems: Problems, lang: str) -> None:
    repeated = frame.filter(pl.col("id_number").is_duplicated())
    if repeated.is_empty():
        return
    for group in repeated.partition_by("id_number", maintain_order=True):
        rows = group.select("at", "sheet", "row", "name").to_dicts()
        names = [r["name"] for r in rows if r["name"]]
        if len(set(names)) > 1:
            for row in rows:
                other = next(r for r in rows if r["name"] != row["name"])
                _conflict(problems, row, other, "id_number", raw, lang,
                          (f"两行姓名不同（{row['name']}、{other['name']}）",
                           f"the names differ ({row['name']}, {other['name']})"))  # fmt: skip
            continue
        different = [
            f for f in _COMPARED if group[f].drop_nulls().n_unique() > 1 and not _only_ours(f, raw)
        ]
        for row in rows[1:]:
            if different:
                labels = "、".join(_COMPARED[f] for f in different)
                _conflict(problems, row, rows[0], "id_number", raw, lang,
                          (f"同一身份证号，{labels}不同",
                           f"same ID number, different {', '.join(different)}"),
                          severity="warning")  # fmt: skip
            else:
                _duplicate(problems, row, rows[0], "id_number", raw, lang)


def _only_ours(field: str, raw: pl.DataFrame) -> bool:
    """Facts the file did not state were filled in by us and prove no contradiction."""
    return field in ("birth_date", "sex") and field not in raw.columns


def _same_without_number(
    frame: pl.DataFrame, raw: pl.DataFrame, problems: Problems, lang: str
) -> None:
    if frame["id_number"].null_count() == 0:
        return
    for keys, shared in ((("name", "birth_date"), "name"), (("name", "phone"), "phone")):
        known = frame.filter(pl.all_horizontal(pl.col(k).is_not_null() for k in keys))
        if keys[1] == "birth_date":
            known = known.filter(
                (pl.col("birth_precision") == "d") | pl.col("id_birth").is_not_null()
            )
        groups = known.filter(pl.struct(keys).is_duplicated())
        unnumbered = groups.filter(pl.col("id_number").is_null()).select(keys).unique()
        groups = groups.join(unnumbered, on=list(keys), how="semi")
        for group in groups.partition_by(list(keys), maintain_order=True):
            rows = group.select("at", "sheet", "row", "name", "id_number").to_dicts()
            for row in rows[1:]:
                if row["id_number"] is None or rows[0]["id_number"] is None:
                    _duplicate(problems, row, rows[0], shared, raw, lang)
        frame = frame.filter(~pl.col("at").is_in(groups["at"].implode()))


def _shared_phones(frame: pl.DataFrame, raw: pl.DataFrame, problems: Problems) -> None:
    counts = (
        frame.filter(pl.col("phone").is_not_null())
        .group_by("phone")
        .agg(pl.col("name").n_unique().alias("people"))
        .filter(pl.col("people") >= SHARED_BY_MANY)
    )
    rows = frame.join(counts, on="phone", maintain_order="left").select("at", "phone", "people")
    for at, phone, people in rows.iter_rows():
        problems.add(at, "phone", "phone_shared", phone, count=people)


def _duplicate(
    problems: Problems, row: Row, first: Row, field: str, raw: pl.DataFrame, lang: str
) -> None:
    shared = {"id_number": ("身份证号", "ID number"), "phone": ("姓名和电话", "name and phone"),
              "name": ("姓名和出生日期", "name and birth date")}[field]  # fmt: skip
    chinese = lang.startswith("zh")
    problems.add(
        row["at"], field, "duplicate_in_file", _said(raw, field, row["at"]),
        where=_where(row, first, chinese), shared=shared[0 if chinese else 1],
    )  # fmt: skip


def _conflict(
    problems: Problems,
    row: Row,
    other: Row,
    field: str,
    raw: pl.DataFrame,
    lang: str,
    why: tuple[str, str],
    severity: str | None = None,
) -> None:
    chinese = lang.startswith("zh")
    problems.add(
        row["at"], field, "conflict_in_file", _said(raw, field, row["at"]),
        other=_where(row, other, chinese), why=why[0 if chinese else 1], severity=severity,
    )  # fmt: skip


def _where(row: Row, other: Row, chinese: bool) -> str:
    sheet = "" if row["sheet"] == other["sheet"] else f"“{other['sheet']}”"
    return f"{sheet}第{other['row']}行" if chinese else f"{sheet} row {other['row']}".strip()


def _said(raw: pl.DataFrame, field: str, at: int) -> str | None:
    return raw[field][at] if field in raw.columns else None
