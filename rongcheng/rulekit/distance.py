"""How far away somebody is from meeting a condition: the single changes that would do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .facts import Fact
from .meaning import add_months, evaluate
from .nodes import Node, Value, bind

FARTHEST = {"int": 1 << 31, "money": 1 << 31, "date": 1 << 13}
LONGEST_WAIT = 5 * 366

Row = Mapping[str, Value]


@dataclass(frozen=True)
class Change:
    """One fact at another value, or (``fact`` None) nothing but time, would make it true.

    Attributes:
        value: what the fact would have to be; None for waiting alone.
        since: from which day, where time brings it about by itself.
    """

    fact: str | None
    value: Value
    since: date | None = None


def changes(when: Node, row: Row, facts: Mapping[str, Fact], day: date) -> list[Change]:
    """The single changes that would make a condition true that is not.

    Args:
        when: the condition with its parameters bound, but not ``as_of``.
        row: the facts of the subject.
        day: the day asked about.
    """
    waited = _wait(when, row, day)
    found = [Change(None, None, waited)] if waited else []
    bound = bind(when, {"as_of": day})
    for name in bound.names():
        fact = facts[name]
        value = _nearest(bound, row, fact)
        if value is not None:
            found.append(Change(name, value, _since(fact, row, value, day)))
    return found


def _holds(node: Node, row: Row) -> bool:
    return evaluate(node, row) is True


def _wait(when: Node, row: Row, day: date) -> date | None:
    """The first day on which the condition holds though no fact changes, within some years."""
    if "as_of" not in when.names("parameter"):
        return None

    def met(days: int) -> bool:
        return _holds(bind(when, {"as_of": day + timedelta(days=days)}), row)

    days = _first(met, LONGEST_WAIT)
    return None if days is None else day + timedelta(days=days)


def _nearest(node: Node, row: Row, fact: Fact) -> Value:
    """The value of one fact, nearest to the present one, that makes the condition true."""
    now = row.get(fact.name)
    kind = fact.type.kind
    if fact.grows == "never":
        return None
    if kind in FARTHEST:
        signs = (1,) if fact.grows else (1, -1)  # what grows with time does not shrink
        return _nearest_number(node, row, fact.name, signs)
    for value in _choices(node, fact):
        if value != now and _holds(node, {**row, fact.name: value}):
            return value
    return None


def _choices(node: Node, fact: Fact) -> Iterator[Value]:
    if fact.type.kind == "bool":
        yield from (True, False)
    elif fact.type.kind == "code":
        yield from fact.type.codes
    else:
        yield from (n.value for n in node.walk() if n.op == "literal" and n.type.kind != "int")


def _nearest_number(node: Node, row: Row, name: str, signs: tuple[int, ...]) -> Value:
    now = row.get(name)
    if now is None or isinstance(now, str):
        return None  # what is not known has no distance; it has to be found out first

    def moved(step: int) -> Value:
        if isinstance(now, date):
            return now + timedelta(days=step)
        return int(now) + step

    def met(step: int) -> bool:
        return _holds(node, {**row, name: moved(step)})

    reach = FARTHEST["date" if isinstance(now, date) else "money"]
    ups = _first(met, reach)
    downs = _first(lambda step: met(-step), reach) if -1 in signs else None
    steps = [step for step in (ups, downs and -downs) if step]
    return moved(min(steps, key=abs)) if steps else None


def _first(met: Callable[[int], bool], most: int) -> int | None:
    """The smallest number from 1 for which ``met`` holds, looked for by doubling and halving."""
    high = 1
    while not met(high):
        high *= 2
        if high > most:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if met(middle) else (middle, high)
    return high


def _since(fact: Fact, row: Row, value: Value, day: date) -> date | None:
    """The day on which a fact that grows with time reaches a value, if things go on as they are."""
    now = row.get(fact.name)
    if not fact.grows or not isinstance(value, int) or not isinstance(now, int) or value <= now:
        return None
    if fact.grows == "calendar":  # a month counts from its first day, and the year ends the count
        first = add_months(day.replace(day=1), value - now)
        return first if first.year == day.year else None
    start = row.get(fact.grows)
    return add_months(start, value) if isinstance(start, date) else None
