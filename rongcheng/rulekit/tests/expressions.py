"""Made-up expressions and rows for the tests of all engines."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from rongcheng.rulekit.nodes import BOOL, DATE, MONEY, PLACE, TEXT, Type

FACTS = {
    "age": Type("int", "years"),
    "older": Type("int", "years"),
    "worked": Type("int", "months"),
    "wage": MONEY,
    "saved": MONEY,
    "away": BOOL,
    "insured": BOOL,
    "home": PLACE,
    "status": Type("code", codes=("none", "alleviated", "monitored")),
    "trade": TEXT,
    "since": DATE,
    "until": DATE,
}
PLACES = (150000000000, 150200000000, 150203000000, 150203001002, 320000000000, 320500000000)
TEXTS = ("", "a", "abc", "it's", "泥瓦工", "泥", "A\\b")
DAYS = st.dates(date(1950, 1, 1), date(2040, 12, 31))
AMOUNTS = st.integers(-1_000_000, 1_000_000)

VALUES = {
    "bool": st.booleans(),
    "int": st.integers(-50, 50),
    "money": AMOUNTS,
    "text": st.sampled_from(TEXTS),
    "code": st.sampled_from(FACTS["status"].codes),
    "date": DAYS,
    "place": st.sampled_from(PLACES),
}


def rows() -> st.SearchStrategy[dict[str, object]]:
    """A subject, some of whose facts are not known."""
    return st.fixed_dictionaries(
        {name: st.none() | VALUES[kind.kind] for name, kind in FACTS.items()}
    )


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _joined(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda texts: template.format(*texts))


NUMBERS = st.integers(0, 50).map(str)
COUNTS = st.integers(1, 200).map(str)


def years(depth: int) -> st.SearchStrategy[str]:
    plain = st.sampled_from(["age", "older", "years_between(since, until)"])
    if not depth:
        return plain
    below = years(depth - 1)
    return (
        plain
        | _joined("({} + {})", below, below | NUMBERS)
        | _joined("({} - {})", below, below | NUMBERS)
        | _joined("({} * {})", below, st.integers(0, 3).map(str))
        | _joined("greatest({}, {})", below, below)
        | _joined("case when {} then {} else {} end", conditions(depth - 1), below, below)
        | _joined("(-{})", below)
    )


def money(depth: int) -> st.SearchStrategy[str]:
    plain = st.sampled_from(["wage", "saved"]) | _joined("yuan({})", NUMBERS)
    if not depth:
        return plain
    below = money(depth - 1)
    return (
        plain
        | _joined("share({}, {})", below, COUNTS)
        | _joined("share({}, {}, {})", below, COUNTS, COUNTS)
        | _joined("least({}, {})", below, below)
        | _joined("({} - {})", below, below)
        | _joined(
            "case when {} then {} when {} then {} else {} end",
            conditions(depth - 1), below, conditions(depth - 1), below, below,
        )
    )  # fmt: skip


def days(depth: int) -> st.SearchStrategy[str]:
    plain = st.sampled_from(["since", "until", "as_of"]) | DAYS.map(lambda d: f"DATE '{d}'")
    shift = st.integers(-40, 40).map(str)
    return (
        plain
        | _joined("add_months({}, {})", plain, shift)
        | _joined("add_days({}, {})", plain, shift)
    )


def conditions(depth: int = 3) -> st.SearchStrategy[str]:
    """Texts of the language that are true, false or not known."""
    sign = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    lower = max(depth - 1, 0)
    plain = (
        st.sampled_from(["away", "insured", "true", "false"])
        | _joined("{} {} {}", years(lower), sign, years(lower) | NUMBERS)
        | _joined("{} {} {}", money(lower), sign, money(lower))
        | _joined("{} {} {}", days(lower), sign, days(lower))
        | _joined("months_between({}, {}) {} worked", days(0), days(0), sign)
        | _joined("days_between({}, {}) {} {}", days(0), days(0), sign, NUMBERS)
        | _joined("year({}) {} 2023", days(lower), sign)
        | _joined("within(home, {})", st.sampled_from(PLACES).map(str))
        | _joined("trade = {}", st.sampled_from(TEXTS).map(quoted))
        | _joined("starts_with(trade, {})", st.sampled_from(TEXTS).map(quoted))
        | _joined("status in ('none', {})", st.sampled_from(["'alleviated'", "'monitored'"]))
        | st.just("status <> 'none'")
        | _joined("{} between {} and {}", years(lower), NUMBERS, NUMBERS)
        | _joined("age not in ({}, {})", NUMBERS, NUMBERS)
    )
    if not depth:
        return plain
    below = conditions(depth - 1)
    return (
        plain
        | _joined("({} and {})", below, below)
        | _joined("({} or {})", below, below)
        | _joined("not ({})", below)
        | _joined("case when {} then {} else {} end", below, below, below)
    )


__all__ = ["FACTS", "conditions", "money", "rows"]
