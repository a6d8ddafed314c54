"""Appeals that other systems file, each exactly once for one key."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.services.filing import Filing, file_appeal
from rongcheng.exchange.models import Submission
from rongcheng.people.models import Person
from rongcheng.people.queries.search import search
from rongcheng.people.services.statement_checks import InvalidValues, clean_values

from .registering import digest_of, must_be_the_same

NUMBERS = ("phone", "id_number")


@transaction.atomic
def file_once(*, by: Staff, values: dict[str, Any], key: str = "") -> Appeal:
    """File an appeal; the same ``key`` with the same values does so once and gives the same.

    Args:
        values: as in ``AppealIn``; the ID number only finds the person and is not kept.

    Raises:
        Conflict: the key was used with other values.
        InvalidValues: phone, ID number or category cannot be.
        Refusal, NotAllowed: as in ``file_appeal``.
    """
    if not key:
        return file_appeal(by=by, filing=_filing(by, values))
    digest = digest_of(values)
    # a second request with the key waits here until the first has committed
    made, is_new = Submission.objects.get_or_create(staff=by, key=key, defaults={"digest": digest})
    must_be_the_same(made, digest)
    if is_new:
        made.appeal_number = file_appeal(by=by, filing=_filing(by, values)).number
        made.outcome = "new"
        made.save(update_fields=["appeal_number", "outcome"])
    return Appeal.objects.get(number=made.appeal_number)


def _filing(by: Staff, values: dict[str, Any]) -> Filing:
    given = dict(values)
    numbers = {name: given.pop(name, "") for name in NUMBERS}
    stated = {name: value for name, value in numbers.items() if value}
    clean = clean_values(stated, partial=True) if stated else {}
    category = given.get("category")
    place = given.get("event_place") or given.get("home_place") or 0
    if category and category not in rules_for(place).categories:
        raise InvalidValues(
            {"category": _("There is no category “%(c)s”; see the codes.") % {"c": category}}
        )
    person = _person(by, clean.get("id_number"), given.get("name", ""))
    return Filing(
        **given, channel=Appeal.Channel.API, person=person, phone=clean.get("phone") or None
    )


def _person(by: Staff, id_number: str | None, name: str) -> Person | None:
    """The holder of an ID number, among those whom ``by`` may see.

    Raises:
        InvalidValues: they have another name: filing for the wrong person would show it to them.
    """
    if not id_number:
        return None
    found = search(by, id_number, 1).persons
    if not found:
        return None
    if name and found[0].name != name:
        raise InvalidValues(
            {"id_number": _("The registry knows this ID number under another name than “%(n)s”.")
             % {"n": name}}
        )  # fmt: skip
    return found[0]
