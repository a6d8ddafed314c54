"""The second factor: a code from an authenticator app, with backup codes for a lost phone."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import NotAllowed, Refusal

from ..models import Staff
from ..permissions import check_may_give

BACKUP_CODES = 8


@transaction.atomic
def begin_second_factor(*, by: Staff) -> TOTPDevice:
    """A device that waits for its first code; asking again gives the same one."""
    device, _made = TOTPDevice.objects.get_or_create(
        user=by, confirmed=False, defaults={"name": "app"}
    )
    return device


@transaction.atomic
def confirm_second_factor(*, by: Staff, code: str) -> list[str]:
    """The waiting device taken into use after its first right code; returns the backup codes.

    Raises:
        Refusal: there is no device waiting, or the code is wrong.
    """
    device = TOTPDevice.objects.select_for_update().filter(user=by, confirmed=False).first()
    if device is None:
        raise Refusal(_("There is nothing to confirm; open the page for the second factor again."))
    if not device.verify_token(code.strip().replace(" ", "")):
        raise Refusal(
            _("That code is not right. Check that the phone's clock is right and type the code "
              "that the app shows now.")
        )  # fmt: skip
    TOTPDevice.objects.filter(user=by, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    codes = _fresh_codes(by)
    record("agencies.enable_second_factor", by=by, subject=by, place=by.actor_place)
    return codes


@transaction.atomic
def new_backup_codes(*, by: Staff) -> list[str]:
    """Fresh backup codes; the old ones no longer work.

    Raises:
        Refusal: the person has no second factor.
    """
    if not TOTPDevice.objects.filter(user=by, confirmed=True).exists():
        raise Refusal(_("Backup codes belong to a second factor; set that up first."))
    codes = _fresh_codes(by)
    record("agencies.new_backup_codes", by=by, subject=by, place=by.actor_place)
    return codes


@transaction.atomic
def remove_second_factor(*, by: Actor, staff: Staff) -> None:
    """The second factor taken away: by its owner, or by a manager when the phone is lost.

    Raises:
        NotAllowed: the account is out of reach, or the owner's role must have a second factor.
    """
    own = isinstance(by, Staff) and by.pk == staff.pk
    if own and staff.second_factor_required:
        raise NotAllowed(_("Your account must have a second factor; you can set up a new one."))
    if not own:
        check_may_give(by, staff.role, staff.office)
    TOTPDevice.objects.filter(user=staff).delete()
    StaticDevice.objects.filter(user=staff).delete()
    record(
        "agencies.remove_second_factor", by=by, subject=staff, place=staff.actor_place,
        name=staff.full_name,
    )  # fmt: skip


def _fresh_codes(staff: Staff) -> list[str]:
    StaticDevice.objects.filter(user=staff).delete()
    device = StaticDevice.objects.create(user=staff, name="backup", confirmed=True)
    codes = [StaticToken.random_token() for __ in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes
