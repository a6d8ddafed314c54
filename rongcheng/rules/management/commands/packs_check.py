"""``rongcheng packs check``: whether the packs hold together, each mistake with file and line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from functools import cache
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.rulekit.rules import RulePack
from rongcheng.rules.packs import folder_of, load_files, mistakes, names


class Command(BaseCommand):
    help = "Check the files of packs: facts, rules, examples, appeals; file and line of mistakes"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="a pack, or the path of its folder; else all")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = [options["name"]] if options["name"] else names()
        read = cache(load_files)
        found = {name: _placed(mistakes(name, read), name) for name in wanted}
        better = {
            name: _placed(_hints(read(name)), name) for name, wrong in found.items() if not wrong
        }
        if options["json"]:
            packs = {
                name: {
                    "folder": str(folder_of(name)),
                    "mistakes": lines, "hints": better.get(name, []),
                }
                for name, lines in found.items()
            }  # fmt: skip
            self.stdout.write(json.dumps(packs, ensure_ascii=False))
        else:
            for name, lines in found.items():
                self.stdout.write(_counted(lines, name) if lines else _sound(name, read(name)))
                for line in lines:
                    self.stdout.write(f"  {line}")
                for line in better.get(name, []):
                    self.stdout.write(f"  could be better: {line}")
        if any(found.values()):
            raise CommandError(
                "What has mistakes cannot be used. Each line above tells file and line; mend "
                "them and run the same command again."
            )


def _hints(pack: RulePack) -> list[str]:
    return [line for lines in pack.hints.values() for line in lines]


def _placed(lines: list[str], name: str) -> list[str]:
    """Mistakes with the files that were really read, wherever the packs are."""
    there = f"{folder_of(name).parent}/"
    return [there + line[6:] if line.startswith("packs/") else line for line in lines]


def _named(name: str) -> str:
    folder = folder_of(name)
    return f"{name} ({folder})" if folder.name == name else str(folder)


def _counted(lines: list[str], name: str) -> str:
    return f"{_named(name)}: {len(lines)} mistake{'s' if len(lines) > 1 else ''}"


def _sound(name: str, pack: RulePack) -> str:
    rules = pack.rules.values()
    examples = sum(len(rule.examples) for rule in rules)
    few = len(rules) == 1
    return f"{_named(name)}: {len(rules)} rule{'' if few else 's'}, {examples} examples, no mistake"
