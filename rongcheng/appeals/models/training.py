"""What recognition was trained on, version by version, and which appeals may teach it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.places.models import Place


class TrainedModel(models.Model):
    """One training of the recognition with the offices' corrections, kept or not.

    Its files lie in the folder ``version`` of the data folder's ``models``. The shipped model,
    which knows no corrections, has no row: it is in use where none of these is.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Being trained")
        KEPT = "kept", _("Trained")
        WORSE = "worse", _("Not kept: worse than before")
        SAME = "same", _("Nothing new to learn")
        FAILED = "failed", _("Failed")

    made_at = models.DateTimeField(_("Trained"), auto_now_add=True, help_text="When it was begun.")
    by = models.CharField(max_length=80, help_text="Who began it: staff:12, system.")
    by_name = models.CharField(_("By"), max_length=120, help_text="Their name at that time.")
    state = models.CharField(max_length=8, choices=State, help_text=_("What came of it."))
    version = models.CharField(
        _("Version"), max_length=60, blank=True, help_text="Day, hash of examples and corrections."
    )
    corrections = models.IntegerField(
        _("Corrections"), default=0, help_text=_("How many corrections it learned from.")
    )
    figures = models.JSONField(
        default=dict, help_text="Of each head: figures on the shipped examples, now and before."
    )
    card = models.JSONField(default=dict, help_text="What each head says about itself.")
    in_use = models.BooleanField(_("In use"), default=False, help_text=_("It reads new appeals."))
    problem = models.TextField(blank=True, help_text=_("Why it was not kept, or how it failed."))

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"], condition=models.Q(in_use=True), name="one_model_in_use"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="running"), name="one_training_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["version"], condition=models.Q(state="kept"), name="model_version_once"
            ),
        ]

    def __str__(self) -> str:
        return self.version or self.state


class TrainingChoice(models.Model):
    """Whether the restricted appeals of a place may teach the recognition; without one, no."""

    place = models.OneToOneField(
        Place, on_delete=models.CASCADE, related_name="+", help_text=_("Whose decision it is.")
    )
    restricted_too = models.BooleanField(
        default=False, help_text=_("Sensitive appeals are learned from too.")
    )

    def __str__(self) -> str:
        return f"{self.place_id} {self.restricted_too}"
