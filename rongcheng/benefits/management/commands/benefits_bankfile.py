"""``rongcheng benefits bankfile``: the file of a signed batch, written for the bank."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.agencies.models import Staff
from rongcheng.benefits.queries.money import batch_for
from rongcheng.benefits.services import paying
from rongcheng.core.errors import Refusal


def officer(username: str) -> Staff:
    """Who acts; a file with account numbers is never fetched by nobody.

    Raises:
        CommandError: there is no such account.
    """
    found = Staff.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no account {username}; give a finance officer's with --by.")
    return found


class Command(BaseCommand):
    help = "Write the bank file of a signed payment batch; it holds full account numbers"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", help="number of the batch, such as P26110300012")
        parser.add_argument("--by", required=True, help="account of the finance officer who acts")
        parser.add_argument("--out", type=Path, help="file to write, else its own name, here")

    def handle(self, *args: Any, **options: Any) -> None:
        by = officer(options["by"])
        try:
            name, content = paying.fetch(by=by, batch=batch_for(by, options["batch"]))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        path = options["out"] or Path(name)
        path.touch(mode=0o600)
        path.write_bytes(content)
        self.stdout.write(f"{path}: {len(content)} bytes, readable by you only")
