"""Print the API's document, or write it into the repository's snapshot."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rongcheng.exchange.document import SNAPSHOT, document_text


class Command(BaseCommand):
    help = "Print the API's OpenAPI document; --write renews the committed snapshot."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="Write it to openapi.json.")
        parser.add_argument("--check", action="store_true", help="Fail if the snapshot is stale.")

    def handle(self, *args: Any, **options: Any) -> None:
        text = document_text()
        if options["write"]:
            SNAPSHOT.write_text(text, encoding="utf-8")
            self.stderr.write(f"{SNAPSHOT.name}: {len(text.splitlines())} lines")
        elif options["check"]:
            if SNAPSHOT.read_text(encoding="utf-8") != text:
                raise CommandError("openapi.json is stale; run: rongcheng openapi --write")
        else:
            self.stdout.write(text)
