"""Money that has to be paid back: how much, by when, and what came."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .application import Application
from .money import Budget


class Clawback(models.Model):
    """One reclaim of one paid application; what came back of it goes to its budget."""

    class State(models.TextChoices):
        OPEN = "open", _("To be paid back")
        RECOVERED = "recovered", _("Paid back in full")
        ENDED = "ended", _("Reclaim ended")

    number = models.CharField(_("Number"), max_length=20, unique=True, help_text=_("Its number."))
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="clawbacks", help_text=_("Which.")
    )
    budget = models.ForeignKey(
        Budget, on_delete=models.PROTECT, null=True, related_name="clawbacks",
        help_text=_("The budget that the money goes back to."),
    )  # fmt: skip
    state = models.CharField(
        max_length=9, choices=State, default=State.OPEN, help_text=_("How far it is.")
    )
    amount = models.BigIntegerField(_("Amount"), help_text=_("In fen."))
    reason = models.CharField(_("Reason"), max_length=500, help_text=_("Why it is reclaimed."))
    clause = models.CharField(_("Clause"), max_length=200, help_text=_("On what ground."))
    decided_by = models.CharField(max_length=120, help_text="Who decided it.")
    decided_at = models.DateTimeField(help_text="When it was decided.")
    ended_at = models.DateTimeField(null=True, help_text="When all had come, or it was ended.")
    end_reason = models.CharField(max_length=500, blank=True, help_text=_("Why it was ended."))

    class Meta:
        indexes = [models.Index(fields=["state", "-decided_at"], name="clawback_state")]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="clawback_positive"),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="open"), name="reclaimed_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Instalment(models.Model):
    """A part of a clawback and the day by which it has to come."""

    clawback = models.ForeignKey(
        Clawback, on_delete=models.CASCADE, related_name="instalments", help_text=_("Which.")
    )
    due_on = models.DateField(_("Due"), help_text=_("The last day."))
    amount = models.BigIntegerField(_("Amount"), help_text=_("In fen."))

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="instalment_positive"),
            models.UniqueConstraint(fields=["clawback", "due_on"], name="instalment_day"),
        ]

    def __str__(self) -> str:
        return f"{self.clawback_id} {self.due_on}"


class Repayment(models.Model):
    """Money that came back, with its receipt."""

    clawback = models.ForeignKey(
        Clawback, on_delete=models.PROTECT, related_name="repayments", help_text=_("Which.")
    )
    came_on = models.DateField(_("Came on"), help_text=_("The day it came in."))
    amount = models.BigIntegerField(_("Amount"), help_text=_("In fen."))
    receipt = models.CharField(
        _("Receipt"), max_length=60, help_text=_("Number of the receipt or of the bank's slip.")
    )
    entered_by = models.CharField(max_length=120, help_text="Who entered it.")
    entered_at = models.DateTimeField(auto_now_add=True, help_text="When it was entered.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="repayment_positive"),
            models.UniqueConstraint(fields=["clawback", "receipt"], name="receipt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.clawback_id} {self.receipt}"
