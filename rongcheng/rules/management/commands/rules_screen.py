"""``rongcheng rules screen``: every rule of a pack over the whole registry, on a day."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.core.errors import Refusal
from rongcheng.rulekit.showing import yuan
from rongcheng.rules import typed
from rongcheng.rules.packs import load
from rongcheng.rules.screening import ENGINES, Screened, screen


class Command(BaseCommand):
    help = "Count who is eligible, who is not and of whom something must be asked, by rule"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pack", required=True, help="a pack, or the path of its folder")
        parser.add_argument(
            "--as-of", type=typed.day, default=date.today(), help="the day, else today"
        )
        parser.add_argument("--engine", choices=ENGINES, default="polars")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = screen(load(options["pack"]), options["as_of"], options["engine"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(_plain(found, options), ensure_ascii=False))
            return
        if not found:
            self.stdout.write(f"No rule of {options['pack']} is in force on {options['as_of']}.")
        for each in found:
            self.stdout.write(f"{each.subject}  ({each.decisions})")
            for rule in each.rules:
                count = each.totals[rule.id]
                money = f"  {yuan(count['amount'])} yuan" if "amount" in count else ""
                self.stdout.write(
                    f"  {rule.id:<8} eligible {count['eligible']:>8}  not {count['not']:>8}  "
                    f"to be asked {count['needs']:>8}{money}  {rule.title['zh']}"
                )


def _plain(found: list[Screened], options: dict[str, Any]) -> dict[str, Any]:
    subjects = {
        each.subject: {
            "decisions": str(each.decisions),
            "rules": {
                rule.id: {"version": rule.version, "title": dict(rule.title)} | each.totals[rule.id]
                for rule in each.rules
            },
        }
        for each in found
    }
    day = options["as_of"].isoformat()
    return {"as_of": day, "engine": options["engine"], "subjects": subjects}
