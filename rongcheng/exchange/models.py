"""What the exchange itself remembers: requests that must not be carried out twice."""

from __future__ import annotations

from django.db import models

from rongcheng.agencies.models import Staff


class Submission(models.Model):
    """A request that carried an ``Idempotency-Key``, and what came of it."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, help_text="Who sent it.")
    key = models.CharField(max_length=80, help_text="The key that the client chose.")
    digest = models.CharField(max_length=64, help_text="Keyed hash of what was sent.")
    person_id = models.BigIntegerField(null=True, help_text="Number of the person it led to.")
    outcome = models.CharField(max_length=12, blank=True, help_text="new, matched or unchanged.")
    to_review = models.IntegerField(default=0, help_text="Pairs queued for a decision.")
    sent_at = models.DateTimeField(auto_now_add=True, help_text="When it first came.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "key"], name="submission_once"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.key}"
