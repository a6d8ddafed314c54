"""``rongcheng appeals corrections``: what people set right, as examples to train on."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.appeals.services.training import export_corrections
from rongcheng.audit.services import System


class Command(BaseCommand):
    help = "Write the offices' corrections to a CSV file that `appeals train` takes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="CSV file to write.")
        parser.add_argument("--json", action="store_true", help="Answer as JSON.")

    def handle(self, *, out: Path, **options: Any) -> None:
        made = export_corrections(by=System("rongcheng appeals corrections"))
        try:
            out.write_bytes(made.content)
        except OSError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            told = {"file": out.name, "rows": made.rows, "sha256": made.sha256}
            self.stdout.write(json.dumps(told))
            return
        self.stdout.write(f"{out}: {made.rows} rows, SHA-256 {made.sha256}")
