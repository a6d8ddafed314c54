"""``rongcheng rules export``: approved drafts as files, to be taken into the packs."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.rulekit.rulefiles import PackErrors
from rongcheng.rules.models import RuleDraft
from rongcheng.rules.packs import names, over_files
from rongcheng.rules.paging import as_file, file_name


class Command(BaseCommand):
    help = "Tell which approved drafts lie over the packs' files, and write them as such files"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="a pack; else all")
        parser.add_argument("--out", type=Path, help="the folder of the packs, or a copy of it")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["name"] and options["name"] not in names():
            there = ", ".join(names())
            raise CommandError(f"There is no pack {options['name']!r}; there are {there}.")
        try:
            wanted = [options["name"]] if options["name"] else names()
            found = [draft for name in wanted for draft in over_files(name)]
        except PackErrors as error:
            raise CommandError(str(error)) from error
        written = [_write(draft, options["out"]) for draft in found] if options["out"] else []
        if options["json"]:
            self.stdout.write(json.dumps([_told(draft) for draft in found], ensure_ascii=False))
            return
        for draft in found:
            self.stdout.write(f"# {_path(draft)}\n{as_file(draft)}")
        for path in written:
            self.stdout.write(f"written: {path}")
        if not found:
            self.stdout.write("No draft lies over the files.")


def _path(draft: RuleDraft) -> str:
    return f"{draft.pack}/benefits/{file_name(draft)}"


def _told(draft: RuleDraft) -> dict[str, str]:
    return {"pack": draft.pack, "rule": draft.rule, "from": str(draft.from_day),
            "reason": draft.reason, "file": _path(draft), "text": as_file(draft)}  # fmt: skip


def _write(draft: RuleDraft, folder: Path) -> Path:
    path = folder / _path(draft)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_file(draft), "utf-8")
    return path
