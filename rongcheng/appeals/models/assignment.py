"""Which offices work on an appeal, in which part, with a clock of their own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office
from rongcheng.appeals.events import Stage, Turn

from .appeal import Appeal


class Assignment(models.Model):
    """One office's part in one appeal: written from the events, for inboxes and statistics."""

    class Part(models.TextChoices):
        LEAD = "lead", _("Lead")
        HELPER = "helper", _("Co-handling")
        HOME = "home", _("Home place")
        HOST = "host", _("Host place")
        OFFERED = "offered", _("Transfer offered")

    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, related_name="assignments", help_text=_("The appeal.")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", help_text=_("The office.")
    )
    part = models.CharField(max_length=8, choices=Part, help_text=_("In which part."))
    given_at = models.DateTimeField(help_text="When it came to the office.")
    due_at = models.DateTimeField(null=True, help_text="When the office's part is due.")
    signed_at = models.DateTimeField(null=True, help_text="When the office signed for it.")
    ended_at = models.DateTimeField(null=True, help_text="When its part was over.")
    ended_by = models.CharField(
        max_length=20, blank=True, help_text="The event that ended it: returned, answered, …"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["office", "due_at"], condition=models.Q(ended_at=None), name="assigned_open"
            ),
            models.Index(fields=["office", "-given_at"], name="assigned_office"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal"], condition=models.Q(part="lead", ended_at=None),
                name="one_lead_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["appeal", "office"], condition=models.Q(ended_at=None),
                name="one_open_part_an_office",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.office} {self.part}"


class Spent(models.Model):
    """Counted time of an appeal in one stage, charged to who had it; written from the events."""

    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, related_name="spent", help_text=_("The appeal.")
    )
    stage = models.CharField(max_length=16, choices=Stage, help_text=_("Where it stood."))
    turn = models.CharField(max_length=12, choices=Turn, help_text=_("Whose turn it was."))
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The office that had it, if one did."),
    )  # fmt: skip
    since = models.DateTimeField(help_text="From when.")
    until = models.DateTimeField(help_text="Until when.")
    seconds = models.IntegerField(help_text="Of them counted: on working days, or all if urgent.")

    class Meta:
        indexes = [models.Index(fields=["office", "stage", "since"], name="spent_office")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.stage} {self.seconds}"
