"""``rongcheng office create``: the departments of a government, or one office."""

import json

from django.core.management.base import BaseCommand, CommandError

from rongcheng.agencies.models import Office
from rongcheng.agencies.packs import load_pack
from rongcheng.agencies.services import create_office, create_offices_of
from rongcheng.audit.services import System
from rongcheng.core.errors import Refusal
from rongcheng.places.codes import from_digits
from rongcheng.places.models import Place


class Command(BaseCommand):
    help = "Add the offices that a pack lists for a place, or one office by name"

    def add_arguments(self, parser):
        parser.add_argument("--place", required=True, help="place code, 2 to 12 digits")
        parser.add_argument("--pack", help="take the departments of this pack, e.g. dali")
        parser.add_argument("--name", help="or: the name of a single office")
        parser.add_argument("--kind", choices=Office.Kind.values, default="other")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args, **options):
        place = from_digits(options["place"])
        if place is None or not Place.objects.filter(code=place).exists():
            raise CommandError(
                f"There is no place with the code {options['place']}. "
                "Load the places first: rongcheng places load."
            )
        if bool(options["pack"]) == bool(options["name"]):
            raise CommandError("Give either --pack or --name.")
        by = System("rongcheng office create")
        try:
            offices = self._make(by, place, options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        rows = [{"id": o.pk, "name": o.name, "kind": o.kind, "place": o.place_id} for o in offices]
        if options["json"]:
            self.stdout.write(json.dumps({"offices": rows}, ensure_ascii=False))
        else:
            for row in rows:
                self.stdout.write(f"{row['id']:>6}  {row['name']}  ({row['kind']})")

    def _make(self, by, place, options) -> list[Office]:
        if options["pack"]:
            pack = load_pack(options["pack"])
            return list(create_offices_of(by=by, pack=pack, place=place).values())
        return [create_office(by=by, name=options["name"], kind=options["kind"], place=place)]
