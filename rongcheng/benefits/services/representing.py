"""Asking to act for an employer, and the office's answer."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import Actor, record
from rongcheng.benefits.models import Representative
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.employers import services as employers
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person
from rongcheng.places.codes import COUNTY, LEVELS, level_of


@transaction.atomic
def ask(
    *, by: Actor, person: Person, code: str, name: str = "", kind: str = "",
    place: int | None = None,
) -> Representative:  # fmt: skip
    """A person asks to act for a body; what is known of it by its code counts.

    Raises:
        Refusal: the code is none, or name, kind or place of an unknown body is missing.
        Conflict: they asked already, or act for it.
    """
    code = employers.checked_code(code)
    known = Employer.objects.filter(code=code).first()
    if known is not None:
        name, kind, place = known.name, known.kind, known.place_id
    if not (name.strip() and kind in Employer.Kind.values and place):
        raise Refusal(_("Say the name, the kind and the place of the company, as on its licence."))
    try:
        with transaction.atomic():
            made = Representative.objects.create(
                person=person, code=code, name=name.strip()[:120], kind=kind, place_id=place
            )
    except IntegrityError as error:
        raise Conflict(_("You have asked for %(name)s already.") % {"name": name}) from error
    record("benefits.represent_asked", by=by, subject=person, place=place, code=code)
    return made


@transaction.atomic
def confirm(*, by: Staff, request: Representative) -> Representative:
    """The person may act for the body from today; a body that is new is entered.

    Raises:
        NotAllowed: ``by`` belongs to no county office of that place, or is no checker.
        Conflict: it was answered already.
    """
    request = _open(by, request)
    employer = Employer.objects.filter(code=request.code).first()
    if employer is None:
        employer = employers.enter(
            by=by, code=request.code, name=request.name, kind=request.kind, place=request.place_id
        )
    request.employer, request.since = employer, timezone.localdate()
    request.answered_by, request.answered_at = by.actor_name, timezone.now()
    request.save(update_fields=["employer", "since", "answered_by", "answered_at"])
    record(
        "benefits.represent_confirmed", by=by, subject=request.person, place=request.place_id,
        code=request.code,
    )  # fmt: skip
    return request


@transaction.atomic
def refuse(*, by: Staff, request: Representative, reason: str) -> Representative:
    """The person may not act for the body, with the reason.

    Raises:
        NotAllowed, Conflict: see ``confirm``.
        Refusal: no reason is given.
    """
    request = _open(by, request)
    if not reason.strip():
        raise Refusal(_("Say why; the person reads it."))
    request.refused = reason.strip()[:200]
    request.answered_by, request.answered_at = by.actor_name, timezone.now()
    request.save(update_fields=["refused", "answered_by", "answered_at"])
    record(
        "benefits.represent_refused", by=by, subject=request.person, place=request.place_id,
        code=request.code, reason=reason.strip(),
    )  # fmt: skip
    return request


@transaction.atomic
def end(*, by: Actor, request: Representative) -> Representative:
    """The person acts for the body no longer: they say so themselves, or the office does.

    Raises:
        NotAllowed: ``by`` is neither.
        Conflict: it is not in force.
    """
    own = getattr(by, "person", None)
    if isinstance(by, Staff):
        _must_answer(by, request)
    elif own is None or own.pk != request.person_id:
        raise NotAllowed(_("Only the person and the county office may end this."))
    request = Representative.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state not in ("active", "waiting"):
        raise Conflict(_("This has ended already."))
    request.until = timezone.localdate()
    request.save(update_fields=["until"])
    record(
        "benefits.represent_ended", by=by, subject=request.person, place=request.place_id,
        code=request.code,
    )  # fmt: skip
    return request


def may_answer(by: Staff, request: Representative) -> bool:
    """Whether ``by`` answers for the county, or a place above it, where the body is."""
    if not by.can(Can.CHECK_BENEFITS) or by.office is None or scope_of(by).only_own_office:
        return False
    own = level_of(by.office.place_id)
    above = own in LEVELS and LEVELS.index(own) <= LEVELS.index(COUNTY)
    return above and scope_of(by).covers(request.place_id)


def _must_answer(by: Staff, request: Representative) -> None:
    if not may_answer(by, request):
        raise NotAllowed(_("This is for the county office of the place where the company is."))


def _open(by: Staff, request: Representative) -> Representative:
    _must_answer(by, request)
    locked = Representative.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if locked.state != "waiting":
        raise Conflict(_("This request was answered already."))
    return locked
