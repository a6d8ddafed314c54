"""Call-backs: drawn at random, made by somebody else than the handler, recorded."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff

from .appeal import Appeal


class CallBack(models.Model):
    """One call to a worker whose appeal was answered."""

    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, related_name="callbacks", help_text=_("The appeal.")
    )
    drawn_at = models.DateTimeField(help_text="When it was drawn.")
    draw = models.CharField(
        max_length=40, help_text="Day and seed of the draw, so that it can be repeated."
    )
    due_at = models.DateTimeField(null=True, help_text="When the call is due.")
    called_at = models.DateTimeField(
        null=True, help_text="When the worker was reached or given up."
    )
    called_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("Who called.")
    )
    reached = models.BooleanField(null=True, help_text=_("Whether the worker answered the phone."))
    contacted = models.BooleanField(null=True, help_text=_("Did the office contact them?"))
    solved = models.BooleanField(null=True, help_text=_("Is the matter solved?"))
    attitude = models.SmallIntegerField(null=True, help_text=_("5 very satisfied … 1 not at all."))
    result = models.SmallIntegerField(null=True, help_text=_("5 very satisfied … 1 not at all."))
    note = models.CharField(max_length=500, blank=True, help_text=_("What they said."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "draw"], name="callback_once_a_draw"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(called_at=None), name="callback_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.drawn_at:%Y-%m-%d}"
