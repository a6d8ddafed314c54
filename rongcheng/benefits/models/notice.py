"""Public notices of decisions before they are carried out, and what people say against them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.core.fields import SealedTextField
from rongcheng.places.models import Place

from .application import Application


class PublicNotice(models.Model):
    """One sheet: what a county approved of one benefit on one day.

    Who is on it is read from the applications and shown masked, only until it is over.
    """

    number = models.CharField(max_length=20, unique=True, help_text=_("Its number."))
    county = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text=_("The county that decided.")
    )
    pack = models.CharField(max_length=30, help_text="The pack that the rule was taken from.")
    rule = models.CharField(max_length=40, help_text="Id of the rule.")
    day = models.DateField(help_text=_("The day it was put up."))
    put_up_at = models.DateTimeField(help_text="When it was put up.")
    ends_at = models.DateTimeField(help_text="Until when it is shown.")
    over_at = models.DateTimeField(null=True, help_text="When it was taken down.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "pack", "rule", "day"], name="notice_once"),
        ]
        indexes = [models.Index(fields=["over_at", "ends_at"], name="notice_ends")]

    def __str__(self) -> str:
        return self.number


class NoticeLine(models.Model):
    """One application on a public notice."""

    notice = models.ForeignKey(
        PublicNotice, on_delete=models.CASCADE, related_name="lines", help_text=_("Which.")
    )
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="notice_lines",
        help_text=_("The application."),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "application"], name="notice_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.application_id}"


class Objection(models.Model):
    """What somebody says against one line of a public notice, and how it was settled."""

    line = models.ForeignKey(
        NoticeLine, on_delete=models.CASCADE, related_name="objections", help_text=_("Which.")
    )
    text = models.TextField(_("What is not right"), help_text=_("In their own words."))
    phone = SealedTextField(_("Phone"), null=True, help_text=_("Of who says so, if they gave it."))
    address = models.UUIDField(
        null=True, help_text="Blind index of the network address it came from, against floods."
    )
    received_at = models.DateTimeField(auto_now_add=True, help_text="When it came.")
    upheld = models.BooleanField(null=True, help_text=_("Whether it was right; empty while open."))
    answer = models.TextField(blank=True, help_text=_("What the check found."))
    settled_at = models.DateTimeField(null=True, help_text="When it was settled.")
    settled_by = models.CharField(max_length=120, blank=True, help_text=_("Who settled it."))

    def __str__(self) -> str:
        return f"{self.line_id} {self.received_at:%Y-%m-%d}"
