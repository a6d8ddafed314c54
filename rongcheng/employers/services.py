"""Employers entered and changed, and what offices recognise them as."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.audit.services import Actor, record
from rongcheng.core.codes.unified import check_character, is_unified, unified
from rongcheng.core.errors import Conflict, Refusal

from .models import Employer, Recognition
from .permissions import must_enter, must_recognise

CHANGED = ("name", "kind", "place_id", "contact", "phone")


@transaction.atomic
def enter(
    *, by: Actor, code: str, name: str, kind: str, place: int, contact: str = "",
    phone: str | None = None,
) -> Employer:  # fmt: skip
    """A new employer.

    Args:
        code: unified social credit code, 18 characters, as on the licence.
        kind: one of ``Employer.Kind``.
        place: 12-digit code of where it is registered.

    Raises:
        NotAllowed: ``by`` enters no employers of that place.
        Refusal: the code does not check, or something needed is missing.
        Conflict: the code is known already.
    """
    must_enter(by, place)
    code = checked_code(code)
    if known := Employer.objects.filter(code=code).first():
        raise Conflict(
            _("%(code)s is known already: %(name)s.") % {"code": code, "name": known.name}
        )
    given = _checked(name, kind)
    employer = Employer.objects.create(
        code=code, place_id=place, contact=contact.strip(), phone=phone or None, **given
    )
    record("employers.entered", by=by, subject=employer, place=place, code=code, **given)
    return employer


@transaction.atomic
def change(
    *, by: Actor, employer: Employer, name: str, kind: str, place: int, contact: str = "",
    phone: str | None = None,
) -> Employer:  # fmt: skip
    """The employer with new values; its code stays.

    Raises:
        NotAllowed: the old or the new place lies outside of what ``by`` keeps.
        Refusal: something needed is missing.
    """
    must_enter(by, employer.place_id, place)
    given = _checked(name, kind) | {
        "place_id": place, "contact": contact.strip(), "phone": phone or None,
    }  # fmt: skip
    changed = [key for key in CHANGED if getattr(employer, key) != given[key]]
    for key in changed:
        setattr(employer, key, given[key])
    if changed:
        employer.save(update_fields=changed)
        record("employers.changed", by=by, subject=employer, place=place, fields=changed)
    return employer


@transaction.atomic
def recognise(
    *, by: Actor, employer: Employer, kind: str, level: str, document: str, since: date,
    until: date | None = None,
) -> Recognition:  # fmt: skip
    """Record that an office has recognised an employer as something.

    Args:
        kind: one of ``Recognition.Kind``; ``level``: of ``Recognition.Level``.
        document: number and title of the decision.

    Raises:
        NotAllowed: ``by`` records no recognitions at the employer's place.
        Refusal: no document is named, or the last day is before the first.
        Conflict: the same recognition holds on one of these days already.
    """
    must_recognise(by, employer.place_id)
    if not document.strip():
        raise Refusal(_("Name the document of recognition, with its number."))
    if until and until < since:
        raise Refusal(_("The last day, %(day)s, is before the first.") % {"day": until})
    _refuse_twice(employer, kind, level, since, until)
    made = Recognition.objects.create(
        employer=employer, kind=kind, level=level, document=document.strip(), since=since,
        until=until,
    )  # fmt: skip
    record(
        "employers.recognised", by=by, subject=employer, place=employer.place_id, kind=kind,
        level=level, document=made.document, since=since.isoformat(),
    )  # fmt: skip
    return made


@transaction.atomic
def end(*, by: Actor, recognition: Recognition, until: date, reason: str) -> Recognition:
    """End a recognition on a day; what held before stays readable.

    Raises:
        NotAllowed: ``by`` records no recognitions at the employer's place.
        Refusal: the day is before the first one or after the one it ends on, or no reason is given.
    """
    must_recognise(by, recognition.employer.place_id)
    if not reason.strip():
        raise Refusal(_("Say why the recognition ends."))
    if until < recognition.since:
        raise Refusal(_("The last day, %(day)s, is before the first.") % {"day": until})
    if recognition.until and until > recognition.until:
        raise Refusal(
            _("It ends on %(day)s already; record a new recognition to go on.")
            % {"day": recognition.until}
        )
    recognition.until = until
    recognition.save(update_fields=["until"])
    record(
        "employers.recognition_ended", by=by, subject=recognition.employer, reason=reason.strip(),
        place=recognition.employer.place_id, kind=recognition.kind, until=until.isoformat(),
    )  # fmt: skip
    return recognition


def checked_code(text: str) -> str:
    """A unified social credit code in its plain form.

    Raises:
        Refusal: it is not one; the message tells what does not fit.
    """
    code = unified(text)
    if len(code) != 18:
        raise Refusal(
            _("A unified social credit code has 18 characters; “%(code)s” has %(n)d.")
            % {"code": code[:30], "n": len(code)}
        )
    if not is_unified(code):
        try:
            hint = check_character(code[:17])
        except ValueError:
            hint = ""
        last = _("its last character would have to be %(c)s") % {"c": hint} if hint else _(
            "it has a character that such codes never have (I, O, S, V, Z)"
        )  # fmt: skip
        raise Refusal(
            _("“%(code)s” is mistyped: %(why)s. Compare it with the licence.")
            % {"code": code, "why": last}
        )
    return code


def _checked(name: str, kind: str) -> dict[str, str]:
    if not name.strip():
        raise Refusal(_("An employer needs a name."))
    if kind not in Employer.Kind.values:
        raise Refusal(_("Choose what kind of body it is."))
    return {"name": name.strip(), "kind": kind}


def _refuse_twice(
    employer: Employer, kind: str, level: str, since: date, until: date | None
) -> None:
    for other in employer.recognitions.filter(kind=kind, level=level):
        starts_in = until is None or other.since <= until
        if starts_in and (other.until is None or other.until >= since):
            raise Conflict(
                _("This is on record from %(since)s already: %(document)s.")
                % {"since": other.since, "document": other.document}
            )
