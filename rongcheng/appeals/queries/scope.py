"""Which appeals somebody may see, and how much of them: the one place that decides it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.barring import is_kept_from, kept_from
from rongcheng.appeals.models import Appeal, AppealEvent, Assignment, Handover
from rongcheng.core.errors import Refusal
from rongcheng.people.models import Person


class NotFound(Refusal):
    """There is no such appeal, or not for this person: both answer alike."""

    status = 404


REPLIES = ("answered", "helper_answered", "into_procedure")
"""Events with which an office's part ends and by which it stays answerable for what it wrote."""


def visible_appeals(staff: Staff) -> QuerySet[Appeal]:
    """Appeals that ``staff`` may open.

    Those their office works on or took down; and, with the right to see appeals, those that are
    answered, come from or happened in their place. Never one that is about their own office.
    """
    return Appeal.objects.filter(_reach(staff, staff.can(Can.SEE_APPEALS)), ~kept_from(staff))


def counted_appeals(staff: Staff) -> QuerySet[Appeal]:
    """The same rows for those who see figures, whether or not they may open appeals."""
    return Appeal.objects.filter(_reach(staff, staff.can(Can.SEE_FIGURES)), ~kept_from(staff))


def _reach(staff: Staff, whole_place: bool) -> Q:
    mine = Q(pk=None)
    if staff.office_id and staff.can(Can.HANDLE_APPEALS):
        parts = Assignment.objects.filter(appeal=OuterRef("pk"), office=staff.office_id)
        mine |= Q(Exists(parts)) | Q(handovers__office=staff.office_id)
    if staff.office_id and staff.can(Can.TAKE_APPEALS):
        mine |= Q(filed_office=staff.office_id)
    scope = scope_of(staff)
    if whole_place and not scope.only_own_office:
        for column in ("place_id", "home_place_id", "event_place_id"):
            mine |= Q(**{f"{column}__gte": scope.lo, f"{column}__lt": scope.hi})
    return Q(pk__in=Appeal.objects.filter(mine).values("pk"))


def may_read(staff: Staff, appeal: Appeal) -> bool:
    """Whether ``staff`` may read text, names and files of an appeal that they can see.

    Sensitive ones (minors, violence, health) are for the offices that work on it, that replied to
    it or that it was handed over to, the office that took it down, and those of its place who hold
    the right; others see that it exists.
    """
    if is_kept_from(staff.office, appeal):
        return False
    if not appeal.restricted:
        return True
    if staff.can(Can.SEE_SENSITIVE) and scope_of(staff).covers(appeal.place_id):
        return True
    works = Assignment.objects.filter(appeal=appeal, office=staff.office_id, ended_at=None)
    handed = Handover.objects.filter(appeal=appeal, office=staff.office_id)
    wrote = AppealEvent.objects.filter(appeal=appeal, code__in=REPLIES, office=staff.office_id)
    handles = staff.can(Can.HANDLE_APPEALS) and (
        works.exists() or handed.exists() or wrote.exists()
    )
    took = staff.can(Can.TAKE_APPEALS) and appeal.filed_office_id == staff.office_id
    return staff.office_id is not None and (handles or took)


def readable(staff: Staff) -> Q:
    """The same rule as a row condition for lists of visible appeals: those read in full."""
    allowed = Q(restricted=False)
    scope = scope_of(staff)
    if staff.can(Can.SEE_SENSITIVE):
        allowed |= Q(place_id__gte=scope.lo, place_id__lt=scope.hi)
    if staff.office_id and staff.can(Can.HANDLE_APPEALS):
        works = Assignment.objects.filter(
            appeal=OuterRef("pk"), office=staff.office_id, ended_at=None
        )
        handed = Handover.objects.filter(appeal=OuterRef("pk"), office=staff.office_id)
        wrote = AppealEvent.objects.filter(
            appeal=OuterRef("pk"), code__in=REPLIES, office=staff.office_id
        )
        allowed |= Q(Exists(works)) | Q(Exists(handed)) | Q(Exists(wrote))
    if staff.office_id and staff.can(Can.TAKE_APPEALS):
        allowed |= Q(filed_office=staff.office_id)
    return allowed


def appeal_for(staff: Staff, number: str) -> Appeal:
    """The appeal of this number, with its places and offices.

    Raises:
        NotFound: there is none among those that ``staff`` may open.
    """
    found = _whole(visible_appeals(staff)).filter(number=number).first()
    if found is None:
        raise NotFound(
            _("There is no appeal %(n)s among those you may see; perhaps of another place.")
            % {"n": number}
        )
    return found


def appeals_of(person: Person) -> QuerySet[Appeal]:
    """A worker's own appeals, newest first, those of records merged into theirs included."""
    theirs = Q(person=person) | Q(person__merged_into=person)
    return _whole(Appeal.objects.filter(theirs)).order_by("-filed_at")


def _whole(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    return appeals.select_related("place", "event_place", "home_place", "holder", "person")
