"""What a place decides for itself about its appeals."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.places.models import Place


class LocalThreshold(models.Model):
    """From which confidence a category's appeals go to their office without a dispatcher."""

    place = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="+", help_text=_("Whose decision it is.")
    )
    category = models.CharField(max_length=30, help_text="Category of the pack.")
    confidence = models.FloatField(
        help_text=_("0 to 1; above 1 nothing goes by itself."),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "category"], name="threshold_once"),
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0), name="threshold_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.category} {self.confidence}"
