"""Rules tried over the registry: two states of the packs, one population, what differs.

Reads the snapshot of the registry's facts and writes nothing: no application, no decision and no
draft is touched by it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.utils import timezone

from rongcheng.rulekit.rules import Rule, RulePack

from .comparing import Compared, compare
from .population import Reach, is_large, make, population, ready

EVERYWHERE = Reach(0, 10**12)
Tell = Callable[[str, float], None]
SIDES = ("before", "after")


@dataclass(frozen=True)
class Simulated:
    """What came of a comparison.

    Attributes:
        result: as JSON can hold it: ``rules`` (each with before and after ``people, cost, asked``
            and how many gain and lose), ``counties``, ``overlaps``, ``subjects``.
        changes: one row for each subject and rule that differs, with the kind of ``subject``.
        registry_at: when the registry was read; None where no rule differs on the day.
    """

    result: dict[str, Any]
    changes: pl.DataFrame
    registry_at: datetime | None


def default_day(pack: RulePack) -> date:
    """Today, or the last day on which any rule of the pack was in force."""
    today = timezone.localdate()
    if pack.on(today) or not pack.rules:
        return today
    return max((rule.valid[1] for rule in pack.rules.values() if rule.valid[1]), default=today)


def differing(before: RulePack, after: RulePack, day: date) -> list[str]:
    """Kinds of subjects about which the rules of a day differ."""
    found = []
    for name in dict.fromkeys([*before.subjects, *after.subjects]):
        old, new = (
            {rule.id: (rule.conditions, rule.outcome) for rule in _of(pack, name, day)}
            for pack in (before, after)
        )
        if old != new:
            found.append(name)
    return found


def simulate(
    before: RulePack, after: RulePack, day: date, reach: Reach = EVERYWHERE, *,
    tell: Tell | None = None, anew: bool = True, every: int = 1,
) -> Simulated:  # fmt: skip
    """Both states of the rules over everybody in reach, as of a day.

    Args:
        tell: called with a stage and the share that is done.
        anew: read the registry anew rather than use a snapshot that is still fresh.
        every: look at one subject of so many only; counts are of those looked at.
    """
    subjects = differing(before, after, day)
    wide = after if len(after.subjects) >= len(before.subjects) else before
    if subjects and (anew or not ready(wide, day, subjects)):
        make(wide, day, subjects, lambda stage, share: tell and tell(stage, share / 2))
    parts: dict[str, Compared] = {}
    read_at = None
    for at, name in enumerate(subjects):
        people = population(wide, day, name, reach)
        read_at = people.made_at

        def told(share: float, at: int = at) -> None:
            if tell:
                tell("rules", 0.5 + (at + share) / len(subjects) / 2)

        parts[name] = compare(
            _of(before, name, day), _of(after, name, day), people.facts.gather_every(every),
            people.subject, tell=told,
        )  # fmt: skip
    return Simulated(_result(parts, before, after, day), _changes(parts), read_at)


SAMPLE = 200_000


@dataclass(frozen=True)
class Preview:
    """A quick look while somebody types; ``every`` above 1: one subject of so many was looked at.

    ``found`` is None where the registry is large and has not been read yet for that day.
    """

    found: Simulated | None
    every: int = 1


def preview(before: RulePack, after: RulePack, day: date, reach: Reach) -> Preview:
    """Both states over the people in reach, or a sample of them, from a snapshot at hand."""
    subjects = differing(before, after, day)
    if subjects and not ready(after, day, subjects):
        if is_large():
            return Preview(None)
        make(after, day, subjects)
    sizes = [
        int(population(after, day, name, reach).facts.select(pl.len()).collect().item())
        for name in subjects
    ]
    every = max(1, -(-max(sizes, default=0) // SAMPLE))
    return Preview(simulate(before, after, day, reach, anew=False, every=every), every)


def _of(pack: RulePack, subject: str, day: date) -> Sequence[Rule]:
    return pack.for_subject(subject, day) if subject in pack.subjects else ()


def _result(
    parts: dict[str, Compared], before: RulePack, after: RulePack, day: date
) -> dict[str, Any]:
    rules: list[dict[str, Any]] = []
    counties: list[dict[str, Any]] = []
    overlaps: dict[str, Any] = {}
    for subject, compared in parts.items():
        changed = _touched(compared, before, after, day)
        for id in compared.ids:
            rule = after.rule(id, day) or before.rule(id, day)
            assert rule  # every id is of one of them
            rows = compared.counties.filter(pl.col("rule") == id)
            entry = {"id": id, "title": dict(rule.title), "subject": subject,
                     "changed": id in changed, "kind": rule.outcome.kind}  # fmt: skip
            for at, side in enumerate(SIDES):
                entry[side] = {n: int(rows[f"{n}:{at}"].sum()) for n in ("people", "cost", "asked")}
            rules.append(entry | _kinds(compared, id))
            if id in changed:
                counties += [_county(row) for row in rows.to_dicts()]
        overlaps[subject] = compared.overlaps
    counts = {name: compared.subjects for name, compared in parts.items()}
    return {"day": day.isoformat(), "rules": rules, "counties": counties, "overlaps": overlaps,
            "subjects": counts}  # fmt: skip


def _touched(compared: Compared, before: RulePack, after: RulePack, day: date) -> set[str]:
    """Ids of the rules that are not the same on both sides."""

    def at(pack: RulePack, id: str) -> object:
        rule = pack.rule(id, day)
        return rule and (rule.at(day).conditions, rule.at(day).outcome)

    return {id for id in compared.ids if at(before, id) != at(after, id)}


def _kinds(compared: Compared, id: str) -> dict[str, int]:
    found = compared.changes.filter(pl.col("rule") == id)["what"].value_counts()
    return {f"n_{what}": int(count) for what, count in found.rows()}


def _county(row: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"county": row["county"], "rule": row["rule"]}
    for at, side in enumerate(SIDES):
        found[side] = {name: int(row[f"{name}:{at}"]) for name in ("people", "cost", "asked")}
    return found


def _changes(parts: dict[str, Compared]) -> pl.DataFrame:
    frames = [
        compared.changes.with_columns(pl.lit(name).alias("subject"))
        for name, compared in parts.items()
    ]
    return pl.concat(frames) if frames else pl.DataFrame()
