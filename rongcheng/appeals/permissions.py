"""In which part somebody acts on an appeal: the one place that decides it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import Actor, System
from rongcheng.core.errors import Conflict, NotAllowed

from .barring import is_kept_from
from .events import TABLE, Stage, Who
from .models import Appeal, Assignment


def parts_of(by: Actor, appeal: Appeal) -> set[Who]:
    """The parts in which ``by`` may act on ``appeal``; empty for a stranger.

    Whose office has an appeal does not supervise it as well; the level above does.
    """
    if isinstance(by, System):
        return set(Who)
    if isinstance(by, Staff):
        return _staff_parts(by, appeal)
    person = getattr(by, "person", None)
    theirs = person is not None and appeal.person_id in {person.pk, *_merged(person)}
    return {Who.WORKER} if theirs or getattr(by, "appeal_id", None) == appeal.pk else set()


def _merged(person: object) -> list[int]:
    return list(person.merged.values_list("pk", flat=True))  # type: ignore[attr-defined]


def _staff_parts(staff: Staff, appeal: Appeal) -> set[Who]:
    parts: set[Who] = set()
    if is_kept_from(staff.office, appeal):
        return parts
    covers = scope_of(staff).covers(appeal.place_id)
    if staff.can(Can.HANDLE_APPEALS) and staff.office_id:
        if appeal.holder_id == staff.office_id:
            parts.add(Who.HOLDER)
        elif Assignment.objects.filter(
            appeal=appeal, office=staff.office_id, ended_at=None
        ).exists():
            parts.add(Who.HELPER)
    if covers and staff.can(Can.DISPATCH_APPEALS):
        parts.add(Who.DISPATCHER)
    if covers and staff.can(Can.SUPERVISE_APPEALS) and Who.HOLDER not in parts:
        parts.add(Who.SUPERVISOR)
    if covers and staff.can(Can.RULE_APPEALS):
        parts.add(Who.RULER)
    took = staff.office_id is not None and staff.office_id == appeal.filed_office_id
    if took and staff.can(Can.TAKE_APPEALS):
        parts.add(Who.TAKER)
    return parts


OF_THE_ANSWER = frozenset({"confirmed", "rated"})
"""What a worker says of an answer; an office does not write it down about its own work."""


def _as_whom(parts: set[Who], code: str) -> set[Who]:
    """The parts, of those that somebody has, in which an event of this kind can be recorded."""
    own_work = (
        code in OF_THE_ANSWER and parts & {Who.HOLDER, Who.HELPER} and Who.WORKER not in parts
    )
    return parts & TABLE[code].who - ({Who.TAKER} if own_work else set())


def part_for(by: Actor, appeal: Appeal, code: str) -> Who:
    """The part in which ``by`` may record an event of this kind now.

    Raises:
        NotAllowed: they have no part in which the table allows it; the message tells who may.
        Conflict: the appeal stands where this cannot happen; the message tells where.
    """
    kind, parts = TABLE[code], parts_of(by, appeal)
    held = _as_whom(parts, code)
    if not held and parts & kind.who:
        raise NotAllowed(
            _("Your office worked on this appeal; what the worker says of its answer is recorded "
              "by themselves, by another office, or by a call-back.")
        )  # fmt: skip
    if not held:
        raise NotAllowed(
            _("“%(act)s” is for: %(who)s. This appeal lies with: %(holder)s.")
            % {
                "act": kind.wording,
                "who": "、".join(str(Who(who).label) for who in sorted(kind.who)),
                "holder": appeal.holder or _("the dispatcher of %(p)s") % {"p": appeal.place},
            }
        )
    if appeal.stage not in kind.during:
        raise Conflict(
            _("“%(act)s” is not possible now: the appeal is at “%(stage)s”.")
            % {"act": kind.wording, "stage": Stage(appeal.stage).label}
        )
    if isinstance(by, System) and Who.SYSTEM in held:
        return Who.SYSTEM
    order = list(Who)
    return min(held, key=order.index)


def possible(by: Actor, appeal: Appeal) -> set[str]:
    """The kinds of event that ``by`` may record on ``appeal`` now."""
    held = parts_of(by, appeal)
    return {c for c in TABLE if _as_whom(held, c) and appeal.stage in TABLE[c].during}
