"""A demonstration taken away again, with everything that was done to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from rongcheng.audit.models import Event
from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict
from rongcheng.people.models import Person

from .load import ACT

CLEARED = "people.clear_demonstration"


def filled_event() -> Event | None:
    """The event of the demonstration that is in the registry, if there is one."""
    last = Event.objects.filter(act__in=(ACT, CLEARED)).order_by("-id").first()
    return last if last and last.act == ACT and Person.objects.exists() else None


@transaction.atomic
def clear(*, by: Actor, also: Sequence[type[Model]] = ()) -> None:
    """Empty the registry of a demonstration.

    Args:
        also: what other parts keep that names no person, such as employers.

    Raises:
        Conflict: the registry was not filled by a demonstration, so it may hold real people.
    """
    found = filled_event()
    if found is None:
        if Person.objects.exists():
            raise Conflict(
                "The registry was not filled by a demonstration, so it is not emptied. "
                "Use another data folder (RONGCHENG_DATA) or database for the demonstration."
            )
        return
    models = [*apps.get_app_config("people").get_models(), *also]
    tables = ", ".join(model._meta.db_table for model in models)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # what other parts keep about these people (consents) goes with them
        cursor.execute(f"TRUNCATE {tables} CASCADE")
    record(CLEARED, by=by, place=found.place, **found.detail)
