"""Check a ledger file and load its good rows."""

from __future__ import annotations

import time
from typing import Any

from rongcheng.people.management.ledger import (
    LedgerCommand,
    columns_of,
    file_of,
    place_of,
    progress_bar,
    summary,
)
from rongcheng.people.services.ledgers import (
    check_ledger,
    choose_columns,
    load_ledger,
    problems_of,
    upload_ledger,
)


class Command(LedgerCommand):
    help = "Load the good rows of a ledger file into the registry; bad rows wait."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        self.add_actor(parser)
        self.add_columns(parser)
        parser.add_argument("file", help="The workbook or CSV.")
        parser.add_argument("--place", required=True, help="Place it is about: code or name.")
        parser.add_argument(
            "--even-if-mostly-duplicates", action="store_true",
            help="Load although most rows look like persons listed twice.",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        path, place, by = file_of(options["file"]), place_of(options["place"]), self.actor(options)
        mapping = columns_of(options["column"], path)
        started = time.perf_counter()
        batch = upload_ledger(name=path.name, content=path.read_bytes(), place=place, by=by)
        if mapping:
            batch = choose_columns(batch=check_ledger(batch=batch, by=by), choices=mapping, by=by)
        with progress_bar(hidden=options["json"]) as tell:
            outcome = load_ledger(
                batch=batch,
                by=by,
                even_if_mostly_duplicates=options["even_if_mostly_duplicates"],
                progress=tell,
            )
        values = batch.counts | outcome.counts
        values |= {
            "batch": batch.pk,
            "mapping": batch.mapping,
            "problems": problems_of(batch).to_dicts(),
            "seconds": round(time.perf_counter() - started, 3),
        }
        self.answer(values, options, [f"批次: {batch.pk}", *summary(values)])
