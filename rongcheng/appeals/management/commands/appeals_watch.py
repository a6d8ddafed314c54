"""``rongcheng appeals watch``: one round over all open appeals, now."""

import json

from django.core.management.base import BaseCommand

from rongcheng.appeals.services.watch import watch


class Command(BaseCommand):
    help = "Remind, report overdue appeals up the line, close what nobody completed; once."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="Answer as JSON.")

    def handle(self, **options):
        done = watch()
        if options["json"]:
            self.stdout.write(json.dumps(vars(done)))
            return
        self.stdout.write(
            f"{done.reminded} reminded, {done.escalated} reported up the line, "
            f"{done.closed} closed, {done.resumed} taken up again."
        )
