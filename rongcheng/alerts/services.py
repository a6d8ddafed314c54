"""Raising warnings, taking them up, closing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.alerts.models import Alert
from rongcheng.alerts.queries import alert_for
from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import NotAllowed, Refusal


@dataclass(frozen=True)
class Warning:
    """What a rule found: ``level`` 1 blue … 4 red, ``rows`` what it counts, ``facts`` for words.

    There is one open alert for each ``rule`` and ``key``; ``title`` is the code of a wording.
    """

    rule: str
    key: str
    level: int
    place: int
    title: str
    about: str
    facts: dict[str, Any]
    rows: list[Any]
    due_at: datetime | None = None


@transaction.atomic
def raise_alert(*, by: Actor, warning: Warning) -> Alert:
    """Raise a warning, or bring the open one about the same thing up to date.

    Returns:
        The alert; its level rises with the warning's and never falls by itself, and
        ``heightened_at`` is when it last rose.
    """
    now, trace = timezone.now(), f"{warning.rule} {warning.level}"
    said = {
        "about": warning.about, "facts": warning.facts, "rows": warning.rows,
        "title": warning.title,
    }  # fmt: skip
    alert, new = Alert.objects.select_for_update().get_or_create(
        rule=warning.rule, key=warning.key, state__in=(Alert.State.OPEN, Alert.State.TAKEN),
        defaults={"place_id": warning.place, "level": warning.level, "raised_at": now,
                  "due_at": warning.due_at, "state": Alert.State.OPEN, **said},
    )  # fmt: skip
    if new:
        record("alerts.raised", by=by, subject=alert, place=warning.place, rule=trace)
        return alert
    if warning.level > alert.level:
        alert.level, alert.heightened_at = warning.level, now
        alert.due_at = warning.due_at or alert.due_at
        record("alerts.heightened", by=by, subject=alert, place=warning.place, rule=trace)
    for name, value in said.items():
        setattr(alert, name, value)
    alert.save()
    return alert


@transaction.atomic
def take_up(*, by: Staff, alert: Alert) -> Alert:
    """Somebody of the place acts on it; the stream shows who.

    Raises:
        Refusal: it is closed already.
    """
    _must_act(by, alert)
    if alert.state == Alert.State.CLOSED:
        raise Refusal(_("This warning is closed already."))
    alert.state, alert.taken_by, alert.taken_at = Alert.State.TAKEN, by, timezone.now()
    alert.save()
    record("alerts.taken", by=by, subject=alert, place=alert.place_id)
    return alert


@transaction.atomic
def close(*, by: Staff, alert: Alert, measures: str) -> Alert:
    """It is over, by what was done.

    Raises:
        Refusal: nothing is said about what was done, or it is closed already.
    """
    _must_act(by, alert)
    if alert.state == Alert.State.CLOSED:
        raise Refusal(_("This warning is closed already."))
    if not measures.strip():
        raise Refusal(_("Say what was done: a warning is not closed by itself."))
    alert.state, alert.closed_at, alert.measures = (
        Alert.State.CLOSED, timezone.now(), measures.strip(),
    )  # fmt: skip
    alert.save()
    record("alerts.closed", by=by, subject=alert, place=alert.place_id, reason=measures[:300])
    return alert


@transaction.atomic
def settle(*, by: Actor, rule: str, key: str, measures: str) -> Alert | None:
    """Close the open warning about something that was just put right elsewhere; None: none is open.

    Whoever calls it has checked that ``by`` may do what puts it right.
    """
    open_ = Alert.objects.select_for_update().filter(
        rule=rule, key=key, state__in=(Alert.State.OPEN, Alert.State.TAKEN)
    )
    alert = open_.first()
    if alert is None:
        return None
    alert.state, alert.closed_at = Alert.State.CLOSED, timezone.now()
    alert.measures = measures
    alert.save()
    record("alerts.closed", by=by, subject=alert, place=alert.place_id, reason=measures[:300])
    return alert


def _must_act(by: Staff, alert: Alert) -> None:
    if not by.can(Can.ACT_ON_ALERTS):
        raise NotAllowed(_("Your role does not act on warnings."))
    if not scope_of(by).covers(alert.place_id):
        raise NotAllowed(_("This warning is about %(place)s.") % {"place": alert.place})
    alert_for(by, alert.pk)  # one that is kept from them is not there for them
