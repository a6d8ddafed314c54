"""``rongcheng packs diff A B``: which rules differ, and whom that would touch."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.core.errors import Refusal
from rongcheng.rulekit.rules import RulePack
from rongcheng.rulekit.showing import yuan
from rongcheng.rules import typed
from rongcheng.rules.packs import differences, load, lying
from rongcheng.rules.screening import screen


class Command(BaseCommand):
    help = "Tell which rules differ between two packs; with --as-of also how many people, how much"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old", help="a pack, or the path of its folder")
        parser.add_argument("new", help="another pack, or the path of its folder")
        parser.add_argument("--as-of", type=typed.day, help="screen both on this day")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            old, new = load(options["old"]), load(options["new"])
            rows = self._rows(old, new, options["as_of"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        told = [line for line in map(_drafts, (options["old"], options["new"])) if line]
        for line in dict.fromkeys(told):
            (self.stderr if options["json"] else self.stdout).write(line)
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(f"{row['how']:<8} {row['rule']:<8} {row['title']['zh']}")
            for part in row["what"]:
                self.stdout.write(f"           {part}")
            if "people" in row:
                people, cost = row["people"], row["cost"]
                self.stdout.write(
                    f"           eligible {people[0]} → {people[1]}, "
                    f"yuan {yuan(cost[0])} → {yuan(cost[1])}"
                )
        if not rows:
            self.stdout.write("The rules are the same.")

    def _rows(self, old: RulePack, new: RulePack, day: date | None) -> list[dict[str, Any]]:
        counts = [_counts(pack, day) if day else {} for pack in (old, new)]
        rows: list[dict[str, Any]] = []
        for each in differences(old, new):
            row: dict[str, Any] = {
                "rule": each.rule, "title": each.title, "how": each.how, "what": list(each.what),
            }  # fmt: skip
            if day:
                found = [count.get(each.rule, {}) for count in counts]
                row["people"] = [one.get("eligible", 0) for one in found]
                row["cost"] = [one.get("amount", 0) for one in found]
            rows.append(row)
        return rows


def _drafts(name: str) -> str:
    """That approved drafts of the rules desk count in a pack, where some do."""
    drafts = lying(name)
    if not drafts:
        return ""
    numbers = ", ".join(f"{draft.pk} ({draft.rule or 'clauses'})" for draft in drafts)
    return (
        f"{name} is taken with what is approved at the rules desk: drafts {numbers}, each from its "
        "day on, the old wording until then (“valid”). For the files alone, give the path of its "
        "folder."
    )


def _counts(pack: RulePack, day: date) -> dict[str, dict[str, int]]:
    return {id: count for each in screen(pack, day) for id, count in each.totals.items()}
