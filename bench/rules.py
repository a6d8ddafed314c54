"""A million persons and 25 rules, from Parquet to decisions written: `python -m bench.rules`.

Beside ours OpenFisca-core does the same rules over the same file, its inputs set from the columns,
and writes the same decisions; counts and sums must be equal. Once as OpenFisca is mostly written,
in two values, with all facts known; once in the three values that ours always answers in, one fact
in ten unknown. Prints medians, the ratio run by run, and what reading and writing alone cost.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from rongcheng.rulekit import engine, screened
from rongcheng.rulekit.facts import Subject, load_facts
from rongcheng.rulekit.frames import TABLES, write_facts
from rongcheng.rulekit.language import parse
from rongcheng.rulekit.nodes import MONEY, bind
from rongcheng.rulekit.polars import dtype
from rongcheng.rulekit.rules import Condition, Outcome, Rule

from .common import peak_memory, row, timed  # also puts the checkout on the path
from .rules_peer import CITY, RULES, peer

DAY = date(2023, 8, 31)
PACKS = Path(__file__).parent.parent / "packs"
FACTS = ("age", "home", "poverty_status", "transfer_range", "months_in_row", "wage", "disabled",
         "returnee")  # fmt: skip
HOME = 150222001002


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


def people(about: Subject, count: int, path: Path, unknown: float) -> None:
    """Persons written as `write_facts` does; each fact is unknown with the chance given."""
    chance = np.random.default_rng(7)
    codes = {name: about.facts[name].type.codes for name in ("poverty_status", "transfer_range")}
    columns = {
        "age": chance.integers(15, 75, count),
        "home": chance.choice([HOME, 532932001002, 341021001002], count),
        "months_in_row": chance.integers(0, 36, count),
        "wage": chance.integers(0, 900_000, count),
        "disabled": chance.random(count) < 0.05,
        "returnee": chance.random(count) < 0.3,
        **{name: np.array(known)[chance.integers(0, len(known), count)]
           for name, known in codes.items()},
    }  # fmt: skip
    frame = pl.DataFrame({"person": np.arange(count), **columns}).with_columns(
        pl.col(name).cast(dtype(about.facts[name].type)) for name in FACTS
    )
    if unknown:
        gone = {name: pl.Series(chance.random(count) < unknown) for name in FACTS}
        frame = frame.with_columns(
            pl.when(~gone[name]).then(pl.col(name)).alias(name) for name in FACTS
        )
    frame.write_parquet(path, row_group_size=100_000, compression="uncompressed")


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
    frames = [pl.read_parquet(facts), *written(folder)]
    size = sum(frame.estimated_size() for frame in frames)
    floor = size / rate
    times_floor = np.median(times) / floor
    print(
        f"memory copies {rate / 1e9:.1f} GB/s; {size / 1e6:.0f} MB of facts and decisions "
        f"take {floor * 1000:.0f} ms at that rate; ours {times_floor:.0f} times"
    )


def written(folder: Path) -> list[pl.DataFrame]:
    """What a screening has left, as it stands in its files."""
    names = (screened.DECISIONS, screened.AWARDS)
    return [pl.scan_ipc(folder / name / "*.arrow").collect() for name in names]


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
    if chosen.tables:
        from_tables(chosen.people)
        return
    for unknown in (0.0, 0.1):
        print("one fact in ten unknown, three values" if unknown else "all facts known, two values")
        with tempfile.TemporaryDirectory() as folder:
            compare(Path(folder), chosen.people, chosen.runs, unknown, chosen.no_peer)
    print(f"most memory held: {peak_memory():.2f} GiB")


def compare(folder: Path, count: int, runs: int, unknown: float, alone: bool) -> None:
    """Both in turn, each into a place that is empty; then whether they say the same."""
    about = subject()
    asked = rules(about)
    facts, ours, theirs = (folder / n for n in ("facts.parquet", "ours", "theirs.arrow"))
    people(about, count, facts, unknown)
    acts: dict[str, Callable[[], object]] = {
        "ours": lambda: engine.screen_files(asked, facts, ours, about),
    }
    if not alone:
        acts["OpenFisca-core"] = peer(facts, theirs, three=bool(unknown))
    times: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(runs + 1):  # the first warms up
        for name, act in acts.items():
            shutil.rmtree(ours, ignore_errors=True)
            theirs.unlink(missing_ok=True)
            took = timed(act)[0]
            times[name] += [took] if number else []
    for name, values in times.items():
        print(row(f"{name}, {count:,} × {RULES}", values))
    acts["ours"]()
    if not alone:
        equal(asked, ours, acts["OpenFisca-core"]())
        pairs = zip(times["OpenFisca-core"], times["ours"], strict=True)
        print(row("OpenFisca-core / ours, run by run", [a / b for a, b in pairs], "×"))
    alone_times(facts, ours, runs)
    distance(facts, ours, times["ours"])


def equal(asked: list[Rule], folder: Path, theirs: object) -> None:
    mine = {
        id: (count["eligible"], count["needs"], count["amount"])
        for id, count in screened.totals(asked, folder).items()
    }
    assert theirs == mine, "the two do not decide the same"


def alone_times(facts: Path, folder: Path, runs: int) -> None:
    """What reading the facts and writing the decisions cost without anything else."""
    read = [timed(lambda: pl.read_parquet(facts))[0] for _ in range(runs)]
    print(row("reading the facts alone", read))
    frames = written(folder)

    def write() -> None:
        for number, frame in enumerate(frames):
            screened.write(folder / f"again{number}.arrow", frame)

    times = []
    for _ in range(runs):
        for number in range(len(frames)):
            (folder / f"again{number}.arrow").unlink(missing_ok=True)
        times.append(timed(write)[0])
    print(row("writing the decisions alone", times))


if __name__ == "__main__":
    main()
