"""Values with the days on which they hold, as the YAML of a pack gives them."""

from __future__ import annotations

from itertools import pairwise

from rongcheng.core.yamlfile import Line, Mistakes

from .facts import value_of
from .nodes import DATE, INT, MONEY, PLACE, TEXT, UNITS, Type, Value
from .rules import ORIGINS, Dated

PLAIN_UNITS = {"yuan": MONEY, "place": PLACE, "day": DATE, "text": TEXT, "number": INT}


def type_of_unit(line: Line) -> Type:
    """The type of a parameter by its unit: yuan, place, day, text, number, or what is counted."""
    unit = line.one_of({*PLAIN_UNITS, *UNITS}, "unit")
    return PLAIN_UNITS.get(unit) or Type("int", unit)


def dated_values(line: Line, kind: Type) -> tuple[Dated, ...]:
    """A list of ``{from, to, value, origin, source}`` in the order of their days.

    Raises:
        PackErrors: days out of order or overlapping, values of the wrong type, nobody named.
    """
    wrong = Mistakes()
    entries = list(line.list())
    found = wrong.each(entries, lambda entry: _dated(entry, kind))
    for before, (after, at) in pairwise(found):
        if before[0].end is None or before[0].end >= after.start:
            wrong.add(
                at.wrong(
                    f"the value before it still holds on {after.start}; give that one an end, and "
                    "write the values in the order of their days"
                )
            )
    if not entries:
        wrong.add(line.wrong("at least one value is needed"))
    wrong.end()
    return tuple(value for value, _at in found)


def _dated(entry: Line, kind: Type) -> tuple[Dated, Line]:
    """A value and the line of its first day."""
    wrong = Mistakes()
    known = {"from", "to", "value", "origin", "source"}
    given = entry.items(known, {"from", "value", "origin", "source"}, wrong)
    start = wrong.of(given, "from", Line.day, None)
    end = wrong.of(given, "to", Line.day, None)
    if start and end and end < start:
        wrong.add(given["to"].wrong(f"the value ends on {end}, before it begins on {start}"))
    value = wrong.of(given, "value", lambda each: _value(each, kind), None)
    origin = wrong.of(given, "origin", lambda each: each.one_of(set(ORIGINS), "origin"), "")
    source = wrong.of(given, "source", Line.text, "")
    wrong.end()
    assert start is not None
    return Dated(value, start, end, origin, source), given["from"]


def _value(line: Line, kind: Type) -> Value:
    value = value_of(line, kind)
    if value is None:
        raise line.wrong("a parameter needs a value")
    return value
