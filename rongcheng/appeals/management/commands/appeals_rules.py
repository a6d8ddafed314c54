"""``rongcheng appeals rules``: what holds for appeals at a place, and that its packs are right."""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from datetime import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.agencies.packs import pack_names
from rongcheng.appeals.pack import Rules, Span, rules_for
from rongcheng.core.errors import Refusal
from rongcheng.core.workdays import Calendar
from rongcheng.places.codes import from_digits


class Command(BaseCommand):
    help = "Print categories, duties and time limits of a place; a mistake in a pack is told"

    def add_arguments(self, parser):
        parser.add_argument("--place", default="", help="place code, 2 to 12 digits; else national")
        parser.add_argument("--json", action="store_true", help="answer as JSON, everything")

    def handle(self, *args, **options):
        place = from_digits(options["place"]) if options["place"] else 0
        if place is None:
            raise CommandError(f"{options['place']!r} is not a place code of 2 to 12 digits.")
        try:
            rules = rules_for(place)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(_plain(rules), ensure_ascii=False))
        else:
            self._print(rules)

    def _print(self, rules: Rules) -> None:
        say = self.stdout.write
        say(f"Packs with a place of their own: {', '.join(pack_names())}\n")
        for category in rules.categories.values():
            mark = " (sensitive)" if category.sensitive else ""
            say(f"{category.names['zh']}  {category.id}{mark}  [{category.origin}]")
            for duty in rules.duties:
                if (duty.category, duty.level) == (category.id, "county"):
                    words = f"  if: {' / '.join(duty.words)}" if duty.words else ""
                    helpers = f" + {', '.join(duty.helpers)}" if duty.helpers else ""
                    say(f"    {duty.lead}{helpers}{words}  [{duty.origin}: {duty.source}]")
        say("")
        for key, limit in rules.limits.items():
            say(
                f"{key:<13} contact {limit.first_contact}, close {limit.close}, "
                f"extension {limit.extension or 'none'}, return {limit.return_by or 'none'}"
            )


def _plain(value: Any) -> Any:
    """A value as JSON can hold it; a length of time as it is written in the packs."""
    if isinstance(value, Span | time):
        return str(value)
    if isinstance(value, Calendar):
        return {"statutory": sorted(day.isoformat() for day in value.statutory)}
    if is_dataclass(value) and not isinstance(value, type):
        return {key: _plain(getattr(value, key)) for key in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
