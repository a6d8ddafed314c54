"""Accounts: made, changed, closed and reopened; and their passwords."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict, Refusal

from ..models import Office, Staff, Token
from ..permissions import check_fits, check_may_give
from .sessions import end_all_sessions

# Letters and digits that cannot be mistaken for each other when read out or copied by hand.
_LETTERS, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "23456789"


def new_password() -> str:
    """A random first password, like ``Kmtq-7348-vhwn``: about 52 bits, easy to read out."""

    def pick(alphabet: str) -> str:
        return "".join(secrets.choice(alphabet) for _ in range(4))

    return f"{pick(_LETTERS).capitalize()}-{pick(_DIGITS)}-{pick(_LETTERS)}"


@transaction.atomic
def create_staff(
    *,
    by: Actor,
    username: str,
    full_name: str,
    role: str,
    office: Office | None,
    password: str,
    second_factor_required: bool = False,
    must_change_password: bool = True,
) -> Staff:
    """A new account; its owner chooses a password of their own at the first log-in.

    Raises:
        NotAllowed: the role is above the level of ``by``, or the office outside of their place.
        Conflict: the username is taken.
        Refusal: the role does not fit the office, or the password is too weak.
    """
    check_may_give(by, role, office)
    check_fits(role, office)
    username = username.strip().lower()
    if Staff.objects.filter(username__iexact=username).exists():
        raise Conflict(_("The username %(name)s is taken.") % {"name": username})
    staff = Staff(
        username=username, full_name=full_name.strip(), role=role, office=office,
        second_factor_required=second_factor_required, must_change_password=must_change_password,
    )  # fmt: skip
    _set_password(staff, password)
    staff.save()
    record(
        "agencies.create_staff", by=by, subject=staff, place=staff.actor_place,
        username=username, name=staff.full_name, role=role, office=office.name if office else None,
    )  # fmt: skip
    return staff


@transaction.atomic
def change_staff(
    *,
    by: Actor,
    staff: Staff,
    full_name: str,
    role: str,
    office: Office | None,
    second_factor_required: bool = False,
) -> Staff:
    """The account with another name, role, office or rule about the second factor.

    Raises:
        NotAllowed: the old or the new role or office is out of reach for ``by``, or ``by`` would
            change their own role or office.
        Refusal: the role does not fit the office.
    """
    staff = _reach(by, staff)
    check_may_give(by, role, office)
    check_fits(role, office)
    wanted = {
        "full_name": full_name.strip(), "role": role, "office_id": office.pk if office else None,
        "second_factor_required": second_factor_required,
    }  # fmt: skip
    changed = {key: value for key, value in wanted.items() if getattr(staff, key) != value}
    if not changed:
        return staff
    if _is_self(by, staff) and {"role", "office_id"} & set(changed):
        raise Refusal(_("You cannot change your own role or office; ask a colleague to do it."))
    detail = {key: [getattr(staff, key), value] for key, value in changed.items()}
    place = staff.actor_place
    for key, value in changed.items():
        setattr(staff, key, value)
    staff.save()
    record(
        "agencies.change_staff", by=by, subject=staff, place=place,
        name=staff.full_name, changes=detail,
    )  # fmt: skip
    return staff


@transaction.atomic
def reset_password(*, by: Actor, staff: Staff) -> str:
    """A new first password for somebody who lost theirs; every session of theirs ends.

    Raises:
        NotAllowed: the account is out of reach for ``by``.
    """
    staff = _reach(by, staff)
    password = new_password()
    staff.set_password(password)
    staff.must_change_password = True
    staff.save()
    end_all_sessions(staff)
    record(
        "agencies.reset_password",
        by=by,
        subject=staff,
        place=staff.actor_place,
        name=staff.full_name,
    )
    return password


@transaction.atomic
def change_own_password(*, by: Staff, old: str, new: str) -> Staff:
    """The person's password replaced by one that they chose; their other sessions end.

    Raises:
        Refusal: the old password is wrong, or the new one is too weak or the same.
    """
    staff = Staff.objects.select_for_update(of=("self",)).select_related("office").get(pk=by.pk)
    if not staff.check_password(old):
        raise Refusal(_("The present password is not right."))
    if old == new:
        raise Refusal(_("The new password must differ from the present one."))
    _set_password(staff, new)
    staff.must_change_password = False
    staff.save()
    record("agencies.change_password", by=staff, subject=staff, place=staff.actor_place)
    return staff


@transaction.atomic
def deactivate(*, by: Actor, staff: Staff, reason: str = "") -> Staff:
    """The account closed: no log-in, sessions ended, tokens revoked; what they did stays.

    Raises:
        NotAllowed: the account is out of reach for ``by``.
        Refusal: it is one's own, or the last system administrator's.
    """
    staff = _reach(by, staff)
    if _is_self(by, staff):
        raise Refusal(_("You cannot close your own account; ask a colleague to do it."))
    admins = Staff.objects.filter(role="system_admin", is_active=True).exclude(pk=staff.pk)
    if staff.role == "system_admin" and not admins.exists():
        raise Refusal(_("This is the last system administrator; make another one first."))
    staff.is_active = False
    staff.save()
    end_all_sessions(staff)
    _revoke_all_tokens(staff)
    record(
        "agencies.deactivate_staff", by=by, subject=staff, place=staff.actor_place, reason=reason,
        name=staff.full_name,
    )  # fmt: skip
    return staff


@transaction.atomic
def activate(*, by: Actor, staff: Staff) -> Staff:
    """A closed account opened again; its tokens stay revoked.

    Raises:
        NotAllowed: the account is out of reach for ``by``.
    """
    staff = _reach(by, staff)
    staff.is_active = True
    staff.save()
    record(
        "agencies.activate_staff",
        by=by,
        subject=staff,
        place=staff.actor_place,
        name=staff.full_name,
    )
    return staff


def _reach(by: Actor, staff: Staff) -> Staff:
    """The account read again and locked, once ``by`` may manage it as it is now."""
    staff = Staff.objects.select_for_update(of=("self",)).select_related("office").get(pk=staff.pk)
    check_may_give(by, staff.role, staff.office)
    return staff


def _set_password(staff: Staff, password: str) -> None:
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    staff.set_password(password)


def _revoke_all_tokens(staff: Staff) -> None:
    Token.objects.filter(staff=staff, revoked_at=None).update(revoked_at=now())


def _is_self(by: Actor, staff: Staff) -> bool:
    return isinstance(by, Staff) and by.pk == staff.pk
