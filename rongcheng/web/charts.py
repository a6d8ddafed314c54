"""What a chart shows, for the browser to draw and for the table beside it.

A page gives a ``Chart`` to ``{% chart %}``; a datum may carry the address of the list behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Number = int | float
Kind = Literal["bar", "line", "pie", "map"]


@dataclass(frozen=True)
class Datum:
    """One figure: what it is, how much, the list behind it; its place code and label on a map."""

    name: str
    value: Number | None
    url: str = ""
    code: int | None = None
    short: str = ""


@dataclass(frozen=True)
class Series:
    """Figures of one kind, in the order of the chart's categories."""

    name: str
    data: Sequence[Datum]


@dataclass(frozen=True)
class Chart:
    """A bar, line, pie or map of one or several series over the same categories.

    ``outline`` is the address of the map's GeoJSON; its features are joined by place code.
    ``stacked`` puts bars upon each other, ``sideways`` lays them (long names read better so).
    """

    kind: Kind
    title: str
    series: Sequence[Series]
    unit: str = ""
    outline: str = ""
    stacked: bool = False
    sideways: bool = False
    height: int = 320
    note: str = field(default="", compare=False)

    @classmethod
    def single(cls, kind: Kind, title: str, data: Sequence[Datum], **options: Any) -> Chart:
        """A chart of one series named like the chart."""
        return cls(kind, title, [Series(title, data)], **options)

    @property
    def categories(self) -> list[str]:
        """Names along the axis, from the first series."""
        return [datum.name for datum in self.series[0].data] if self.series else []

    @property
    def is_empty(self) -> bool:
        """Whether there is no figure at all."""
        return not any(datum.value is not None for one in self.series for datum in one.data)

    def rows(self) -> list[tuple[str, list[Datum]]]:
        """The table: one row for each category, one datum for each series."""
        columns = zip(*(one.data for one in self.series), strict=True)
        return [(data[0].name, list(data)) for data in columns]

    def as_json(self) -> dict[str, object]:
        """What ``charts.js`` reads."""
        return {
            "kind": self.kind,
            "title": self.title,
            "unit": self.unit,
            "outline": self.outline,
            "stacked": self.stacked,
            "sideways": self.sideways,
            "categories": self.categories,
            "series": [
                {"name": one.name, "data": [_datum(datum) for datum in one.data]}
                for one in self.series
            ],
        }


def _datum(datum: Datum) -> dict[str, object]:
    found: dict[str, object] = {"name": datum.name, "value": datum.value, "url": datum.url}
    if datum.code:
        found["code"] = str(datum.code)
    if datum.short:
        found["short"] = datum.short
    return found
