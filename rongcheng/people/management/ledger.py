"""What the ledger commands share: who types them, how they answer, how they show progress."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from rongcheng.agencies.models import Staff
from rongcheng.audit.services import Actor, System
from rongcheng.core.errors import Refusal
from rongcheng.people import ledger
from rongcheng.people.ledger.marking.summary import REASONS
from rongcheng.places.gazetteer import Gazetteer

STAGES = {
    "read": "读取", "recognise": "识别表头", "normalise": "整理", "check": "核对",
    "prepare": "准备", "match": "查重", "write": "入库", "done": "完成",
}  # fmt: skip


class LedgerCommand(BaseCommand):
    """A command about ledgers: ``--json``, ``--as STAFF``, refusals as plain sentences."""

    requires_system_checks: list[str] = []  # they load every page, which no ledger needs

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Answer in JSON.")

    def add_actor(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as", dest="username", help="Act as this member of staff (default: the system)."
        )

    def add_columns(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--column", action="append", default=[], metavar="[SHEET!]COLUMN=FIELD",
            help="What a column holds, such as C=phone or 名单!C12=phone (12: the header's row, "
            "for a table further down); without a field it is left out. May be repeated.",
        )  # fmt: skip

    def actor(self, options: dict[str, Any]) -> Actor:
        if not options.get("username"):
            return System("command line")
        try:
            return Staff.objects.get(username=options["username"], is_active=True)
        except Staff.DoesNotExist:
            raise CommandError(f"There is no active account {options['username']}.") from None

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def answer(self, values: dict[str, Any], options: dict[str, Any], lines: list[str]) -> None:
        """Print the answer: JSON where asked, else lines for a person."""
        if options["json"]:
            self.stdout.write(json.dumps(values, ensure_ascii=False, default=str))
        else:
            self.stdout.write("\n".join(lines))


def place_of(text: str) -> int:
    """A 12-digit place code from a code of any length or a full name."""
    found = Gazetteer.load().resolve(text.strip())
    if found.code is None or found.ambiguous:
        raise CommandError(
            f"“{text}” is not one place; give its code (532932 or 532932000000) or full name."
        )
    return found.code


def columns_of(given: list[str], path: Path) -> dict[str, dict[str, str | None]]:
    """What ``--column`` says of a file: sheet, then column, then field or None."""
    told: dict[str, dict[str, str | None]] = {}
    there = _columns_there(path) if given else {}
    for text in given:
        found = re.fullmatch(r"(?:(.+)!)?([A-Za-z]{1,3}\d*)=(\w*)", text)
        if not found or (found[3] and found[3] not in ledger.FIELDS):
            raise CommandError(
                f"“{text}” does not say what a column holds; write for example C=phone, with one "
                f"of the fields {', '.join(ledger.ROW_FIELDS)}."
            )
        sheet, column = found[1] or next(iter(there), ""), found[2].upper()
        if column not in there.get(sheet, ()):
            known = "; ".join(f"{name}: {' '.join(keys)}" for name, keys in there.items())
            raise CommandError(f"There is no column {column} on “{sheet}”. There are {known}.")
        told.setdefault(sheet, {})[column] = found[3] or None
    return told


def _columns_there(path: Path) -> dict[str, list[str]]:
    """The columns of the rosters in a file, by sheet."""
    try:
        mapping = ledger.recognise(ledger.read(path)).mapping()
    except ledger.LedgerError as error:
        raise CommandError(str(error)) from error
    there: dict[str, list[str]] = {}
    for column in mapping:
        there.setdefault(column["sheet"], []).append(ledger.column_key(column))
    return there


def file_of(text: str) -> Path:
    """A file that is there."""
    path = Path(text)
    if not path.is_file():
        raise CommandError(f"There is no file {text}; check the name and the folder.")
    return path


@contextmanager
def progress_bar(hidden: bool) -> Iterator[Any]:
    """A bar on the terminal, and a function that moves it: (stage, share done)."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=hidden, transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def tell(stage: str, share: float) -> None:
            bar.update(task, description=STAGES.get(stage, stage), completed=share)

        yield tell


def summary(values: dict[str, Any]) -> list[str]:
    """The counts of a checked or loaded ledger, a line each."""
    names = {
        "rows": "行", "clean": "无误", "warnings": "有提醒", "bad": "有误（先不入库）",
        "new": "新增人员", "matched": "已有人员", "unchanged": "内容未变", "to_review": "待查重",
    }  # fmt: skip
    lines = [f"{label}: {values[key]}" for key, label in names.items() if key in values]
    for sheet in values.get("skipped_sheets", []):
        lines.append(f"没有读取: {sheet['sheet']}（{REASONS['zh'][sheet['reason']]}）")
    return [*lines, f"用时: {values['seconds']} 秒"]
