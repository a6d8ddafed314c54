"""Backups: the database and the uploads in one archive, the keys in a file of their own.

Numbers in the archive are sealed, so the archive alone tells nobody's ID; keep the two files apart.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from rongcheng import __version__
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.embedded import wheel_programs


def back_up(target: Path) -> dict[str, object]:
    """Write ``target`` (a tar file) and ``target.keys``; both appear whole or not at all.

    Returns:
        What was saved: ``file, keys, bytes, persons``.

    Raises:
        Refusal: the target exists, or its folder does not.
    """
    keys = target.with_name(target.name + ".keys")
    for path in (target, keys):
        if path.exists():
            raise Refusal(f"{path} exists already; a backup never overwrites. Name another file.")
    if not target.parent.is_dir():
        raise Refusal(f"The folder {target.parent} does not exist; make it first.")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        draft = Path(folder) / "draft.tar"
        dump = Path(folder) / "database.dump"
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
        about = Path(folder) / "about.json"
        about.write_text(json.dumps(_about()))
        with tarfile.open(draft, "w") as archive:
            archive.add(about, "about.json")
            archive.add(dump, "database.dump")
            if Path(settings.UPLOAD_DIR).is_dir():
                archive.add(settings.UPLOAD_DIR, "uploads")
        os.chmod(draft, 0o600)
        shutil.copyfile(settings.DATA_DIR / "keys.json", Path(folder) / "keys")
        os.chmod(Path(folder) / "keys", 0o600)
        (Path(folder) / "keys").replace(keys)
        draft.replace(target)
    size = target.stat().st_size
    return {"file": str(target), "keys": str(keys), "bytes": size, "persons": _persons()}


def restore(source: Path, keys: Path, *, replace: bool = False) -> dict[str, object]:
    """Bring a backup back into this installation's database, uploads and keys.

    Args:
        replace: throw away what the database holds now.

    Raises:
        Refusal: a file is missing or is no backup.
        Conflict: the database holds persons and ``replace`` was not asked for.
    """
    for path in (source, keys):
        if not path.is_file():
            raise Refusal(f"There is no file {path}; a backup is two files, FILE and FILE.keys.")
    if _persons() and not replace:
        raise Conflict(
            f"The database holds {_persons()} persons. Restore into an empty installation, "
            "or say --replace to throw them away."
        )
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        about = _unpack(source, Path(folder))
        connection.close()
        _run(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
            "--exit-on-error", f"--dbname={_database()['NAME']}", f"{folder}/database.dump",
        )  # fmt: skip
        uploads = Path(folder) / "uploads"
        if uploads.is_dir():
            shutil.rmtree(settings.UPLOAD_DIR, ignore_errors=True)
            shutil.copytree(uploads, settings.UPLOAD_DIR)
    here = settings.DATA_DIR / "keys.json"
    if here.read_bytes() != keys.read_bytes():
        here.replace(here.with_name(f"keys.before-{datetime.now(UTC):%Y%m%d%H%M%S}.json"))
        shutil.copyfile(keys, here)
        os.chmod(here, 0o600)
    return {"file": str(source), "made": about["made"], "persons": _persons()}


def _unpack(source: Path, folder: Path) -> dict[str, str]:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        return json.loads((folder / "about.json").read_text())
    except (tarfile.TarError, OSError, ValueError) as error:
        raise Refusal(f"{source} is not a backup of this program, or it is damaged.") from error


def _about() -> dict[str, str]:
    return {"version": __version__, "made": datetime.now(UTC).isoformat()}


def _persons() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('people_person') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SELECT count(*) FROM people_person")
        return cursor.fetchone()[0]


def _database() -> dict[str, str]:
    return settings.DATABASES["default"]


def _run(program: str, *arguments: str) -> None:
    where = _database()
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {env: str(where[key]) for env, key in names.items() if where.get(key)}
    environment = os.environ | given | {"PGDATABASE": str(where["NAME"])}
    done = subprocess.run(
        [str(wheel_programs() / program), *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Refusal(f"{program} failed: {done.stderr.strip()[-500:]}")
