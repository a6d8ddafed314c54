"""What the exchange itself remembers: requests that must not be carried out twice, webhooks."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff
from rongcheng.appeals.models import Appeal
from rongcheng.core.fields import SealedTextField


class Submission(models.Model):
    """A request that carried an ``Idempotency-Key``, and what came of it."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, help_text="Who sent it.")
    key = models.CharField(max_length=80, help_text="The key that the client chose.")
    digest = models.CharField(max_length=64, help_text="Keyed hash of what was sent.")
    person_id = models.BigIntegerField(null=True, help_text="Number of the person it led to.")
    appeal_number = models.CharField(
        max_length=24, blank=True, help_text="Number of the appeal it led to."
    )
    outcome = models.CharField(max_length=12, blank=True, help_text="new, matched or unchanged.")
    to_review = models.IntegerField(default=0, help_text="Pairs queued for a decision.")
    sent_at = models.DateTimeField(auto_now_add=True, help_text="When it first came.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "key"], name="submission_once"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.key}"


class Webhook(models.Model):
    """An address of another system that wants to know when appeals change.

    It hears of the appeals that its owner may see, at the time at which they change.
    """

    staff = models.ForeignKey(
        Staff, on_delete=models.CASCADE, related_name="webhooks", help_text="Whose it is."
    )
    url = models.CharField(_("Address"), max_length=500, help_text=_("http or https."))
    secret = SealedTextField(help_text="Key of the signatures, sealed.")
    events = ArrayField(
        models.CharField(max_length=20), default=list, blank=True,
        help_text="Codes of events that it wants to hear of; empty: all.",
    )  # fmt: skip
    since = models.DateTimeField(help_text="Hears of events from here on.")
    delivered_at = models.DateTimeField(null=True, help_text="When one last arrived.")
    disabled_at = models.DateTimeField(null=True, help_text="When it was switched off.")
    disabled_why = models.CharField(max_length=300, blank=True, help_text=_("Why, for its owner."))

    class Meta:
        indexes = [
            models.Index(
                fields=["staff"], condition=models.Q(disabled_at=None), name="webhook_active"
            )
        ]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One event on its way to one webhook."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Given up")

    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", help_text="To whom."
    )
    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="About what."
    )
    seq = models.IntegerField(help_text="Which event of the appeal.")
    body = models.JSONField(help_text="What is sent, the same at each attempt.")
    state = models.CharField(
        max_length=9, choices=State, default=State.WAITING, help_text="How far it is."
    )
    attempts = models.SmallIntegerField(default=0, help_text="How often it was tried.")
    next_at = models.DateTimeField(null=True, help_text="When it is tried next.")
    answer = models.CharField(max_length=200, blank=True, help_text=_("What came of the last try."))
    made_at = models.DateTimeField(auto_now_add=True, help_text="When it was to be sent first.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "appeal", "seq"], name="delivery_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(state="waiting"), name="delivery_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.appeal_id} {self.seq}"
