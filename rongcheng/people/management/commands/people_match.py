"""``rongcheng people match``: which records of a file are the same person."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from rongcheng.people.matching.files import UnreadableFile, match_file
from rongcheng.people.queries.reasons import in_words


class Command(BaseCommand):
    help = "Find the records of a CSV file that are the same person; the registry is not touched."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV with any of record_id, name, id_number, "
                            "sex, birth_date, phone, home_place")  # fmt: skip
        parser.add_argument("--out", type=Path, required=True, help="CSV to write the clusters to")
        parser.add_argument("--json", action="store_true", help="print the summary as JSON")

    def handle(self, *, file: Path, out: Path, json: bool, **options: Any) -> None:
        try:
            summary = _with_bar(file, out, quiet=json)
        except FileNotFoundError as error:
            raise CommandError(
                _("There is no file %(name)s.") % {"name": error.filename}
            ) from error
        except (UnreadableFile, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_as_json(summary) if json else _sentence(summary, out))


def _with_bar(file: Path, out: Path, *, quiet: bool) -> dict:
    """Match with a progress bar where somebody watches."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        return match_file(file, out, say=in_words)
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(str(file.name), total=1.0)

        def tell(step: str, share: float) -> None:
            bar.update(task, completed=share)

        return match_file(file, out, say=in_words, progress=tell)


def _as_json(summary: dict) -> str:
    return json.dumps(summary, ensure_ascii=False)


def _sentence(summary: dict, out: Path) -> str:
    said = _("%(rows)s records are %(people)s people; %(seconds)s s. Written to %(out)s.")
    return said % (summary | {"out": out})
