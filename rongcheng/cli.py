"""The one program, ``rongcheng``: its subcommands are Django management commands.

``rongcheng ledger check FILE`` runs the command ``ledger_check``; a one-word command runs as it is.
"""

from __future__ import annotations

import os
import signal
import sys

NEED_NO_DATABASE = {
    "messages", "frontend", "collectstatic", "openapi", "people_match", "version",
    "appeals_train", "appeals_evaluate", "appeals_classify", "packs_check",
}  # fmt: skip
NEED_NO_PACKS = {"messages", "frontend", "collectstatic", "version", "backup", "audit_verify"}
PREPARE_THEMSELVES = {"prepare", "serve", "demo", "restore", "migrate", "makemigrations"}


def command_name(argv: list[str], known: set[str]) -> list[str]:
    """``['ledger', 'check', 'x']`` becomes ``['ledger_check', 'x']`` where that command exists."""
    for words in (3, 2):
        joined = "_".join(argv[:words])
        if len(argv) >= words and joined in known:
            return [joined, *argv[words:]]
    return argv


def _our_commands() -> dict[str, str]:
    from django.core.management import get_commands

    return {name: app for name, app in get_commands().items() if app.startswith("rongcheng.")}


def group(argv: list[str], known: set[str]) -> str | None:
    """What is to be said of a first word that only begins commands: ``rules``, ``packs``."""
    first = argv[0]
    if first in known or not any(name.startswith(f"{first}_") for name in known):
        return None
    rest = [word for word in argv[1:] if not word.startswith("-")]
    return f"There is no command “{first} {rest[0]}”; there are:\n" if rest else ""


def _print_help(first: str = "") -> None:
    from django.core.management import load_command_class

    print(f"rongcheng {first or 'COMMAND'} … [options]     (each command has --help)\n")
    for name, app in sorted(_our_commands().items()):
        if first and not name.startswith(f"{first}_"):
            continue
        text = " ".join(str(load_command_class(app, name).help).split())
        print(f"  {name.replace('_', ' '):<24}{text.removesuffix('.')}")


def _ready(command: str) -> None:
    """A command typed on a fresh installation finds its database prepared."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.utils import DatabaseError

    from rongcheng.console.management.commands.prepare import alone

    if command in PREPARE_THEMSELVES:
        return
    with alone():  # a server that is just preparing it is waited for
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM places_place LIMIT 1")
                found = cursor.fetchone()
        except DatabaseError:
            found = None
    if not found:
        call_command("prepare")
    elif behind := _not_applied():
        sys.exit(
            f"The database is that of an earlier version ({len(behind)} changes are missing, "
            f"the first is {behind[0]}). Make a backup, then run: rongcheng prepare"
        )


def _not_applied() -> list[str]:
    """Migrations of ours that the database has not seen, by the names of their files."""
    from pathlib import Path

    from django.apps import apps
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    ours = [config for config in apps.get_app_configs() if config.name.startswith("rongcheng.")]
    there = [
        (config.label, path.stem)
        for config in ours
        for path in sorted(Path(config.path, "migrations").glob("[0-9]*.py"))
    ]
    return [f"{app}.{name}" for app, name in there if (app, name) not in applied]


def _packs_there(command: str) -> None:
    """Say it plainly where the folder of the packs cannot be used, before anything is begun."""
    from django.conf import settings

    from rongcheng.agencies.packs import PackError, must_be_there

    if command in NEED_NO_PACKS:
        return
    try:
        must_be_there(settings.PACKS_DIR)
    except PackError as error:
        sys.exit(str(error))


def _run(argv: list[str]) -> None:
    """Run a command; ours are named in their help as they are typed, ``rongcheng packs check``."""
    from django.core.management import execute_from_command_line, load_command_class

    app = _our_commands().get(argv[0])
    if app is None:
        execute_from_command_line(["rongcheng", *argv])
        return
    typed = argv[0].replace("_", " ")
    load_command_class(app, argv[0]).run_from_argv(["rongcheng", typed, *argv[1:]])


def _stop_cleanly(*_: object) -> None:
    raise SystemExit(143)


def main() -> None:
    """Set Django up, hold the embedded database while the command runs, and run it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rongcheng.settings")
    import django
    from django.conf import settings
    from django.core.management import get_commands

    django.setup()
    argv = command_name(sys.argv[1:], set(get_commands()))
    if not argv or argv[0] in {"help", "--help", "-h"}:
        _print_help()
        return
    wrong = group(argv, set(_our_commands()))
    if wrong is not None:
        print(wrong, end="", file=sys.stderr)
        _print_help(argv[0])
        sys.exit(2 if wrong else 0)
    _packs_there(argv[0])
    signal.signal(signal.SIGTERM, _stop_cleanly)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell had it ignored
    server = None if argv[0] in NEED_NO_DATABASE else settings.EMBEDDED
    try:
        if server:
            server.start()
        if argv[0] not in NEED_NO_DATABASE and not {"--help", "-h"} & set(argv):
            _ready(argv[0])
        _run(argv)
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        if server:
            server.stop()


if __name__ == "__main__":
    main()
