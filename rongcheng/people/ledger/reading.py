"""One sheet's columns while they are being read, and the problems met on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import polars as pl

from .problems import Problems


class Gazetteer(Protocol):
    """What the engine needs of the country's places; `rongcheng.places` has it."""

    def resolve_many(
        self, values: Iterable[str | None], near: int | None = None
    ) -> dict[str, Any]: ...

    def resolve(self, text: str, *, near: int | None = None) -> Any: ...

    def ancestors(self, code: int) -> tuple[int, ...]: ...

    def name(self, code: int) -> str: ...

    def county_of_id_prefix(self, six: str) -> str | None: ...

    def children(self, code: int) -> tuple[int, ...]: ...

    def full_name(self, code: int) -> str: ...


@dataclass
class Context:
    """What reading a sheet needs beside its cells."""

    today: date
    place: int | None
    gazetteer: Gazetteer
    headers: dict[str, str]
    industry_of: Callable[[str], str | None]


@dataclass
class Reading:
    raw: pl.DataFrame
    context: Context
    problems: Problems

    def text(self, name: str) -> pl.Series:
        """A field's column as text, all null where the sheet has none."""
        if name in self.raw.columns:
            return self.raw[name]
        return nothing(name, self.raw.height, pl.String)

    def has(self, name: str) -> bool:
        return name in self.raw.columns

    def map(
        self, name: str, read: Callable[[str], Any], dtype: Any, code: str, **params: Any
    ) -> pl.Series:
        """Read a column's distinct values with a function; what it returns None for is noted."""
        series = self.text(name)
        table = {text: read(text) for text in series.drop_nulls().unique().to_list()}
        self.note(name, {text for text, value in table.items() if value is None}, code, **params)
        return replaced(series, table, dtype)

    def note(self, name: str, texts: set[str], code: str, **params: Any) -> None:
        """Note a problem for every row whose text is one of these."""
        if texts:
            for at, text in self.rows_of(name, texts):
                self.problems.add(at, name, code, text, **params)

    def rows_of(self, name: str, texts: set[str]) -> list[tuple[int, str]]:
        series = self.text(name)
        at = series.is_in(list(texts)).fill_null(False).arg_true()
        return list(zip(at.to_list(), series.gather(at).to_list(), strict=True))


def nothing(name: str, height: int, dtype: Any) -> pl.Series:
    """Return a column of nulls."""
    return pl.Series(name, [None], dtype).new_from_index(0, height)


def replaced(series: pl.Series, table: dict[str, Any], dtype: Any) -> pl.Series:
    """Return a column with each text replaced by its value in a table."""
    known = {text: value for text, value in table.items() if value is not None}
    if not known:
        return nothing(series.name, len(series), dtype)
    values = pl.Series(list(known.values()), dtype=dtype)
    keys = pl.DataFrame({"text": pl.Series(list(known), dtype=pl.String), "value": values})
    frame = pl.DataFrame({"text": series}).join(keys, on="text", how="left", maintain_order="left")
    return frame["value"].alias(series.name)
