"""``rongcheng benefits offers``: offer everybody of a pack what they need not apply for."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.audit.services import System
from rongcheng.benefits.services import offering
from rongcheng.core.errors import Refusal


class Command(BaseCommand):
    help = "Offer the benefits that need no application to everybody who is eligible"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pack", required=True, help="whose rules")
        parser.add_argument("--place", type=int, help="only people from this place (12 digits)")
        parser.add_argument(
            "--as-of", type=date.fromisoformat, default=None, help="the day, else today"
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = offering.offer_all(
                by=System("system"), pack=options["pack"], place=options["place"],
                day=options["as_of"],
            )  # fmt: skip
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            told = {"pack": options["pack"], "rules": found.rules, "counties": found.counts()}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        if not found.rules:
            self.stdout.write(f"No rule of {options['pack']} is offered without applying.")
        for county, counts in found.counts().items():
            self.stdout.write(f"{county}  new {counts['new']}  there already {counts['there']}")
