"""The database that tests start from, made once and copied; and how it is emptied quickly.

Migrations and the places of the country take many seconds of work, a copy of the result none.
"""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management.commands import flush
from django.db import connection

ROOT = Path(__file__).parent.parent
KEPT = ("places_place", "django_content_type", "auth_permission", "django_migrations")
"""Reference data, which tests that commit leave alone."""


def template() -> str:
    """Name of a database with every table and the places, made where it does not exist yet.

    It is named after what it is made from, so it is made anew when that changes.
    """
    plain, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    prefix = f"template_{plain}_"
    name = prefix + _digest()
    with open(settings.DATA_DIR / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connection._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
            )
            found = {row[0] for row in cursor.fetchall()}
            if name in found:
                return name
            for old in found:
                cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        asked, test["NAME"] = test["NAME"], f"{prefix}draft"
        _fill(f"{prefix}draft")
        test["NAME"] = asked
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = plain
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{prefix}draft" RENAME TO "{name}"')
    return name


def _digest() -> str:
    """What the template is made from, as a short word."""
    made_from = [
        *sorted(ROOT.glob("rongcheng/*/migrations/*.py")),
        *sorted(ROOT.glob("rongcheng/places/data/*")),
        *(ROOT / name for name in (
            "rongcheng/places/services.py", "rongcheng/settings.py", "requirements.lock",
            "tests/database.py",
        )),
    ]  # fmt: skip
    digest = hashlib.sha256()
    for path in filter(Path.is_file, made_from):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _fill(name: str) -> None:
    """A new database called ``name``, by migrations, with the places and no trail of them."""
    from rongcheng.audit.services import System
    from rongcheng.places.services import load_places

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    with connection.cursor() as cursor:
        cursor.execute(_TRUNCATE_MAY_START_OVER)
        load_places(by=System())
        cursor.execute("TRUNCATE audit_event CASCADE")
        cursor.execute("VACUUM ANALYZE")
    connection.close()


# Tests start the audit trail over by TRUNCATE, which it refuses elsewhere.
_TRUNCATE_MAY_START_OVER = """
  CREATE OR REPLACE FUNCTION audit_start_over() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN UPDATE audit_head SET events = 0, last_hash = ''; RETURN NULL; END $$;
  DROP TRIGGER IF EXISTS audit_refuse_truncate ON audit_touched;
  CREATE OR REPLACE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_start_over();
"""

# Rows are few: deleting them costs nothing, where TRUNCATE makes files for every table. Deleting
# as a replica does runs no triggers, so neither foreign keys nor the audit trail object.
_EMPTY = """
DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOREACH name IN ARRAY ARRAY[{tables}] LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
  UPDATE audit_head SET events = 0, last_hash = '';
END $$;
"""


def empty_quickly() -> None:
    """Have Django empty the database by deleting, and leave reference data where it is."""

    def sql_flush(style, connection, **_options):
        tables = connection.introspection.django_table_names(
            only_existing=True, include_views=False
        )
        return [_EMPTY.format(tables=", ".join(f"'{t}'" for t in tables if t not in KEPT))]

    flush.sql_flush = sql_flush
    flush.emit_post_migrate_signal = lambda *args, **kwargs: None
