"""Check a ledger file and, if wished, give the same file back with its bad cells marked."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from rongcheng.agencies.models import Office
from rongcheng.people import ledger
from rongcheng.people.management.ledger import (
    LedgerCommand,
    columns_of,
    file_of,
    place_of,
    progress_bar,
    summary,
)
from rongcheng.people.models import SourceRecord
from rongcheng.people.services.ledgers import check_file, good_rows
from rongcheng.people.services.statements import Outcome, Source, preview


class Command(LedgerCommand):
    help = "Check a ledger file (workbook or CSV): what is wrong, where, and what to do."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", help="The workbook or CSV.")
        parser.add_argument("--place", required=True, help="Place it is about: code or name.")
        parser.add_argument("--out", help="Write the marked copy here (.xlsx).")
        self.add_columns(parser)
        parser.add_argument("--office", type=int, help="Use what this office taught of columns.")

    def handle(self, *args: Any, **options: Any) -> None:
        path, place = file_of(options["file"]), place_of(options["place"])
        office = Office.objects.get(pk=options["office"]) if options["office"] else None
        mapping = columns_of(options["column"], path)
        started = time.perf_counter()
        with progress_bar(hidden=options["json"]) as tell:
            checked = check_file(path, place=place, office=office, mapping=mapping, progress=tell)
        values = ledger.report(checked) | _foresee(checked, office)
        values["seconds"] = round(time.perf_counter() - started, 3)
        if options["out"]:
            ledger.mark(path, checked, Path(options["out"]))
            values["marked"] = options["out"]
        self.answer(values, options, [*_problems(values), *summary(values)])


def _foresee(checked: ledger.Checked, office: Office | None) -> dict[str, int]:
    """How the registry would take the good rows; nothing is written."""
    if "people_person" not in connection.introspection.table_names():
        return Outcome(new=len(good_rows(checked))).counts
    source = Source(
        SourceRecord.Channel.LEDGER, SourceRecord.Trust.OFFICE, "", timezone.localdate(), office
    )
    return preview(good_rows(checked), source=source).counts


def _problems(values: dict[str, Any], most: int = 20) -> list[str]:
    lines = [
        f"{p['sheet']}!{p['column'] or ''}{p['row']}  {p['message']}"
        + (f"（建议：{p['proposal']}）" if p["proposal"] else "")
        for p in values["problems"][:most]
    ]
    more = len(values["problems"]) - most
    return [*lines, *([f"…… 另有 {more} 处，见 --json 或 --out"] if more > 0 else []), ""]
