"""What a decision was taken on, kept so that it can be worked out again years later."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .application import Application
from .event import ApplicationEvent


class Decision(models.Model):
    """Facts, rule and result at one moment of an application; never changed, never removed.

    ``rule`` holds the rule with the values of the day as ``rulekit.frozen`` writes it, so neither
    a later pack nor a later fact dictionary can change what comes out (``services/decisions.py``).
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="decisions", help_text=_("Which.")
    )
    event = models.OneToOneField(
        ApplicationEvent, on_delete=models.PROTECT, related_name="decision",
        help_text=_("The event that it belongs to: applied, approved, refused."),
    )  # fmt: skip
    as_of = models.DateField(help_text=_("The day the facts are of."))
    rule_version = models.CharField(max_length=64, help_text="Fingerprint of the rule's text.")
    rule = models.JSONField(help_text="The rule with the values of the day, and its words.")
    facts = models.JSONField(help_text="The facts that the rule asks for, as they were.")
    outcome = models.CharField(max_length=10, help_text="eligible, not or needs.")
    conditions = models.JSONField(help_text="Id of each condition: true, false or null.")
    amount = models.BigIntegerField(null=True, help_text=_("Worked out, in fen."))
    overruled = models.CharField(
        max_length=300, blank=True,
        help_text=_("Why the office decided otherwise than the rule works out."),
    )  # fmt: skip
    sha256 = models.CharField(max_length=64, help_text="Hash over all of this.")

    def __str__(self) -> str:
        return f"{self.application_id} {self.as_of} {self.outcome}"
