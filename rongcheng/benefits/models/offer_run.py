"""Lists of benefits offered without applying: when they were worked out, and what came of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.places.models import Place


class OfferRun(models.Model):
    """One working-out of the lists of a pack for a place and a day."""

    class State(models.TextChoices):
        RUNNING = "running", _("Being worked out")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    pack = models.CharField(max_length=30, help_text="Whose rules.")
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("Place"),
        help_text=_("Of whose people."),
    )  # fmt: skip
    as_of = models.DateField(
        _("As of"), help_text=_("The day that facts and rules are asked about.")
    )
    started_by = models.CharField(max_length=120, help_text="Name of who started it.")
    started_at = models.DateTimeField(auto_now_add=True, help_text="When it was started.")
    ended_at = models.DateTimeField(null=True, help_text="When it was over.")
    state = models.CharField(
        _("State"),
        max_length=8,
        choices=State,
        default=State.RUNNING,
        help_text=_("How far it is."),
    )
    counts = models.JSONField(
        default=dict, help_text="By county code: new, there (skipped because there already)."
    )
    failure = models.CharField(max_length=300, blank=True, help_text=_("Why it failed."))

    class Meta:
        indexes = [models.Index(fields=["place", "-started_at"], name="offer_run_place")]

    def __str__(self) -> str:
        return f"{self.pack} {self.as_of}"
