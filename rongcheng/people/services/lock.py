"""One writer at a time where it counts."""

from __future__ import annotations

from django.db import connection

REGISTRY_LOCK = 7301


def alone_in_registry() -> None:
    """Wait until nobody else matches against the registry, then be alone until the commit.

    Without it, two channels at once could each enter the same new person.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTRY_LOCK])
