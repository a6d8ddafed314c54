"""In which part somebody acts on an application: the one place that decides it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can, Role
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import Actor, System
from rongcheng.core.errors import Conflict, NotAllowed
from rongcheng.places.codes import LEVELS, level_of

from .events import DEAD, TABLE, Stage, Who
from .handling import handling_at
from .models import Application, ApplicationEvent

ENTERS = frozenset({"applied", "confirmed", "checked", "amount_set"})
"""Who did one of these has a hand in the application and decides nothing further about it."""


def must(by: Actor, capability: Can) -> None:
    """Refuse an act that the actor's role does not hold; the system itself may do all."""
    if isinstance(by, System):
        return
    if not isinstance(by, Staff) or not by.can(capability):
        raise NotAllowed(_("This needs the right: %(act)s.") % {"act": capability.label})


def must_at(by: Actor, capability: Can, place: int, elsewhere: str) -> None:
    """Refuse as ``must`` does, and with ``elsewhere`` whoever's place is another one."""
    must(by, capability)
    if isinstance(by, Staff) and not scope_of(by).covers(place):
        raise NotAllowed(elsewhere)


def parts_of(by: Actor, application: Application) -> set[Who]:
    """The parts in which ``by`` may act on ``application`` as it stands; empty for a stranger."""
    if isinstance(by, System):
        return set(Who)
    if isinstance(by, Staff):
        return _staff_parts(by, application)
    person = getattr(by, "person", None)
    if person is None:
        return set()
    own = {person.pk, *person.merged.values_list("pk", flat=True)}
    mine = application.person_id in own and application.employer_id is None
    speaks = application.employer_id in getattr(by, "employer_ids", ())
    return {Who.APPLICANT} if mine or (application.employer_id and speaks) else set()


def _staff_parts(staff: Staff, application: Application) -> set[Who]:
    parts: set[Who] = set()
    covers = scope_of(staff).covers(application.place_id)
    if staff.can(Can.APPLY_FOR_OTHERS) and (
        covers or (staff.office_id and staff.office_id == application.filed_office_id)
    ):
        parts.add(Who.CLERK)
    if not covers:
        return parts
    if staff.can(Can.CHECK_BENEFITS) and _at_step(staff, application):
        parts.add(Who.CHECKER)
    if staff.can(Can.APPROVE_BENEFITS) and _approves(staff, application):
        parts.add(Who.APPROVER)
    if staff.can(Can.PAY_BENEFITS):
        parts.add(Who.PAYER)
    return parts


def _at_step(staff: Staff, application: Application) -> bool:
    """Whether the office stands at the level of the step; a higher one may do it in its place."""
    if not application.step or staff.office is None:
        return application.stage == Stage.WAITING and staff.office is not None
    own = level_of(staff.office.place_id)
    return own in LEVELS and LEVELS.index(own) <= LEVELS.index(application.step)


def _approves(staff: Staff, application: Application) -> bool:
    """Whether the role reaches the amount; a chief may sign whatever an approver may."""
    needed = handling_at(application.place_id).approver(application.amount)
    return staff.role in (needed, Role.CHIEF_APPROVER)


def had_a_hand(by: Actor, application: Application) -> bool:
    """Whether ``by`` entered this application, or checked it at another step than the present one.

    Whoever set the amount at a step, or has it before them again because it was sent back, goes on
    with that step; nobody takes two.
    """
    own = ApplicationEvent.objects.filter(
        application=application, actor=by.actor, code__in=ENTERS
    )  # fmt: skip
    if application.step:
        own = own.exclude(step=application.step, code__in=("checked", "amount_set"))
    return own.exists()


def part_for(by: Actor, application: Application, code: str) -> Who:
    """The part in which ``by`` may record an event of this kind now.

    Raises:
        NotAllowed: they have no part in which the table allows it, or would decide what they
            entered or checked themselves.
        Conflict: the application stands where this cannot happen.
    """
    kind = TABLE[code]
    held = parts_of(by, application) & kind.who
    if not held:
        raise NotAllowed(
            _("“%(act)s” is for: %(who)s, at the place and step where the application is.")
            % {"act": kind.wording, "who": "、".join(str(Who(w).label) for w in sorted(kind.who))}
        )
    if application.stage not in kind.during:
        raise Conflict(
            _("“%(act)s” is not possible now: the application is at “%(stage)s”.")
            % {"act": kind.wording, "stage": Stage(application.stage).label}
        )
    if code in FOUR_EYES and isinstance(by, Staff) and had_a_hand(by, application):
        raise NotAllowed(str(OWN_HAND))
    if code == "reopened" and (other := in_its_place(application)):
        raise Conflict(str(REPLACED) % {"number": other.number})
    if isinstance(by, System) and Who.SYSTEM in held:
        return Who.SYSTEM
    order = list(Who)
    return min(held, key=order.index)


FOUR_EYES = frozenset({"checked", "approved", "refused", "reopened", "reclaimed", "reclaim_ended"})
"""What nobody does to an application that they entered or already checked."""


OWN_HAND = gettext_lazy(
    "You entered or checked this application yourself; a colleague has to do this."
)
REPLACED = gettext_lazy(
    "It cannot be taken up again: %(number)s was made for the same benefit since."
)


def in_its_place(application: Application) -> Application | None:
    """Another application for the same benefit, subject and period that is not over in vain."""
    same = Application.objects.filter(
        rule=application.rule, subject=application.subject, key=application.key,
        period=application.period,
    )  # fmt: skip
    return same.exclude(pk=application.pk).exclude(stage__in=DEAD).first()


def possible(by: Actor, application: Application) -> set[str]:
    """The kinds of event that ``by`` may record on ``application`` now; pages offer just these."""
    return offered(by, application)[0]


def offered(by: Actor, application: Application) -> tuple[set[str], str]:
    """What ``by`` may record now, and in words what keeps them from what is theirs otherwise."""
    held = parts_of(by, application)
    found = {
        code for code, kind in TABLE.items() if held & kind.who and application.stage in kind.during
    }
    if application.path and application.step == application.path[0]:
        found.discard("sent_down")  # there is no step before
    if found & FOUR_EYES and isinstance(by, Staff) and had_a_hand(by, application):
        return found - FOUR_EYES, str(OWN_HAND)
    if "reopened" in found and (other := in_its_place(application)):
        return found - {"reopened"}, str(REPLACED) % {"number": other.number}
    return found, ""
