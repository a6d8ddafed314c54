"""What a screening leaves in its folder, written by Polars or by Spark and read the same way.

``decisions/`` holds a column for each rule: true (eligible), false (not), null (something has to be
asked). ``awards/`` holds what those who are eligible get, rule after rule, without saying again who
they are: that stands in the decisions. Rules that pick from a few amounts have the number of the
pick in ``picked``, the others the amount in ``reckoned``. Both are Arrow files, as they are in
memory: packing takes longer than deciding, and so does repeating keys. ``screening.json`` tells how
many subjects there were and the picks of each rule.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, chain
from pathlib import Path

import polars as pl
import pyarrow as pa

from .judge import ELIGIBLE, NEEDS, NOT
from .rules import Rule

DECISIONS, AWARDS, SCREENING = "decisions", "awards", "screening.json"
PICKED, RECKONED = "picked", "reckoned"
Picks = Mapping[str, Sequence[int | None]]


class Writer:
    """A screening being written, batch after batch; whatever lay in the folder is gone."""

    def __init__(self, folder: Path, count: int, picks: Picks) -> None:
        for name in (DECISIONS, AWARDS):
            shutil.rmtree(folder / name, ignore_errors=True)
            (folder / name).mkdir(parents=True)
        note(folder, count, picks)
        self.folder, self.picks, self.batches = folder, picks, 0

    def add(self, wide: pl.DataFrame, amounts: Mapping[str, pl.Series]) -> None:
        """The decisions of a batch and, by rule, the amounts of those who are eligible."""
        name, self.batches = f"{self.batches:05}", self.batches + 1
        files = {self.folder / DECISIONS / f"{name}.arrow": wide}
        for kind, some in self._kinds(amounts).items():
            if some:
                file = self.folder / AWARDS / f"{name}.{kind}.arrow"
                files[file] = pl.concat(some).to_frame("amount")
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(write, files, files.values()))

    def _kinds(self, amounts: Mapping[str, pl.Series]) -> dict[str, list[pl.Series]]:
        return {
            PICKED: [some for rule, some in amounts.items() if rule in self.picks],
            RECKONED: [some for rule, some in amounts.items() if rule not in self.picks],
        }


def write(path: Path, frame: pl.DataFrame) -> None:
    """A frame as an Arrow file, in a third of the time that Polars takes itself."""
    table = frame.rechunk().to_arrow()
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as out:
        out.write_table(table)


def note(folder: Path, count: int, picks: Picks) -> None:
    """Writes down how many subjects were screened, and what the rules pick from."""
    said = {"count": count, "picks": {rule: list(some) for rule, some in picks.items()}}
    (folder / SCREENING).write_text(json.dumps(said))


def decisions(folder: Path) -> pl.LazyFrame:
    """The decisions that a screening by either engine has left in a folder.

    Whoever is missing is not eligible for anything, being of no place that a rule is about.
    """
    if any((folder / DECISIONS).glob("*.arrow")):
        return pl.scan_ipc(folder / DECISIONS / "*.arrow")
    return pl.scan_parquet(folder / DECISIONS / "*.parquet")


def awards(folder: Path) -> pl.LazyFrame:
    """Who is eligible for what after a screening by either engine.

    Returns:
        The subject's key, ``rule``, ``amount`` (fen, points or level; null: nothing counted).
    """
    batches = sorted((folder / DECISIONS).glob("*.arrow"))
    if not batches:
        return pl.scan_parquet(folder / AWARDS / "*.parquet")
    picks: Picks = json.loads((folder / SCREENING).read_text())["picks"]
    return pl.concat([part for path in batches for part in _awards_of(folder, path, picks)])


def _awards_of(folder: Path, batch: Path, picks: Picks) -> list[pl.LazyFrame]:
    """The awards of a batch: those with picked and those with reckoned amounts."""
    wide = pl.scan_ipc(batch)
    key, *rules = wide.collect_schema().names()
    first = dict(zip(picks, accumulate(map(len, picks.values()), initial=0), strict=False))
    written = pl.lit(pl.Series(list(chain(*picks.values())), dtype=pl.Int64))
    amounts = {
        PICKED: written.gather(pl.col("first") + pl.col("amount")),
        RECKONED: pl.col("amount"),
    }
    parts = []
    for kind, amount in amounts.items():
        if some := [rule for rule in rules if (rule in picks) == (kind == PICKED)]:
            whose = pl.concat(
                wide.filter(pl.col(rule)).select(
                    key,
                    pl.lit(rule, dtype=pl.Enum(rules)).alias("rule"),
                    pl.lit(first.get(rule, 0), dtype=pl.UInt32).alias("first"),
                )
                for rule in some
            )
            own = pl.scan_ipc(folder / AWARDS / f"{batch.stem}.{kind}.arrow")
            both = pl.concat([whose, own], how="horizontal")
            parts.append(both.select(key, "rule", amount.alias("amount")))
    return parts


def totals(rules: Sequence[Rule], folder: Path) -> dict[str, dict[str, int]]:
    """For each rule how many are eligible, not, or need something, and the sum of the amounts.

    Args:
        folder: what ``screen_files`` of this engine or of Spark has left.
    """
    eligible = [pl.col(rule.id).sum() for rule in rules]
    open_ = [pl.col(rule.id).null_count().alias(f"{rule.id}|") for rule in rules]
    row = decisions(folder).select(*eligible, *open_).collect(engine="streaming").row(0, named=True)
    given = awards(folder).group_by("rule").agg(pl.col("amount").sum())
    sums = dict(given.collect(engine="streaming").rows())
    everybody = json.loads((folder / SCREENING).read_text())["count"]
    found: dict[str, dict[str, int]] = {}
    for rule in rules:
        yes, needs = int(row[rule.id] or 0), int(row[f"{rule.id}|"] or 0)
        found[rule.id] = {ELIGIBLE: yes, NOT: everybody - yes - needs, NEEDS: needs}
        if rule.outcome.amount:
            found[rule.id]["amount"] = int(sums.get(rule.id) or 0)
    return found
