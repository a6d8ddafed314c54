"""Hand-overs of somebody's reach: what came to their office, and what it waits for."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.events import OPEN as APPEAL_OPEN
from rongcheng.appeals.models import Appeal, AppealEvent, Handover
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.queries.scope import NotFound, visible_appeals
from rongcheng.appeals.words import said

OPEN = (Handover.State.SENT, Handover.State.TAKEN)


def handovers(staff: Staff, *, which: str = "", everything: bool = False) -> QuerySet[Handover]:
    """Hand-overs of appeals that ``staff`` may see, those due first.

    Args:
        which: ``to_us``, ``from_us`` or ``came_back``; empty: all of the reach.
        everything: those that were answered too, newest first.
    """
    found = Handover.objects.filter(appeal__in=visible_appeals(staff).values("pk"))
    if which == "to_us":
        found = found.filter(office=staff.office_id) if staff.office_id else found.none()
    elif which == "from_us":
        found = found.filter(from_office=staff.office_id) if staff.office_id else found.none()
    elif which == "came_back":
        found, everything = _unread(found, staff), True
    found = found.select_related("appeal", "appeal__place", "office", "from_office")
    if everything:
        return found.order_by("-sent_at")
    return found.filter(state__in=OPEN).order_by("due_at", "sent_at")


def waiting(staff: Staff) -> QuerySet[Handover]:
    """Requests that wait for the office of ``staff``; none for those who do not handle appeals."""
    if not staff.can(Can.HANDLE_APPEALS):
        return Handover.objects.none()
    return handovers(staff, which="to_us")


def came_back(staff: Staff) -> QuerySet[Handover]:
    """Answers that the office of ``staff`` has not acted on; none for who does not handle."""
    if not staff.can(Can.HANDLE_APPEALS):
        return Handover.objects.none()
    return handovers(staff, which="came_back")


def _unread(found: QuerySet[Handover], staff: Staff) -> QuerySet[Handover]:
    """Those the office sent and has open, where it recorded nothing since the answer came."""
    since = AppealEvent.objects.filter(
        appeal=OuterRef("appeal"), office=OuterRef("from_office"), at__gte=OuterRef("answered_at")
    )
    mine = found.filter(
        from_office=staff.office_id, appeal__holder=F("from_office"),
        appeal__stage__in=APPEAL_OPEN,
    )  # fmt: skip
    return mine.exclude(answered_at=None).filter(~Exists(since))


def handover_for(staff: Staff, pk: int) -> Handover:
    """One hand-over.

    Raises:
        NotFound: there is none among those of the reach.
    """
    found = handovers(staff, everything=True).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no hand-over %(n)s among those you may see.") % {"n": pk})
    return found


def step_of(handover: Handover) -> str:
    """The step that is due, with its clause, in the reader's language; empty if there is none."""
    procedure = rules_for(handover.appeal.place_id).procedures.get(handover.to)
    for step in procedure.steps if procedure else ():
        if step.id == handover.step:
            return f"{said(step.names)}（{step.clause}）"
    return ""


def of_appeal(appeal: Appeal) -> QuerySet[Handover]:
    """The hand-overs of one appeal, newest first."""
    return appeal.handovers.select_related("office", "from_office", "bundle").order_by("-sent_at")
