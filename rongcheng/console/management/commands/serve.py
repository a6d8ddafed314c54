"""Serve the platform: the web server and the worker for background jobs, as one process group."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command

from rongcheng.console.management.commands.prepare import once
from rongcheng.people.services.ledgers import recover_interrupted


class Command(BaseCommand):
    help = "Serve the platform (web pages, API, background jobs) until Ctrl-C."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on.")
        parser.add_argument("--port", type=int, default=8000, help="Port to listen on.")
        parser.add_argument("--workers", type=int, default=2, help="Web processes.")
        parser.add_argument("--demo", action="store_true", help="Fill the demonstration first.")
        parser.add_argument("--pack", help="Jurisdiction of the demonstration.")
        parser.add_argument("--people", type=int, help="Size of the demonstration.")

    def handle(self, *args, **options) -> None:
        host, port = options["host"], options["port"]
        self._port_must_be_free(host, port)
        call_command("prepare")
        self._collect_static()
        if options["demo"]:
            call_command("demo", pack=options["pack"], people=options["people"])
        recover_interrupted()
        children = [self._web(host, port, options["workers"])]
        try:
            self._announce(host, port, children[0], demo=options["demo"])
            children.append(self._worker())  # after the pages, which somebody waits for
            self._watch(children)
        finally:
            self._end(children)

    def _collect_static(self) -> None:
        found = [
            Path(storage.path(path))
            for finder in get_finders()
            for path, storage in finder.list([])
        ]

        def collect() -> None:
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)

        made = settings.STATIC_ROOT / "staticfiles.json"
        once("static", sorted(found), collect, made.exists())

    def _port_must_be_free(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} cannot be used ({error.strerror}): another program listens "
                    f"there. Choose another one: make demo PORT={port + 1}"
                ) from None

    def _web(self, host: str, port: int, workers: int) -> subprocess.Popen:
        return _spawn(
            Path(sys.executable).parent / "granian", "--interface", "wsgi", "--host", host,
            "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
            "--workers-kill-timeout", "3s", "--no-access-log", "--log-level", "warning",
            "rongcheng.wsgi:application",
        )  # fmt: skip

    def _worker(self) -> subprocess.Popen:
        return _spawn(
            "nice", "-n", "10",  # visitors go before background jobs
            sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency=2",
        )  # fmt: skip

    def _announce(self, host: str, port: int, web: subprocess.Popen, *, demo: bool) -> None:
        for _ in range(300):
            if web.poll() is not None:
                raise CommandError("The web server ended at once; its message stands above.")
            with socket.socket() as probe:
                if probe.connect_ex((host, port)) == 0:
                    break
            time.sleep(0.1)
        self.stdout.write(f"\n融城 Rongcheng: http://{host}:{port}/  workers")
        self.stdout.write(f"                http://{host}:{port}/console/  staff")
        self.stdout.write(f"                http://{host}:{port}/api/docs  programs")
        if demo:
            self._print_accounts()
        self.stdout.write("Ctrl-C ends it.\n")
        self.stdout.flush()

    def _print_accounts(self) -> None:
        import json

        path = settings.DATA_DIR / "demo-accounts.json"
        accounts = json.loads(path.read_text())
        self.stdout.write(f"\nAccounts (also in {path}):")
        columns = ("username", "password", "role", "office")
        widths = [max(len(str(one[c])) for one in accounts) for c in columns[:-1]]
        for one in accounts:
            cells = [str(one[c]).ljust(w) for c, w in zip(columns, widths, strict=False)]
            self.stdout.write("  " + "  ".join([*cells, str(one["office"])]))
        self.stdout.write(
            f"\nLedgers to try: {settings.DATA_DIR / 'ledgers'}\n"
            "What to try first: README.md. A worker's code is shown on the page.\n"
        )

    def _watch(self, children: list[subprocess.Popen]) -> None:
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        raise CommandError("A part of the server ended by itself; its message stands above.")

    def _end(self, children: list[subprocess.Popen]) -> None:
        """Ask each part to end; whatever of it is still there after that is ended hard."""
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in children:
            try:
                child.wait(timeout=8)
            except subprocess.TimeoutExpired:
                pass
            try:
                os.killpg(child.pid, signal.SIGKILL)  # the group is the child's own, see _spawn
            except ProcessLookupError:
                pass
            child.wait()


def _spawn(*command: object) -> subprocess.Popen:
    """A child in its own process group, so that Ctrl-C reaches us first and we end it in order."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "rongcheng.settings",
        "RONGCHENG_DATA": str(settings.DATA_DIR),  # it may be given from where we stand
        "RONGCHENG_PACKS": str(settings.PACKS_DIR),
    }
    return subprocess.Popen(
        [str(part) for part in command],
        env=environment,
        cwd=settings.BASE_DIR,
        start_new_session=True,
    )
