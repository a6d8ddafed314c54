"""``rongcheng benefits bankanswer``: what the bank sent back about a batch, booked."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.benefits.queries.money import batch_for
from rongcheng.benefits.services import bankanswers
from rongcheng.core.errors import Refusal

from .benefits_bankfile import officer


class Command(BaseCommand):
    help = "Book the bank's answer about a payment batch; the same file twice pays once"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", help="number of the batch, such as P26110300012")
        parser.add_argument("file", type=Path, help="the bank's file: csv, xlsx or xls")
        parser.add_argument("--by", required=True, help="account of the finance officer who acts")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        by, path = officer(options["by"]), options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            reply = bankanswers.read(by=by, batch=batch_for(by, options["batch"]),
                                     file_name=path.name, content=path.read_bytes())  # fmt: skip
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        told = {"paid": reply.paid, "returned": reply.failed, "known_already": reply.already,
                "problems": reply.problems}  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(
            f"paid {reply.paid}, returned {reply.failed}, known already {reply.already}"
        )
        for problem in reply.problems:
            self.stdout.write(f"row {problem['row']}: {problem['text']}")
