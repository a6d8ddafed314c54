"""Drafts of rules: written by one person, put in force by another, from a day on."""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office, Staff


class RuleDraft(models.Model):
    """A page of a pack that writes or changes one rule, or adds clauses to notices.

    In force it stands over the pack's files. Once submitted its text is never changed again: what
    was approved is what holds.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft of a rule")
        SUBMITTED = "submitted", _("Waits for approval")
        APPROVED = "approved", _("Draft approved")
        REFUSED = "refused", _("Draft refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    pack = models.CharField(_("Pack"), max_length=30, help_text="The pack that it changes.")
    rule = models.CharField(
        _("Rule of a benefit"), max_length=40, blank=True, help_text="Id of the rule."
    )
    text = models.TextField(_("YAML text"), help_text="YAML as a file of the pack holds it.")
    basis = models.CharField(
        max_length=64, blank=True,
        help_text="Version of the rule that it was made from; empty for a new rule.",
    )  # fmt: skip
    reason = models.CharField(
        _("Reason"), max_length=500, blank=True, help_text=_("Why the rule is to be changed.")
    )
    from_day = models.DateField(
        _("Takes effect on"), null=True, help_text=_("From this day on it holds.")
    )
    state = models.CharField(
        max_length=10, choices=State, default=State.DRAFT, help_text=_("How far the draft is.")
    )
    author = models.ForeignKey(
        Staff, on_delete=models.PROTECT, related_name="+", help_text=_("Who writes it.")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", help_text=_("Their office.")
    )
    decided_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("Who approved or refused it; never the author."),
    )  # fmt: skip
    remark = models.CharField(
        max_length=500, blank=True, help_text=_("What whoever decided wrote to it.")
    )
    created_at = models.DateTimeField(auto_now_add=True, help_text="When it was begun.")
    saved_at = models.DateTimeField(auto_now=True, help_text="When it was last changed.")
    submitted_at = models.DateTimeField(null=True, help_text="When it was submitted.")
    decided_at = models.DateTimeField(null=True, help_text="When it was approved or refused.")

    class Meta:
        indexes = [
            models.Index(fields=["pack", "state", "from_day"], name="rule_draft_pack"),
            models.Index(fields=["state", "-saved_at"], name="rule_draft_state"),
        ]

    def __str__(self) -> str:
        return f"{self.pack} {self.rule} #{self.pk}"

    @property
    def only_clauses(self) -> bool:
        """Whether it adds clauses to notices and touches no rule."""
        keys = re.findall(r"^(rules|values|clauses):", self.text, re.M)
        return not self.rule and set(keys) == {"clauses"}

    @property
    def label(self) -> str:
        """How mistakes name it: where its file would stand in the pack."""
        return f"packs/{self.pack}/benefits/draft-{self.pk or 'new'}.yaml"


class RuleTrial(models.Model):
    """One run of changed rules over the registry; nothing of it reaches live decisions."""

    class State(models.TextChoices):
        WAITING = "waiting", _("In line")
        RUNNING = "running", _("Being worked out")
        DONE = "done", _("Worked out")
        FAILED = "failed", _("Could not be worked out")

    title = models.CharField(_("Name of it"), max_length=120, help_text=_("What is tried."))
    pack = models.CharField(_("Pack"), max_length=30, help_text="The pack before the change.")
    other = models.CharField(
        max_length=30, blank=True, help_text="Another pack, compared instead of a changed rule."
    )
    text = models.TextField(blank=True, help_text="YAML that is laid over the pack.")
    rule = models.CharField(
        max_length=40, blank=True, help_text="The rule that is altered without a page."
    )
    changes = models.JSONField(
        default=dict, help_text="What is altered: values, drop, add, amount (rules/altering.py)."
    )
    draft = models.ForeignKey(
        RuleDraft, on_delete=models.PROTECT, null=True, related_name="trials",
        help_text=_("The draft that was tried, if one was."),
    )  # fmt: skip
    day = models.DateField(_("Asked about"), help_text=_("The day that rules and facts are of."))
    place = models.ForeignKey(
        "places.Place", on_delete=models.PROTECT, related_name="+",
        help_text=_("Whose people were counted: the place of who asked."),
    )  # fmt: skip
    by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, related_name="+", help_text=_("Who asked.")
    )
    state = models.CharField(
        max_length=8, choices=State, default=State.WAITING, help_text=_("How far the trial is.")
    )
    progress = models.JSONField(default=dict, help_text="``share`` from 0 to 1, ``stage``.")
    failure = models.TextField(blank=True, help_text=_("Why it could not be worked out."))
    result = models.JSONField(null=True, help_text="Counts by rule and county, overlaps.")
    registry_at = models.DateTimeField(null=True, help_text="When the registry was read for it.")
    asked_at = models.DateTimeField(auto_now_add=True, help_text="When it was asked for.")

    class Meta:
        indexes = [models.Index(fields=["place", "-asked_at"], name="rule_trial_place")]

    def __str__(self) -> str:
        return self.title
