"""``rongcheng messages``: the message catalogues of all parts."""

import json

from django.core.management.base import BaseCommand, CommandError

from rongcheng.web import catalogues


class Command(BaseCommand):
    help = "Collect the texts of all parts into their catalogues, and compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("parts", nargs="*", help="Only these parts.")
        parser.add_argument("--check", action="store_true", help="Change nothing, list flaws.")
        parser.add_argument("--compile", action="store_true", help="Only compile what is there.")
        parser.add_argument("--prune", action="store_true", help="Drop texts no longer used.")
        parser.add_argument("--json", action="store_true", help="Print the flaws as JSON.")

    def handle(self, *, parts, **options):
        known = catalogues.parts()
        if unknown := sorted(set(parts) - set(known)):
            raise CommandError(f"There is no part {unknown[0]!r}; parts are {', '.join(known)}.")
        for part in parts or known:
            if not options["check"]:
                if not options["compile"]:
                    catalogues.merge(part, prune=options["prune"])
                catalogues.compile_part(part)
        if not options["compile"]:
            self._report(catalogues.check(parts), options)

    def _report(self, flaws, options):
        if options["json"]:
            self.stdout.write(json.dumps([vars(flaw) for flaw in flaws], ensure_ascii=False))
        else:
            for flaw in flaws:
                self.stdout.write(str(flaw))
        if flaws and options["check"]:
            raise CommandError(
                f"{len(flaws)} texts are not in order; run `rongcheng messages` and translate "
                "what it lists."
            )
