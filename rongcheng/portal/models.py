"""What the portal itself remembers: consents, tries, and what a worker has read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.appeals.models import Appeal
from rongcheng.people.models import Person


class Consent(models.Model):
    """A worker agreed to a version of the privacy notice; withdrawing is as easy."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="consents", help_text=_("Who agreed.")
    )
    version = models.CharField(max_length=20, help_text=_("Version of the notice shown."))
    given_at = models.DateTimeField(auto_now_add=True, help_text=_("When they agreed."))
    withdrawn_at = models.DateTimeField(null=True, help_text=_("When they took it back."))

    class Meta:
        verbose_name = _("Consent")

    def __str__(self) -> str:
        return f"{self.person} {self.version}"


class CodeRequest(models.Model):
    """Somebody at an address asked for a one-time code; kept for a day."""

    address = models.UUIDField(help_text="Blind index of the network address.")
    at = models.DateTimeField(auto_now_add=True, help_text="When.")

    class Meta:
        indexes = [models.Index(fields=["address", "at"], name="code_request_address")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class FollowTry(models.Model):
    """Somebody named a number and a phone that do not fit together; kept for a day."""

    address = models.UUIDField(help_text="Blind index of the network address.")
    number = models.UUIDField(help_text="Blind index of the number that was tried.")
    phone = models.UUIDField(null=True, help_text="Blind index of the phone that was tried.")
    at = models.DateTimeField(auto_now_add=True, help_text="When.")

    class Meta:
        indexes = [
            models.Index(fields=["address", "at"], name="follow_try_address"),
            models.Index(fields=["number"], name="follow_try_number"),
            models.Index(fields=["phone"], name="follow_try_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class AppealSeen(models.Model):
    """How much of an appeal's log its worker has read, so that news can be told."""

    appeal = models.OneToOneField(
        Appeal, on_delete=models.CASCADE, primary_key=True, related_name="+",
        help_text=_("The appeal."),
    )  # fmt: skip
    events = models.IntegerField(help_text="Events that there were when they looked.")

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.events}"
