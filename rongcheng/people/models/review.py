"""Two records that may be one person: waiting for a decision, and decisions that can be undone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff

from .batch import LedgerBatch
from .person import Person


class Review(models.Model):
    """A pair of persons that look alike, queued for somebody who sees both side by side."""

    class State(models.TextChoices):
        OPEN = "open", _("To be decided")
        SAME = "same", _("One person")
        DIFFERENT = "different", _("Two persons")
        WITHDRAWN = "withdrawn", _("No longer needed")

    newer = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        related_name="reviews_as_newer",
        help_text=_("Came later."),
    )
    older = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="reviews_as_older", help_text=_("Was there.")
    )
    score = models.FloatField(help_text=_("How sure the comparison is, 0 to 1."))
    reason = models.CharField(max_length=200, help_text=_("What agrees and what does not."))
    batch = models.ForeignKey(
        LedgerBatch, on_delete=models.SET_NULL, null=True, help_text=_("Ledger that raised it.")
    )
    state = models.CharField(
        max_length=10, choices=State, default=State.OPEN, help_text=_("The decision.")
    )
    created_at = models.DateTimeField(auto_now_add=True, help_text="When it was raised.")
    decided_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, help_text=_("Who decided.")
    )
    decided_at = models.DateTimeField(null=True, help_text="When it was decided.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["newer", "older"], name="review_pair_once"),
        ]
        indexes = [models.Index(fields=["state", "-score"], name="review_open")]

    def __str__(self) -> str:
        return f"{self.newer} = {self.older}?"


class Link(models.Model):
    """Records that were given to a person by comparison, so that it can be taken back."""

    kept = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="links", help_text=_("The person kept.")
    )
    gone = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="links_as_gone",
        help_text=_("Merged away; empty where a ledger row was attached at once."),
    )  # fmt: skip
    records = models.JSONField(help_text="Numbers of the source records that came to them.")
    score = models.FloatField(default=1, help_text=_("How sure the comparison was, 0 to 1."))
    automatic = models.BooleanField(help_text=_("Made by the comparison, without a person."))
    reason = models.CharField(max_length=200, help_text=_("Why they are one person."))
    made_at = models.DateTimeField(auto_now_add=True, help_text="When it was made.")
    undone_at = models.DateTimeField(null=True, help_text="When it was taken back.")

    def __str__(self) -> str:
        return f"{self.gone or self.records} → {self.kept}"
