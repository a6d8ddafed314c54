"""Log-in of workers on the phone: one-time codes, no password."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .person import Person


class OneTimeCode(models.Model):
    """A six-digit code sent to a phone; only its hash is kept, and it works once."""

    phone_index = models.UUIDField(help_text="Blind index of the phone it was sent to.")
    digest = models.CharField(max_length=64, help_text="Keyed hash of the code.")
    purpose = models.CharField(max_length=20, help_text=_("What the code is for."))
    sent_at = models.DateTimeField(auto_now_add=True, help_text="When it was sent.")
    expires_at = models.DateTimeField(help_text="When it stops working.")
    tries = models.SmallIntegerField(default=0, help_text="Wrong guesses so far.")
    used_at = models.DateTimeField(null=True, help_text="When it was used.")

    class Meta:
        indexes = [models.Index(fields=["phone_index", "-sent_at"], name="code_phone")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.sent_at:%Y-%m-%d %H:%M}"


class WorkerSession(models.Model):
    """A worker who proved who they are on this phone."""

    key = models.CharField(max_length=64, unique=True, help_text="Hash of the session cookie.")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, help_text=_("Who it is."))
    started_at = models.DateTimeField(auto_now_add=True, help_text="When it began.")
    expires_at = models.DateTimeField(help_text="When it ends.")

    def __str__(self) -> str:
        return f"{self.person} {self.started_at:%Y-%m-%d}"
