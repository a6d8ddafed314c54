"""What people and employers have stated about themselves, where no register knows it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.Model):
    """One fact of one subject as it was stated; the newest counts, older ones stay readable."""

    subject = models.CharField(max_length=12, help_text="Kind of subject: person, household, …")
    key = models.CharField(max_length=80, help_text="Which one: its key in the fact dictionary.")
    fact = models.CharField(max_length=40, help_text="Name in the fact dictionary.")
    value = models.JSONField(
        null=True, help_text="As the dictionary's type has it: fen, day, code; null: taken back."
    )
    since = models.DateField(help_text=_("From which day it is so."))
    stated_by = models.CharField(max_length=80, help_text="Actor who stated it.")
    stated_by_name = models.CharField(max_length=120, help_text="Their name at that time.")
    stated_at = models.DateTimeField(auto_now_add=True, help_text="When it was stated.")
    checked_by = models.CharField(
        max_length=120, blank=True, help_text=_("Who compared it with the paper, if anybody did.")
    )
    checked_at = models.DateTimeField(null=True, help_text="When it was compared.")

    class Meta:
        indexes = [
            models.Index(fields=["subject", "key", "fact", "-since", "-id"], name="answer_of")
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.key} {self.fact}"
