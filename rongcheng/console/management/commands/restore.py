"""Bring a backup back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.console.backups import restore
from rongcheng.console.management.commands.prepare import create_database
from rongcheng.core.errors import Refusal


class Command(BaseCommand):
    help = "Bring a backup back: FILE and FILE.keys."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", help="The archive that 'rongcheng backup' wrote.")
        parser.add_argument("--keys", help="Its key file (default: FILE.keys).")
        parser.add_argument(
            "--replace", action="store_true", help="Throw away what the database holds now."
        )
        parser.add_argument("--json", action="store_true", help="Answer in JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        source = Path(options["file"])
        keys = Path(options["keys"] or f"{source}.keys")
        create_database()
        try:
            done = restore(source, keys, replace=options["replace"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(done))
        else:
            self.stdout.write(f"{done['persons']} persons are back, as of {done['made']}.")
