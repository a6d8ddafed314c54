"""What lists of payments have in common: the list made by one and approved by another, its lines.

A kind of list is a ``PayRun`` and a ``PayLine`` of its own, each with the field of its period.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.places.models import Place

from .application import Application


class PayRun(models.Model):
    """What one place pays for one period: a list by one person, approved by another."""

    PERIOD: ClassVar[str]
    """The field that says for when, of the list and of its lines."""

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text=_("County or township.")
    )
    prepared_by = models.CharField(max_length=80, help_text="Actor who made the list.")
    prepared_by_name = models.CharField(max_length=120, help_text=_("Their name at that time."))
    prepared_at = models.DateTimeField(help_text=_("When the list was made."))
    approved_by = models.CharField(max_length=80, blank=True, help_text="Actor who approved it.")
    approved_by_name = models.CharField(
        max_length=120, blank=True, help_text=_("Their name at that time.")
    )
    approved_at = models.DateTimeField(null=True, help_text=_("When it was approved."))
    total = models.BigIntegerField(help_text=_("In fen."))
    sha256 = models.CharField(max_length=64, help_text=_("Hash of the list as approved."))
    left_out = models.JSONField(
        default=list, help_text=_("What was taken off it: out of what, fen, why, by whom.")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.place_id} {self.period}"

    @property
    def period(self) -> str:
        return str(getattr(self, self.PERIOD))


class PayLine(models.Model):
    """One payment of a list; a kind adds its ``run`` and what it is paid out of."""

    run: PayRun
    amount = models.BigIntegerField(help_text=_("In fen."))
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, related_name="%(class)s",
        help_text=_("What the bank is told to pay, once the list is approved."),
    )  # fmt: skip

    class Meta:
        abstract = True
