"""Statements of people and employers about themselves, kept with who said so and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Refusal
from rongcheng.rulekit.facts import Subject
from rongcheng.rulekit.frozen import plain
from rongcheng.rulekit.nodes import Value
from rongcheng.rules.models import Answer
from rongcheng.rules.queries.answers import newest


@transaction.atomic
def state(
    *, by: Actor, subject: Subject, key: int | str, said: Mapping[str, Value],
    since: date | None = None, place: int | None = None,
) -> list[Answer]:  # fmt: skip
    """Keep what a subject says of itself; what it said before stays readable.

    Args:
        said: facts of the dictionary that are asked for, with values of their types.
        since: from which day it is so; today if not given.
        place: for the audit trail.

    Returns:
        The statements that are new; saying the same again keeps nothing.

    Raises:
        Refusal: a fact is not in the dictionary, or the registry knows it from its records.
    """
    for name in said:
        if name not in subject.facts or subject.facts[name].source != "asked":
            raise Refusal(_("“%(name)s” is not a fact that can be stated.") % {"name": name})
    since = since or timezone.localdate()
    known = newest(subject, key, since)
    kept = Answer.objects.bulk_create(
        Answer(
            subject=subject.name, key=str(key), fact=name, value=plain(value), since=since,
            stated_by=by.actor, stated_by_name=by.actor_name,
        )
        for name, value in said.items()
        if name not in known or known[name].value != plain(value)
    )  # fmt: skip
    if kept:
        facts = [answer.fact for answer in kept]
        record("rules.stated", by=by, place=place, about=subject.name, key=str(key),
               facts=facts)  # fmt: skip
    return kept


@transaction.atomic
def confirm(*, by: Staff, answers: list[Answer], place: int | None = None) -> None:
    """Note that an office compared statements with their papers."""
    for answer in answers:
        answer.checked_by, answer.checked_at = by.actor_name, timezone.now()
        answer.save(update_fields=["checked_by", "checked_at"])
    facts = [answer.fact for answer in answers]
    record("rules.statement_checked", by=by, place=place, facts=facts)
