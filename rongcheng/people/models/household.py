"""Households: who lives together at home, so that those left behind are seen."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.places.models import Place


class Household(models.Model):
    """A household of a village, known by the number its ledger gives it."""

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("Village"),
        help_text=_("Village (or deepest known place) of the household."),
        db_index=False, db_constraint=False,
    )  # fmt: skip
    number = models.CharField(
        _("Household number"), max_length=60, help_text=_("Number or head as the ledger has it.")
    )
    address = models.CharField(
        _("Address"), max_length=200, null=True, help_text=_("Where the household lives.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "number"], name="household_once"),
        ]

    def __str__(self) -> str:
        return self.number
