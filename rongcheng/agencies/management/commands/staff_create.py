"""``rongcheng staff create``: an account from the command line, above all the first one."""

import getpass
import json
import sys

from django.core.management.base import BaseCommand, CommandError

from rongcheng.agencies.models import Office
from rongcheng.agencies.roles import Role
from rongcheng.agencies.services import create_staff, new_password
from rongcheng.audit.services import System
from rongcheng.core.errors import Refusal


class Command(BaseCommand):
    help = "Add an account, such as the first system administrator of an installation"

    def add_arguments(self, parser):
        parser.add_argument("--username", required=True)
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--office", type=int, help="number of the office they work in")
        parser.add_argument(
            "--ask", action="store_true", help="ask for the password instead of making one"
        )
        parser.add_argument("--second-factor", action="store_true", help="require a second factor")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args, **options):
        office = self._office(options["office"])
        password = self._ask() if options["ask"] else new_password()
        try:
            made = create_staff(
                by=System("rongcheng staff create"), username=options["username"],
                full_name=options["name"], role=options["role"], office=office, password=password,
                second_factor_required=options["second_factor"],
                must_change_password=not options["ask"],
            )  # fmt: skip
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        answer = {"id": made.pk, "username": made.username, "role": made.role}
        if not options["ask"]:
            answer["password"] = password
        if options["json"]:
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(f"Account {made.username} ({made.get_role_display()}) is made.")
            if not options["ask"]:
                self.stdout.write(f"First password, to be replaced at the first log-in: {password}")

    def _office(self, number: int | None) -> Office | None:
        if number is None:
            return None
        try:
            return Office.objects.get(pk=number)
        except Office.DoesNotExist:
            raise CommandError(
                f"There is no office number {number}; add one: rongcheng office create."
            ) from None

    def _ask(self) -> str:
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        first, again = getpass.getpass("Password: "), getpass.getpass("Password again: ")
        if first != again:
            raise CommandError("The two passwords differ; nothing was made.")
        return first
