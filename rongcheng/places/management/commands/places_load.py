"""`rongcheng places_load`: fill the places table; part of `rongcheng prepare`."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from rongcheng.audit.services import System
from rongcheng.places.services import load_places


class Command(BaseCommand):
    help = "Load the country's places that come with the program."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_places(by=System())
        if options["json"]:
            self.stdout.write(json.dumps(asdict(loaded)))
        else:
            self.stdout.write(f"{loaded.added} places added, {loaded.changed} changed.")
