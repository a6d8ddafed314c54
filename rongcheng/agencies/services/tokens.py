"""Tokens: keys with which a person's programs call the API."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from rongcheng.audit.services import Actor, System, record
from rongcheng.core.errors import NotAllowed, Refusal

from ..models import Staff, Token
from ..permissions import check_may_give

PREFIX = "rc_"  # lets a leaked token be recognised by scanners


def digest_of(token: str) -> str:
    """What is kept of a token. It is 256 random bits, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(
    *, staff: Staff, by: Actor, name: str, expires: datetime | None = None, token: str = ""
) -> str:
    """A new token that acts as ``staff``, in plain; it cannot be shown again.

    Args:
        expires: when it stops working; None: never.
        token: a token to use instead of a random one, for reproducible demonstrations.

    Raises:
        NotAllowed: it is not one's own, and ``by`` is not the platform itself.
        Refusal: the account is closed, the name is empty, or the time has passed already.
    """
    if not isinstance(by, System) and not _own(by, staff):
        raise NotAllowed(_("Everybody makes their own tokens: a token acts as its owner."))
    if not staff.is_active:
        raise Refusal(_("The account of %(name)s is closed.") % {"name": staff.full_name})
    if not name.strip():
        raise Refusal(_("Give the token a name that says what it is used for."))
    if expires and expires <= now():
        raise Refusal(_("The token would have expired already: %(day)s.") % {"day": expires})
    plain = token or PREFIX + secrets.token_urlsafe(32)
    made = Token.objects.create(
        staff=staff, name=name.strip(), digest=digest_of(plain), expires_at=expires
    )
    record(
        "agencies.issue_token", by=by, subject=made,
        place=staff.actor_place, name=made.name, staff=staff.full_name,
        expires=expires.isoformat() if expires else None,
    )  # fmt: skip
    return plain


@transaction.atomic
def revoke_token(*, by: Actor, token: Token) -> None:
    """The token no longer works; revoking one twice changes nothing.

    Raises:
        NotAllowed: it is somebody else's whose account ``by`` does not manage.
    """
    staff = token.staff
    if not _own(by, staff):
        check_may_give(by, staff.role, staff.office)
    if token.revoked_at:
        return
    token.revoked_at = now()
    token.save(update_fields=["revoked_at"])
    record(
        "agencies.revoke_token", by=by, subject=token,
        place=staff.actor_place, name=token.name, staff=staff.full_name,
    )  # fmt: skip


def _own(by: Actor, staff: Staff) -> bool:
    return isinstance(by, Staff) and by.pk == staff.pk
