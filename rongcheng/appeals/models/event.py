"""The log of an appeal: what happened, in order; nothing in it is ever changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office
from rongcheng.appeals.events import TABLE, Kind, Who

from .appeal import Appeal


class AppealEvent(models.Model):
    """One event of one appeal, of a kind that ``appeals/events.py`` declares."""

    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, related_name="events", db_index=False,
        help_text=_("The appeal."),
    )  # fmt: skip
    seq = models.IntegerField(help_text="1, 2, 3 … within the appeal.")
    code = models.CharField(max_length=20, help_text="Kind of event: a key of events.TABLE.")
    at = models.DateTimeField(help_text="When it happened.")
    who = models.CharField(max_length=12, choices=Who, help_text=_("In which part they acted."))
    actor = models.CharField(max_length=80, help_text="Who did it: staff:12, worker:3, system.")
    actor_name = models.CharField(max_length=120, help_text="Their name at that time.")
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The office they acted for."),
    )  # fmt: skip
    to_office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The office it goes to, or is proposed for."),
    )  # fmt: skip
    text = models.TextField(blank=True, help_text=_("What was said or written."))
    reason = models.CharField(max_length=40, blank=True, help_text="Code of a listed reason.")
    detail = models.JSONField(default=dict, help_text="Clause, days, outcome, files, …")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "seq"], name="event_once")]
        indexes = [
            models.Index(fields=["code", "-at"], name="event_code"),
            models.Index(fields=["office", "-at"], name="event_office"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.seq} {self.code}"

    @property
    def kind(self) -> Kind:
        return TABLE[self.code]
