"""Values with the days on which they hold, as the YAML of a pack gives them."""

from __future__ import annotations

from rongcheng.core.yamlfile import Line

from .facts import value_of
from .nodes import DATE, INT, MONEY, PLACE, TEXT, UNITS, Type
from .rules import ORIGINS, Dated

PLAIN_UNITS = {"yuan": MONEY, "place": PLACE, "day": DATE, "text": TEXT, "number": INT}


def type_of_unit(line: Line) -> Type:
    """The type of a parameter by its unit: yuan, place, day, text, number, or what is counted."""
    unit = line.one_of({*PLAIN_UNITS, *UNITS}, "unit")
    return PLAIN_UNITS.get(unit) or Type("int", unit)


def dated_values(line: Line, kind: Type) -> tuple[Dated, ...]:
    """A list of ``{from, to, value, origin, source}`` in the order of their days.

    Raises:
        PackError: days out of order or overlapping, a value of the wrong type, nobody named.
    """
    found: list[Dated] = []
    for entry in line.list():
        known = {"from", "to", "value", "origin", "source"}
        given = entry.items(known, {"from", "value", "origin", "source"})
        start, end = given["from"].day(), given["to"].day() if "to" in given else None
        if end and end < start:
            raise given["to"].wrong(f"the value ends on {end}, before it begins on {start}")
        if found and (found[-1].end is None or found[-1].end >= start):
            raise given["from"].wrong(
                f"the value before it still holds on {start}; give that one an end, and write the "
                "values in the order of their days"
            )
        value = value_of(given["value"], kind)
        if value is None:
            raise given["value"].wrong("a parameter needs a value")
        origin = given["origin"].one_of(set(ORIGINS), "origin")
        found.append(Dated(value, start, end, origin, given["source"].text()))
    if not found:
        raise line.wrong("at least one value is needed")
    return tuple(found)
