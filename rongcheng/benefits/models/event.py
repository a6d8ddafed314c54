"""The log of an application: what happened, in order; nothing in it is ever changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office
from rongcheng.benefits.events import TABLE, Kind, Who

from .application import Application


class ApplicationEvent(models.Model):
    """One event of one application, of a kind that ``benefits/events.py`` declares."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="events", db_index=False,
        help_text=_("The application."),
    )  # fmt: skip
    seq = models.IntegerField(help_text="1, 2, 3 … within the application.")
    code = models.CharField(max_length=20, help_text="Kind of event: a key of events.TABLE.")
    at = models.DateTimeField(help_text="When it happened.")
    who = models.CharField(max_length=12, choices=Who, help_text=_("In which part they acted."))
    step = models.CharField(max_length=10, blank=True, help_text="At which step it happened.")
    actor = models.CharField(max_length=80, help_text="Who did it: staff:12, worker:3, system.")
    actor_name = models.CharField(max_length=120, help_text="Their name at that time.")
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The office they acted for."),
    )  # fmt: skip
    text = models.TextField(blank=True, help_text=_("What was said or written."))
    detail = models.JSONField(default=dict, help_text="Clause, amount, path, days, …")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "seq"], name="applied_event")]
        indexes = [models.Index(fields=["code", "-at"], name="applied_event_code")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.seq} {self.code}"

    @property
    def kind(self) -> Kind:
        return TABLE[self.code]
