"""Rulings of the catch-all office: who answers for what, where the duty list was silent."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office
from rongcheng.places.models import Place

from .appeal import Appeal


class Ruling(models.Model):
    """A line of the routing table that came from a ruling; it goes before the pack's lines."""

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+",
        help_text=_("Where it holds: this place and below."),
    )  # fmt: skip
    category = models.CharField(max_length=30, help_text="Category that it is about.")
    words = ArrayField(
        models.CharField(max_length=30), default=list,
        help_text=_("Holds for appeals with one of these words; empty: for the whole category."),
    )  # fmt: skip
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", help_text=_("Who answers for it.")
    )
    text = models.TextField(help_text=_("The reason, with the clause."))
    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The appeal that it was made on."),
    )  # fmt: skip
    made_by = models.CharField(max_length=120, help_text=_("Who made it."))
    valid_from = models.DateField(help_text=_("First day."))
    valid_to = models.DateField(null=True, help_text=_("Last day; empty: until changed."))

    class Meta:
        indexes = [models.Index(fields=["category", "place"], name="ruling_lookup")]

    def __str__(self) -> str:
        return f"{self.category} {'/'.join(self.words)} → {self.office}"
