"""Warnings of every part, in one stream."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff
from rongcheng.places.models import Place


class Alert(models.Model):
    """One warning about one thing; raised again it rises in level instead of standing twice."""

    class Level(models.IntegerChoices):
        """The four colours of the warning rules, as a scale."""

        BLUE = 1, _("Blue level")
        YELLOW = 2, _("Yellow level")
        ORANGE = 3, _("Orange level")
        RED = 4, _("Red level")

    class State(models.TextChoices):
        OPEN = "open", _("To be acted on")
        TAKEN = "taken", _("Acted on")
        CLOSED = "closed", _("Closed")

    rule = models.CharField(max_length=60, help_text="The rule that raised it, as part.rule.")
    key = models.CharField(max_length=200, help_text="What it is about: one open alert for each.")
    level = models.SmallIntegerField(_("Level"), choices=Level, help_text=_("How serious it is."))
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("Place"),
        help_text=_("Where; offices of this place and above see it."),
    )  # fmt: skip
    title = models.CharField(
        max_length=60, help_text="Code of the wording; see the raising part's wordings."
    )
    about = models.CharField(_("About"), max_length=200, help_text=_("Employer, site or matter."))
    facts = models.JSONField(default=dict, help_text="Counts, limits and days for the wording.")
    rows = models.JSONField(default=list, help_text="What it counts: numbers of appeals, …")
    raised_at = models.DateTimeField(help_text="When it was first raised.")
    heightened_at = models.DateTimeField(null=True, help_text="When its level last rose.")
    due_at = models.DateTimeField(null=True, help_text="By when somebody must act.")
    state = models.CharField(
        max_length=8, choices=State, default=State.OPEN, help_text=_("How far it is.")
    )
    taken_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("Who acts on it.")
    )
    taken_at = models.DateTimeField(null=True, help_text="When they took it up.")
    closed_at = models.DateTimeField(null=True, help_text="When it was over.")
    measures = models.TextField(blank=True, help_text=_("What was done about it."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "key"], condition=~models.Q(state="closed"),
                name="one_open_alert_about_a_thing",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["place", "state", "-level"], name="alert_place")]

    def __str__(self) -> str:
        return f"{self.rule} {self.about}"
