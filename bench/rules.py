"""A million persons and 25 rules, from Parquet to decisions written: `python -m bench.rules`.

Beside ours OpenFisca-core does the same rules over the same file, its inputs set from the columns,
and writes the same decisions. Both start from the facts. Ours answers in three values, OpenFisca in
two, so all facts are known here and the counts must be equal. Prints medians, the ratio run by run,
and what reading and writing alone cost.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from rongcheng.rulekit import engine
from rongcheng.rulekit.facts import Subject, load_facts
from rongcheng.rulekit.frames import TABLES, write_facts
from rongcheng.rulekit.language import parse
from rongcheng.rulekit.nodes import MONEY, bind
from rongcheng.rulekit.polars import dtype
from rongcheng.rulekit.rules import Condition, Outcome, Rule

from .common import peak_memory, row, timed  # also puts the checkout on the path

DAY = date(2023, 8, 31)
PACKS = Path(__file__).parent.parent / "packs"
FACTS = ("age", "home", "poverty_status", "transfer_range", "months_in_row", "wage", "disabled",
         "returnee")  # fmt: skip
HOME, CITY = 150222001002, 150200000000
RULES = 25


def subject() -> Subject:
    """The national person with only the facts used here, so that both do the same work."""
    whole = load_facts(PACKS, ["national"])["person"]
    return Subject("person", "person", {n: whole.facts[n] for n in FACTS}, whole.sql)


def texts(number: int) -> tuple[list[str], str]:
    """Conditions and amount of the n-th rule: five shapes with changing thresholds."""
    months, age, wage = 1 + number % 12, 16 + number, 1500 + 150 * number
    conditions = [
        f"within(home, {CITY})",
        ["poverty_status = 'alleviated'", "poverty_status <> 'none'", "returnee", "NOT disabled",
         "transfer_range <> 'within_county'"][number % 5],
        f"months_in_row >= {months}",
        f"age BETWEEN {age} AND 60 OR wage < yuan({wage})",
    ]  # fmt: skip
    far, near = 500 + 10 * number, 200 + number
    amount = f"CASE WHEN transfer_range = 'across_province' THEN yuan({far}) ELSE yuan({near}) END"
    return conditions, amount


def rules(about: Subject) -> list[Rule]:
    found = []
    for number in range(RULES):
        conditions, amount = texts(number)
        text = {"zh": "", "en": ""}
        read = [bind(parse(each, about.types, {}), {"as_of": DAY}) for each in conditions]
        checked = tuple(Condition(f"c{n}", text, node, "") for n, node in enumerate(read))
        granted = parse(amount, about.types, {})
        assert granted.type == MONEY
        found.append(
            Rule(
                f"R{number}",
                text,
                "person",
                "bench",
                None,
                (DAY, None),
                "",
                "",
                "default",
                checked,
                Outcome("cash", granted, None, "yearly", text),
            )  # fmt: skip
        )
    return found


def people(about: Subject, count: int, path: Path) -> None:
    """Persons with every fact known, written as `write_facts` does."""
    chance = np.random.default_rng(7)
    codes = {name: about.facts[name].type.codes for name in ("poverty_status", "transfer_range")}
    columns = {
        "person": np.arange(count),
        "age": chance.integers(15, 75, count),
        "home": chance.choice([HOME, 532932001002, 341021001002], count),
        "months_in_row": chance.integers(0, 36, count),
        "wage": chance.integers(0, 900_000, count),
        "disabled": chance.random(count) < 0.05,
        "returnee": chance.random(count) < 0.3,
        **{name: np.array(known)[chance.integers(0, len(known), count)]
           for name, known in codes.items()},
    }  # fmt: skip
    frame = pl.DataFrame(columns).with_columns(
        pl.col(name).cast(dtype(about.facts[name].type)) for name in FACTS
    )
    frame.write_parquet(path, row_group_size=100_000, compression="uncompressed")


def peer(path: Path, target: Path) -> Callable[[], dict[str, tuple[int, int]]]:
    """The same rules as variables of OpenFisca-core; returns what runs them once."""
    from openfisca_core import entities, periods, simulation_builder, taxbenefitsystems, variables

    person = entities.Entity("person", "persons", "", "")
    system = taxbenefitsystems.TaxBenefitSystem([person])
    month = periods.DateUnit.MONTH
    kinds = {"age": int, "home_city": int, "months_in_row": int, "wage": int, "disabled": bool,
             "returnee": bool, "poverty": int, "far": int}  # fmt: skip
    for name, kind in kinds.items():
        parts = {"value_type": kind, "entity": person, "definition_period": month}
        system.add_variable(type(name, (variables.Variable,), parts))
    for number in range(RULES):
        for name, formula, kind in formulas(number):
            parts = {"value_type": kind, "entity": person, "definition_period": month,
                     "formula": formula}  # fmt: skip
            system.add_variable(type(name, (variables.Variable,), parts))

    def run() -> dict[str, tuple[int, int]]:
        frame = pl.read_parquet(path)
        period = periods.period("2023-08")
        builder = simulation_builder.SimulationBuilder()
        simulation = builder.build_default_simulation(system, count=frame.height)
        inputs = {
            "age": frame["age"], "months_in_row": frame["months_in_row"], "wage": frame["wage"],
            "disabled": frame["disabled"], "returnee": frame["returnee"],
            "home_city": frame["home"] // 10**8,
            "poverty": frame["poverty_status"].to_physical(),
            "far": frame["transfer_range"].to_physical(),
        }  # fmt: skip
        for name, column in inputs.items():
            simulation.set_input(name, period, column.to_numpy())
        decided = {"person": frame["person"]}
        for number in range(RULES):
            decided[f"R{number}"] = simulation.calculate(f"r{number}", period)
            decided[f"R{number}:amount"] = simulation.calculate(f"a{number}", period)
        done = pl.DataFrame(decided)
        done.write_ipc(target)
        return {
            f"R{n}": (int(done[f"R{n}"].sum()), int(done[f"R{n}:amount"].cast(pl.Int64).sum()))
            for n in range(RULES)
        }

    return run


def formulas(number: int) -> list[tuple[str, Callable[..., object], type]]:
    """Eligibility and amount of the n-th rule as OpenFisca writes them."""
    months, age, wage = 1 + number % 12, 16 + number, (1500 + 150 * number) * 100
    far, near = (500 + 10 * number) * 100, (200 + number) * 100

    def shape(person, period):
        poverty = person("poverty", period)
        return [poverty == 1, poverty != 0, person("returnee", period),
                ~person("disabled", period), person("far", period) != 0][number % 5]  # fmt: skip

    def eligible(person, period):
        ages = person("age", period)
        grown = (ages >= age) & (ages <= 60) | (person("wage", period) < wage)
        at_home = person("home_city", period) == CITY // 10**8
        long_enough = person("months_in_row", period) >= months
        return at_home & shape(person, period) & long_enough & grown

    def amount(person, period):
        granted = np.where(person("far", period) == 3, far, near)
        return person(f"r{number}", period) * granted

    return [(f"r{number}", eligible, bool), (f"a{number}", amount, int)]


def from_tables(count: int) -> None:
    """Persons and spells of work to facts to decisions, a million written at a time."""
    about = load_facts(PACKS, ["national"])["person"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table in ("person", "spell", "post"):
            (folder / table).mkdir()
        pl.DataFrame(schema=TABLES["post"]).write_parquet(folder / "post" / "0.parquet")
        for part, first in enumerate(range(0, count, 1_000_000)):
            numbers = np.arange(first, min(first + 1_000_000, count))
            for table, rows in registry(numbers).items():
                rows.write_parquet(folder / table / f"{part}.parquet", row_group_size=100_000)
        tables = {table: folder / table / "*.parquet" for table in ("person", "spell", "post")}
        path = folder / "facts.parquet"
        took = timed(lambda: write_facts(about, tables, DAY, path))[0]
        print(row(f"facts of {count:,}", [took]))
        took = timed(lambda: engine.screen_files(rules(about), path, folder / "out", about))[0]
        print(row(f"screening {count:,} × {RULES}", [took]))
    print(f"most memory held: {peak_memory():.2f} GiB")


def registry(numbers: np.ndarray) -> dict[str, pl.DataFrame]:
    """Persons in households of four, each with one spell of work."""
    chance = np.random.default_rng(int(numbers[0]))
    many = len(numbers)
    ranges = np.array(["within_county", "across_province", "across_county_within_prefecture"])
    start = np.datetime64("2022-06-01") + chance.integers(0, 450, many)
    person = pl.DataFrame({
        "person": numbers, "home": chance.choice([HOME, 532932001002, 341021001002], many),
        "sex": chance.integers(1, 3, many), "born": np.datetime64("1960-01-01")
        + chance.integers(0, 15_000, many), "poverty": np.array(["none", "alleviated"])[
            chance.integers(0, 2, many)], "household": numbers // 4,
    })  # fmt: skip
    spell = pl.DataFrame({
        "spell": numbers, "person": numbers, "range": ranges[chance.integers(0, 3, many)],
        "work": np.full(many, 440300000000), "wage": chance.integers(200_000, 900_000, many),
        "start": start, "told": start, "contract": np.full(many, "written"),
    })  # fmt: skip
    return {"person": typed(person, "person"), "spell": typed(spell, "spell")}


def typed(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """All columns of a table with its types, null where the frame has none."""
    return frame.select(
        pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, dtype=kind).alias(name)
        for name, kind in TABLES[table].items()
    )


def distance(facts: Path, folder: Path, times: list[float]) -> None:
    """How far ours is from reading every fact and writing every decision once in memory."""
    block = np.ones(32_000_000)
    target = np.empty_like(block)
    copied = [timed(lambda: np.copyto(target, block))[0] for _ in range(5)]
    rate = 2 * block.nbytes / min(copied)
    written = [engine.kept(folder, name).collect() for name in (engine.DECISIONS, engine.AWARDS)]
    frames = [pl.read_parquet(facts), *written]
    size = sum(frame.estimated_size() for frame in frames)
    floor = size / rate
    times_floor = np.median(times) / floor
    print(
        f"memory copies {rate / 1e9:.1f} GB/s; {size / 1e6:.0f} MB of facts and decisions "
        f"take {floor * 1000:.0f} ms at that rate; ours {times_floor:.0f} times"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", "--size", type=int, default=1_000_000)
    options.add_argument(
        "--tables", action="store_true",
        help="begin with persons and spells: facts worked out and screened once, ours alone",
    )  # fmt: skip
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--no-peer", action="store_true", help="ours alone, for memory")
    chosen = options.parse_args()
    about = subject()
    asked = rules(about)
    if chosen.tables:
        from_tables(chosen.people)
        return
    with tempfile.TemporaryDirectory() as folder:
        facts, ours, theirs = (Path(folder) / n for n in ("facts.parquet", "ours", "theirs.arrow"))
        people(about, chosen.people, facts)
        acts: dict[str, Callable[[], object]] = {
            "ours": lambda: engine.screen_files(asked, facts, ours, about),
        }
        if not chosen.no_peer:
            acts["OpenFisca-core"] = peer(facts, theirs)
        for act in acts.values():
            act()
        times: dict[str, list[float]] = {name: [] for name in acts}
        for _ in range(chosen.runs):
            for name, act in acts.items():
                times[name].append(timed(act)[0])
        for name, values in times.items():
            print(row(f"{name}, {chosen.people:,} × {RULES}", values))
        report(asked, ours, times, acts, chosen.runs)
        read = [timed(lambda: pl.read_parquet(facts))[0] for _ in range(chosen.runs)]
        print(row("reading the facts alone", read))
        distance(facts, ours, times["ours"])
    print(f"most memory held: {peak_memory():.2f} GiB")


def report(asked, folder, times, acts, runs) -> None:
    """Equal results, the ratio, and what writing alone costs."""
    mine = {
        id: (count["eligible"], count["amount"])
        for id, count in engine.totals(asked, folder).items()
    }
    if "OpenFisca-core" in acts:
        assert acts["OpenFisca-core"]() == mine, "the two do not decide the same"
        pairs = zip(times["OpenFisca-core"], times["ours"], strict=True)
        ratios = [theirs / ours for theirs, ours in pairs]
        print(row("OpenFisca-core / ours, run by run", ratios, "×"))
    frames = [engine.kept(folder, name).collect() for name in (engine.DECISIONS, engine.AWARDS)]

    def write() -> None:
        for frame in frames:
            frame.write_ipc(folder / "again")

    print(row("writing the decisions alone", [timed(write)[0] for _ in range(runs)]))


if __name__ == "__main__":
    main()
