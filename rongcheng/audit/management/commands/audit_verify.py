"""``rongcheng audit verify``: is the trail as it was written?"""

import json
import sys

from django.core.management.base import BaseCommand

from rongcheng.audit.services import verify


class Command(BaseCommand):
    help = "Check that no event of the audit trail was changed or removed"

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args, **options):
        verdict = verify()
        if options["json"]:
            answer = {"intact": verdict.intact, "events": verdict.events}
            answer |= {"first_bad": verdict.first_bad, "missing": verdict.missing}
            self.stdout.write(json.dumps(answer | {"last_hash": verdict.last_hash}))
        else:
            self.stdout.write(self._sentence(verdict))
        if not verdict.intact:
            sys.exit(1)

    def _sentence(self, verdict) -> str:
        if verdict.first_bad is not None:
            return (
                f"The audit trail is broken at event {verdict.first_bad} of {verdict.events}: "
                "that event, or one before it, was changed or removed. "
                "Compare with a backup from before that event."
            )
        if verdict.missing:
            return (
                f"The audit trail is cut: {verdict.missing} events are missing after event "
                f"{verdict.events}. Restore them from a backup."
            )
        return f"The audit trail is intact: {verdict.events} events, last {verdict.last_hash[:16]}."
