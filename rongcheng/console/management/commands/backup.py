"""Save everything into two files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.console.backups import back_up
from rongcheng.core.errors import Refusal


class Command(BaseCommand):
    help = "Save database, uploads and keys: FILE and FILE.keys, to be kept apart."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", help="The archive to write, for example backup.tar.")
        parser.add_argument("--json", action="store_true", help="Answer in JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            saved = back_up(Path(options["file"]).absolute())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(saved))
        else:
            self.stdout.write(
                f"{saved['persons']} persons saved to {saved['file']}. "
                f"The keys are in {saved['keys']}: keep them somewhere else."
            )
