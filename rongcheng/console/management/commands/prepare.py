"""Bring the database to the state that this version of the program needs."""

from __future__ import annotations

import psycopg
from django.conf import settings
from django.core.management import BaseCommand, call_command
from psycopg import sql

from rongcheng.audit.services import System
from rongcheng.places.services import load_places


class Command(BaseCommand):
    help = "Create the database if missing, migrate it, load the places of the country."

    def handle(self, *args, **options) -> None:
        create_database()
        call_command("migrate", interactive=False, verbosity=0)
        load_places(by=System())  # quick and silent where nothing changed


def create_database() -> None:
    """Create the configured database on the embedded server; a server of your own has one."""
    if not settings.EMBEDDED:
        return
    wanted = settings.DATABASES["default"]
    with psycopg.connect(
        host=wanted["HOST"], user=wanted["USER"], dbname="postgres", autocommit=True
    ) as link:
        found = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [wanted["NAME"]])
        if not found.fetchone():
            link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(wanted["NAME"])))
