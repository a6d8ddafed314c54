"""Where an application stands, in one sentence that its applicant understands."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rongcheng.agencies.models import Office
from rongcheng.agencies.roles import Role
from rongcheng.core.workdays import LOCAL
from rongcheng.places.codes import COUNTY, LEVELS, at_level, level_of
from rongcheng.places.gazetteer import Gazetteer
from rongcheng.web import formats

from .events import Stage
from .handling import handling_at
from .models import Application, Clawback
from .words import place_named

S = Stage
DESKS = (Office.Kind.VILLAGE, Office.Kind.TOWNSHIP, Office.Kind.EMPLOYMENT, Office.Kind.HRSS)
DECIDED_AT = COUNTY


def holding_place(application: Application) -> int:
    """The place whose office has it now: that of its step, else the county that decides."""
    level = application.step or DECIDED_AT
    own = level_of(application.place_id)
    if own in LEVELS and LEVELS.index(own) < LEVELS.index(level):
        return application.place_id
    return at_level(application.place_id, level)


def holder(application: Application) -> str:
    """Who has it now: the office that checks there, or the place's name where none is kept."""
    place = holding_place(application)
    offices = Office.objects.filter(place_id=place, kind__in=DESKS, valid_to=None)
    order = {str(kind): n for n, kind in enumerate(DESKS)}
    found = min(offices, key=lambda office: (order[office.kind], office.pk), default=None)
    return found.name if found else place_named(place)


def days_left(application: Application, now: datetime) -> int | None:
    """Working days that the present step still has; negative once it is over, None: no clock."""
    if application.due_at is None:
        return None
    calendar = handling_at(application.place_id).calendar
    today = now.astimezone(LOCAL).date()
    last = (application.due_at - timedelta(seconds=1)).astimezone(LOCAL).date()
    if last < today:
        return -calendar.workdays_between(last, today)
    return calendar.workdays_between(today, last)


def sentence(application: Application, now: datetime, office: str = "") -> str:
    """Where it is, who has it and how long that may still take.

    Args:
        office: who has it (``holder``); the name of the place where it is not given.
    """
    office = office or Gazetteer.load().name(holding_place(application))
    last = application.due_at - timedelta(seconds=1) if application.due_at else None
    amount = _owed(application) if application.stage == S.RECOVERY else application.amount
    words = {
        "office": office, "day": formats.day(last) if last else "",
        "over": formats.day(application.ended_at) if application.ended_at else "",
        "amount": formats.yuan(amount) if amount else _("the money"),
        "ends": (application.account or "")[-4:],
    }  # fmt: skip
    where = WHERE[Stage(application.stage)]() % words
    if application.stage in TIMED and (time := left(application, now)):
        return _("%(where)s; %(time)s.") % {"where": where, "time": time}
    return _("%(where)s.") % {"where": where}


def _owed(application: Application) -> int | None:
    """What has to be paid back, in fen; it may be less than what was paid."""
    found = application.clawbacks.filter(state=Clawback.State.OPEN)
    return found.values_list("amount", flat=True).first()


def left(application: Application, now: datetime) -> str:
    """How many working days are left, in words."""
    days = days_left(application, now)
    if days is None:
        return ""
    if days < 0:
        return ngettext(
            "it is %(n)d working day late", "it is %(n)d working days late", -days
        ) % {"n": -days}  # fmt: skip
    if days == 0:
        return _("today is the last day")
    return ngettext(
        "%(n)d working day is left", "%(n)d working days are left", days
    ) % {"n": days}  # fmt: skip


TIMED = frozenset({S.REVIEW, S.APPROVAL, S.PAYABLE})
WHERE = {
    S.OFFERED: lambda: _("You may get this without applying: say by %(day)s whether you want it"),
    S.REVIEW: lambda: _("%(office)s is checking it"),
    S.WAITING: lambda: _("%(office)s waits for papers from you, until %(day)s"),
    S.APPROVAL: lambda: _("It was checked; the approver of %(office)s decides"),
    S.NOTICE: lambda: _("Approved, and on public notice until %(day)s"),
    S.PAYABLE: lambda: _("Approved; %(office)s now has %(amount)s paid to you"),
    S.PAYING: lambda: _("The bank is transferring %(amount)s to your account"),
    S.BOUNCED: lambda: _("The bank sent the money back: please put your account right"),
    S.PAID: lambda: _("%(amount)s was paid to the account that ends in %(ends)s on %(over)s"),
    S.GRANTED: lambda: _("Granted on %(over)s"),
    S.RECOVERY: lambda: _("%(amount)s was paid wrongly and has to be paid back, as you read below"),
    S.RECOVERED: lambda: _("Paid back in full on %(over)s"),
    S.REFUSED: lambda: _("Refused on %(over)s; below you read why"),
    S.WITHDRAWN: lambda: _("You withdrew it on %(over)s"),
    S.ENDED: lambda: _("What was granted ended on %(over)s"),
    S.LAPSED: lambda: _("Nobody said yes to it by %(over)s, so it lapsed"),
}  # fmt: skip
"""Stage to its words, looked up when asked because the reader's language is known only then."""


# --- for staff -----------------------------------------------------------------------------------


def next_step(application: Application, objections: int = 0) -> str:
    """What has to happen next and whose turn it is, for staff; empty where it is over.

    Args:
        objections: how many against its public notice nobody has settled yet.
    """
    stage = Stage(application.stage)
    if stage == S.NOTICE and objections:
        return _("An objection is open: the approver settles it, then it goes on.")
    words = NEXT.get(stage)
    if words is None:
        return ""
    last = application.due_at - timedelta(seconds=1) if application.due_at else None
    role = Role(handling_at(application.place_id).approver(application.amount))
    deciding = stage == S.APPROVAL  # approvers sit in any office of their place
    office = place_named(holding_place(application)) if deciding else holder(application)
    return words() % {
        "office": office, "role": role.label,
        "day": formats.day(last) if last else _("further notice"),
    }  # fmt: skip


NEXT = {
    S.OFFERED: lambda: _("Waits for the person's yes until %(day)s; then it goes to its checks."),
    S.REVIEW: lambda: _("Next: %(office)s checks it and passes it on."),
    S.WAITING: lambda: _("Waits for the applicant's papers until %(day)s; then it comes back."),
    S.APPROVAL: lambda: _("Next: the %(role)s of %(office)s decides."),
    S.NOTICE: lambda: _("On public notice until %(day)s; without an objection it goes on by "
                        "itself."),
    S.PAYABLE: lambda: _("Next: the finance officer puts it into a payment batch."),
    S.PAYING: lambda: _("With the bank: the finance officer reads in its answer."),
    S.BOUNCED: lambda: _("Waits for another bank account, from the applicant or a desk."),
    S.RECOVERY: lambda: _("To be paid back: see the clawback for instalments and receipts."),
}  # fmt: skip
