"""Offices and accounts as one member of staff may see them, and whom a token stands for."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate, now

from rongcheng.places.codes import truncations
from rongcheng.places.queries import within

from .models import Office, Staff, StaffSession, Token
from .permissions import manages_everywhere
from .roles import Can
from .scope import scope_of
from .services.tokens import digest_of


def offices_for(staff: Staff, *, place: int | None = None, text: str = "") -> QuerySet[Office]:
    """Offices within the reach of ``staff``, by place and name, each with ``people`` (active).

    Args:
        place: only offices at or under this place code.
        text: part of the office's or the place's name.
    """
    found = Office.objects.filter(_within(staff, "place_id"))
    if place:
        found = found.filter(within(place, "place_id"))
    if text:
        found = found.filter(Q(name__icontains=text) | Q(place__name__icontains=text))
    people = Count("staff", filter=Q(staff__is_active=True))
    return (
        found.select_related("place", "successor")
        .annotate(people=people)
        .order_by("place_id", "name")
    )


def offices_of(place: int, kind: str) -> Office | None:
    """The office of ``kind`` that answers for a place code: its own, or the nearest one above.

    Only offices that are valid today count; None if no level has one.
    """
    today = localdate()
    return (
        Office.objects.filter(place_id__in=(place, *truncations(place)), kind=kind)
        .filter(Q(valid_from=None) | Q(valid_from__lte=today))
        .filter(Q(valid_to=None) | Q(valid_to__gte=today))
        .select_related("place")
        .order_by("-place_id", "pk")  # a deeper code is the greater one of those above each other
        .first()
    )


LINE = """
WITH RECURSIVE line AS (
    SELECT id, parent_id FROM agencies_office WHERE id = %s
    UNION SELECT above.id, above.parent_id FROM agencies_office above
    JOIN line ON above.id = line.parent_id
)
SELECT id FROM line
UNION SELECT id FROM agencies_office WHERE kind = 'government' AND place_id = ANY(%s)
"""


def line_of(office: Office) -> frozenset[int]:
    """Keys of an office and of all that control it: those above it by department, and the
    governments of its place and of the places above; asked once for each instance."""
    known: dict[str, frozenset[int]] = office.__dict__
    if "_line" not in known:
        places = [office.place_id, *truncations(office.place_id)]
        with connection.cursor() as cursor:
            cursor.execute(LINE, [office.pk, places])
            known["_line"] = frozenset(pk for (pk,) in cursor.fetchall())
    return known["_line"]


def staff_for(
    staff: Staff,
    *,
    place: int | None = None,
    role: str = "",
    text: str = "",
    active: bool | None = True,
) -> QuerySet[Staff]:
    """Accounts that ``staff`` manages, by place, role and name; none without MANAGE_STAFF.

    Args:
        place: only accounts whose office is at or under this place code.
        role: only this role.
        text: part of the name or username.
        active: True: open accounts, False: closed ones, None: both.
    """
    if not staff.can(Can.MANAGE_STAFF):
        return Staff.objects.none()
    found = Staff.objects.filter(_within(staff, "office__place_id"))
    if place:
        found = found.filter(within(place, "office__place_id"))
    if role:
        found = found.filter(role=role)
    if text:
        found = found.filter(Q(full_name__icontains=text) | Q(username__icontains=text))
    if active is not None:
        found = found.filter(is_active=active)
    return found.select_related("office__place").order_by("office__place_id", "role", "username")


def authenticate_token(token: str) -> Staff | None:
    """The active member of staff whom a token stands for; None if unknown, expired or revoked."""
    found = (
        Token.objects.filter(digest=digest_of(token), revoked_at=None, staff__is_active=True)
        .filter(Q(expires_at=None) | Q(expires_at__gt=now()))
        .select_related("staff__office__place")
        .first()
    )
    if found is None:
        return None
    if found.used_at is None or now() - found.used_at > timedelta(hours=1):
        Token.objects.filter(pk=found.pk).update(used_at=now())
    return found.staff


def open_sessions(staff: Staff) -> QuerySet[StaffSession]:
    """Log-ins of ``staff`` that have not timed out, the latest first."""
    since = now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return StaffSession.objects.filter(staff=staff, seen_at__gte=since).order_by("-seen_at")


def tokens_of(staff: Staff) -> QuerySet[Token]:
    """Tokens of ``staff`` that were not revoked, the latest first."""
    return Token.objects.filter(staff=staff, revoked_at=None).order_by("-created_at")


def _within(staff: Staff, field: str) -> Q:
    if manages_everywhere(staff):
        return Q()
    scope = scope_of(staff)
    return Q(**{f"{field}__gte": scope.lo, f"{field}__lt": scope.hi})
