"""Bring the database to the state that this version of the program needs."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import BaseCommand, call_command
from psycopg import sql

from rongcheng.appeals import recognition
from rongcheng.audit.services import System
from rongcheng.places.gazetteer import DATA
from rongcheng.places.models import Place
from rongcheng.places.services import load_places


class Command(BaseCommand):
    help = "Create the database if missing, migrate it, load the places, train the recognition."

    def handle(self, *args, **options) -> None:
        with alone():
            create_database()
            call_command("migrate", interactive=False, verbosity=0)
            once("places", places_data(), lambda: load_places(by=System()), Place.objects.exists())
            recognition.load()  # trains it where it is not there yet, or its examples changed


@contextmanager
def alone() -> Iterator[None]:
    """One process of this installation at a time; the next waits until it is done."""
    with open(settings.DATA_DIR / "prepare.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def places_data() -> list[Path]:
    """The files that the table of places is made from."""
    return sorted(path for path in DATA.rglob("*") if path.is_file())


def once(name: str, sources: list[Path], act: Callable[[], object], done: bool) -> None:
    """Do something again only when it was never done here or its sources changed since."""
    state = " ".join(f"{p.name}:{p.stat().st_mtime_ns}:{p.stat().st_size}" for p in sources)
    digest = hashlib.sha256(state.encode()).hexdigest()
    stamp = settings.DATA_DIR / f"{name}.stamp"
    if done and stamp.exists() and stamp.read_text() == digest:
        return
    act()
    stamp.write_text(digest)


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
