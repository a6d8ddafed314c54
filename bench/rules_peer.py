"""The rules of `bench.rules` as variables of OpenFisca-core, in two values and in three."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from rongcheng.rulekit import screened

RULES = 25
CITY = 150200000000
INPUTS = {"age": int, "home_city": int, "months_in_row": int, "wage": int, "disabled": bool,
          "returnee": bool, "poverty": int, "far": int}  # fmt: skip
ELIGIBLE, NEEDS = 1, 2
Totals = dict[str, tuple[int, int, int]]


def peer(path: Path, target: Path, *, three: bool) -> Callable[[], Totals]:
    """What reads a file of facts, decides all rules, writes the decisions and sums them up.

    Args:
        three: facts may be unknown: each has a second input that says whether it is known, and a
            decision is eligible, not, or needs. Without it every fact counts as known.

    Returns:
        For each rule how many are eligible, how many need something, and the sum of the amounts.
    """
    from openfisca_core import entities, periods, simulation_builder, taxbenefitsystems, variables

    person = entities.Entity("person", "persons", "", "")
    system = taxbenefitsystems.TaxBenefitSystem([person])

    def add(name: str, kind: type, **formula: object) -> None:
        parts = {"value_type": kind, "entity": person,
                 "definition_period": periods.DateUnit.MONTH, **formula}  # fmt: skip
        system.add_variable(type(name, (variables.Variable,), parts))

    for name, kind in INPUTS.items():
        add(name, kind)
        if three:
            add(f"{name}_known", bool)
    for number in range(RULES):
        decide, grant = in_three(number) if three else in_two(number)
        add(f"r{number}", int if three else bool, formula=decide)
        add(f"a{number}", int, formula=grant)

    def run() -> Totals:
        frame = pl.read_parquet(path)
        period = periods.period("2023-08")
        builder = simulation_builder.SimulationBuilder()
        simulation = builder.build_default_simulation(system, count=frame.height)
        for name, column in columns(frame).items():
            simulation.set_input(name, period, column.fill_null(0).to_numpy())
            if three:
                simulation.set_input(f"{name}_known", period, column.is_not_null().to_numpy())
        decided = {"person": frame["person"]}
        for number in range(RULES):
            decided[f"R{number}"] = simulation.calculate(f"r{number}", period).astype(np.int8)
            decided[f"R{number}:amount"] = simulation.calculate(f"a{number}", period)
        done = pl.DataFrame(decided)
        screened.write(target, done)
        return totals(done)

    return run


def columns(frame: pl.DataFrame) -> dict[str, pl.Series]:
    """The inputs of OpenFisca; words as their numbers, a home as its city."""
    flags = {name: frame[name].cast(pl.Int8) for name in ("disabled", "returnee")}
    plain = {name: frame[name] for name in ("age", "months_in_row", "wage")}
    words = {"poverty": "poverty_status", "far": "transfer_range"}
    coded = {name: frame[fact].to_physical() for name, fact in words.items()}
    return {**plain, **flags, **coded, "home_city": frame["home"] // 10**8}


def totals(done: pl.DataFrame) -> Totals:
    return {
        f"R{n}": (
            int((done[f"R{n}"] == ELIGIBLE).sum()),
            int((done[f"R{n}"] == NEEDS).sum()),
            int(done[f"R{n}:amount"].cast(pl.Int64).sum()),
        )
        for n in range(RULES)
    }


def tests(number: int) -> list[tuple[str, Callable[[np.ndarray], np.ndarray]]]:
    """The conditions of the n-th rule but the last two, each an input and what is asked of it."""
    months = 1 + number % 12
    shape: tuple[str, Callable[[np.ndarray], np.ndarray]] = [
        ("poverty", lambda a: a == 1),
        ("poverty", lambda a: a != 0),
        ("returnee", lambda a: a != 0),
        ("disabled", lambda a: a == 0),
        ("far", lambda a: a != 0),
    ][number % 5]
    at_home = ("home_city", lambda a: a == CITY // 10**8)
    return [at_home, shape, ("months_in_row", lambda a: a >= months)]


def ages_and_wage(number: int) -> tuple[int, int]:
    return 16 + number, (1500 + 150 * number) * 100


def amounts(number: int) -> tuple[int, int]:
    """Fen for those across the province's border and for the others."""
    return (500 + 10 * number) * 100, (200 + number) * 100


def in_two(number: int) -> tuple[Callable[..., object], Callable[..., object]]:
    """Eligible or not, and the amount, as OpenFisca writes them."""
    age, wage = ages_and_wage(number)
    far, near = amounts(number)

    def decide(person, period):
        ages = person("age", period)
        met = (ages >= age) & (ages <= 60) | (person("wage", period) < wage)
        for name, asked in tests(number):
            met &= asked(person(name, period))
        return met

    def grant(person, period):
        return person(f"r{number}", period) * np.where(person("far", period) == 3, far, near)

    return decide, grant


def in_three(number: int) -> tuple[Callable[..., object], Callable[..., object]]:
    """The same where facts may be unknown: what is met, and what may still be."""
    age, wage = ages_and_wage(number)
    far, near = amounts(number)

    def decide(person, period):
        def ask(name, asked):
            held, known = asked(person(name, period)), person(f"{name}_known", period)
            return held & known, held | ~known

        (old, perhaps), (poor, maybe) = (
            ask("age", lambda a: (a >= age) & (a <= 60)),
            ask("wage", lambda a: a < wage),
        )
        met, open_ = old | poor, perhaps | maybe
        for name, asked in tests(number):
            held, may = ask(name, asked)
            met &= held
            open_ &= may
        eligible = met & person("far_known", period)  # without it the amount cannot be told
        return np.where(eligible, ELIGIBLE, np.where(open_, NEEDS, 0))

    def grant(person, period):
        granted = np.where(person("far", period) == 3, far, near)
        return (person(f"r{number}", period) == ELIGIBLE) * granted

    return decide, grant
