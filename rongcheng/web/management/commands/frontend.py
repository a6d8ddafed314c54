"""``rongcheng frontend``: the browser libraries, from npm."""

from django.core.management.base import BaseCommand, CommandError

from rongcheng.web import assets


class Command(BaseCommand):
    help = "Fetch the browser libraries and draw the icons; does nothing when they are current."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="Fetch again all the same.")

    def handle(self, *, force=False, **options):
        if assets.is_current() and not force:
            self.stdout.write("Browser libraries are current.")
            return
        try:
            names = assets.build()
        except (assets.SetUpFailed, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Browser libraries copied: {', '.join(names)}")
