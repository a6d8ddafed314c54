"""``rongcheng benefits recompute``: kept decisions worked out again from what was kept."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.benefits.models import Decision
from rongcheng.benefits.services.decisions import recompute


class Command(BaseCommand):
    help = "Work kept decisions out again; tells those that come out otherwise or were changed"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="*", help="numbers of applications")
        parser.add_argument("--all", action="store_true", help="every decision that was kept")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["all"] and not options["number"]:
            raise CommandError("Name applications by their numbers, or say --all.")
        kept = Decision.objects.select_related("application", "event").order_by("pk")
        if not options["all"]:
            kept = kept.filter(application__number__in=options["number"])
            missing = set(options["number"]) - {each.application.number for each in kept}
            if missing:
                raise CommandError(f"There is no application {', '.join(sorted(missing))}.")
        checked, differing = 0, []
        for decision in kept.iterator(chunk_size=500):
            again = recompute(decision)
            checked += 1
            if not (again.same and again.intact):
                differing.append({
                    "application": decision.application.number, "event": decision.event.code,
                    "decision": decision.pk, "same": again.same, "intact": again.intact,
                    "was": decision.outcome, "now": again.outcome,
                })  # fmt: skip
        self._tell(checked, differing, as_json=options["json"])
        if differing:
            raise CommandError(f"{len(differing)} of {checked} decisions do not come out as kept.")

    def _tell(self, checked: int, differing: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            answer = {"decisions": checked, "differing": differing}
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"{checked} decisions worked out again, {len(differing)} differ")
        for one in differing:
            why = "changed since it was kept" if not one["intact"] else "comes out otherwise"
            self.stdout.write(f"  {one['application']} {one['event']}: {why}")
