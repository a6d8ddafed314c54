"""``rongcheng appeals callbacks draw``: draw among what was answered the day before."""

from __future__ import annotations

import json as json_module
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.appeals.services.callbacks import draw
from rongcheng.audit.services import System


class Command(BaseCommand):
    help = "Draw call-backs among the appeals answered or closed on the day before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--on", default="", help="day of the draw, as 2026-11-22; today if none"
        )
        parser.add_argument("--seed", default="", help="seed to repeat a draw with")
        parser.add_argument("--json", action="store_true", help="print the draws as JSON")

    def handle(self, *, on: str, seed: str, json: bool, **options: Any) -> None:
        try:
            day = date.fromisoformat(on) if on else None
        except ValueError:
            raise CommandError(f"“{on}” is no day; write it as 2026-11-22.") from None
        draws = draw(by=System("rongcheng appeals callbacks draw"), on=day, seed=seed)
        if json:
            rows = [asdict(each) | {"day": each.day.isoformat()} for each in draws]
            self.stdout.write(json_module.dumps(rows, ensure_ascii=False))
            return
        for each in draws:
            self.stdout.write(
                f"{each.place}: {len(each.drawn)} of {len(each.candidates)} drawn, seed {each.seed}"
            )
        if not draws:
            self.stdout.write("Nothing to draw: no appeal was answered, or it was drawn already.")
