"""``rongcheng packs check``: whether the packs hold together, each mistake with file and line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.rules.packs import load, mistakes, names


class Command(BaseCommand):
    help = "Check packs: facts, rules and their examples, appeals; tells file and line of mistakes"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="a pack, or the path of its folder; else all")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [options["name"]] if options["name"] else names()
        found = {name: mistakes(name) for name in wanted}
        if options["json"]:
            packs = {name: {"mistakes": lines} for name, lines in found.items()}
            self.stdout.write(json.dumps(packs, ensure_ascii=False))
        else:
            for name, lines in found.items():
                self.stdout.write(f"{name}: {len(lines)} mistakes" if lines else _sound(name))
                for line in lines:
                    self.stdout.write(f"  {line}")
        if any(found.values()):
            raise CommandError("The packs cannot be used as they are.")


def _sound(name: str) -> str:
    rules = load(name).rules.values()
    examples = sum(len(rule.examples) for rule in rules)
    return f"{name}: {len(rules)} rules, {examples} examples, no mistake"
