"""``rongcheng rules simulate``: a page of rules tried over the registry; nothing is changed."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.core.errors import Refusal
from rongcheng.places.codes import span_of
from rongcheng.rulekit.showing import yuan
from rongcheng.rules import typed
from rongcheng.rules.packs import live
from rongcheng.rules.population import Reach
from rongcheng.rules.simulating import EVERYWHERE, Simulated, default_day, simulate
from rongcheng.rules.trying import tried


class Command(BaseCommand):
    help = "Try a page of rules over the registry: people and cost before and after, by county"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pack", required=True, help="the pack that the page is laid over")
        parser.add_argument("--draft", required=True, help="YAML as a file of the pack holds it")
        parser.add_argument("--as-of", type=typed.day, help="the day, else today")
        parser.add_argument("--place", type=typed.place, help="code of a place: only its people")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = self._simulated(options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(found.result, ensure_ascii=False))
            return
        changed = [rule for rule in found.result["rules"] if rule["changed"]]
        for rule in changed:
            self.stdout.write(_line(rule["id"], rule) + f"  {rule['title']['zh']}")
            for row in found.result["counties"]:
                if row["rule"] == rule["id"]:
                    self.stdout.write(_line(f"  {row['county']}", row))
        if not changed:
            self.stdout.write("On that day the rules would be the same.")

    def _simulated(self, options: dict[str, Any]) -> Simulated:
        before = live(options["pack"])
        day = options["as_of"] or default_day(before)
        text = typed.page(options["draft"])
        found = tried(options["pack"], text, day, label=options["draft"])
        if found.pack is None:
            lines = [f"line {each.line}: {each.text}" if each.line else each.text
                     for each in found.mistakes]  # fmt: skip
            raise Refusal("The draft has mistakes.\n" + "\n".join(lines))
        reach = Reach(*span_of(options["place"])) if options["place"] else EVERYWHERE
        return simulate(before, found.pack, day, reach)


def _line(name: str, row: dict[str, Any]) -> str:
    old, new = row["before"], row["after"]
    return (
        f"{name:<16} people {old['people']} → {new['people']}, yuan {yuan(old['cost'])} → "
        f"{yuan(new['cost'])}, to be asked {old['asked']} → {new['asked']}"
    )
