"""An application for a benefit: whose, for what, and where it stands."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office
from rongcheng.benefits.events import DEAD, Stage, Who
from rongcheng.core.fields import SealedTextField
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person
from rongcheng.places.models import Place


class Application(models.Model):
    """One benefit for one subject and period, applied for or found without applying.

    From ``stage`` on the columns are the fold of the event log (``benefits/state.py``), kept here
    so that lists can filter by them; ``services/log.py`` writes them and nothing else does.
    """

    class Channel(models.TextChoices):
        PORTAL = "portal", _("Applicant's phone")
        DESK = "desk", _("Taken at a desk")
        LISTED = "listed", _("Without applying")
        API = "api", _("Other system")

    number = models.CharField(_("Number"), max_length=20, unique=True, help_text=_("Its number."))
    filed_at = models.DateTimeField(_("Filed"), help_text="When it was made or offered.")
    channel = models.CharField(max_length=8, choices=Channel, help_text=_("How it came."))
    filed_office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The office that took it down, if one did."),
    )  # fmt: skip
    consent = models.CharField(
        max_length=200, blank=True,
        help_text=_("Applied for somebody else: how they agreed, in the clerk's words."),
    )  # fmt: skip
    # --- for what --------------------------------------------------------------------------------
    pack = models.CharField(max_length=30, help_text="The pack that the rule was taken from.")
    rule = models.CharField(_("Benefit"), max_length=40, help_text="Id of the rule.")
    kind = models.CharField(max_length=8, help_text="Kind of outcome: rulekit.rules.KINDS.")
    period = models.CharField(
        max_length=7, blank=True, help_text=_("2023 or 2023-07; empty for what is had once.")
    )
    as_of = models.DateField(
        help_text=_("The day that rule and facts are asked about; the right is judged on it.")
    )
    # --- for whom --------------------------------------------------------------------------------
    subject = models.CharField(max_length=12, help_text="Kind of subject of the rule.")
    key = models.CharField(max_length=80, help_text="Which one: its key in the fact dictionary.")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The person it is about; of a household who applies for it."),
    )  # fmt: skip
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, related_name="applications",
        help_text=_("The employer or agency that applies, if one does."),
    )  # fmt: skip
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("Place"),
        help_text=_("Where it is handled: the village, township or county that begins."),
    )  # fmt: skip
    # --- the money -------------------------------------------------------------------------------
    payee = models.CharField(_("Account holder"), max_length=120, blank=True, help_text=_("Name."))
    bank = models.CharField(_("Bank"), max_length=80, blank=True, help_text=_("Bank and branch."))
    account = SealedTextField(_("Account number"), null=True, help_text=_("Sealed."))
    account_index = models.UUIDField(null=True, help_text="Blind index of the account number.")
    # --- where it stands: the fold of its events -------------------------------------------------
    stage = models.CharField(max_length=10, choices=Stage, help_text=_("Where it stands."))
    step = models.CharField(max_length=10, blank=True, help_text="Level that checks: village, …")
    turn = models.CharField(max_length=10, choices=Who, blank=True, help_text=_("Who acts next."))
    path = ArrayField(models.CharField(max_length=10), default=list, help_text="Its steps.")
    amount = models.BigIntegerField(_("Amount"), null=True, help_text=_("In fen, as decided."))
    due_at = models.DateTimeField(null=True, help_text="When the present step is due.")
    decided_at = models.DateTimeField(null=True, help_text="When it was approved or refused.")
    ended_at = models.DateTimeField(null=True, help_text="When it was over.")
    events_seen = models.IntegerField(default=0, help_text="Events folded into these columns.")

    class Meta:
        indexes = [
            models.Index(fields=["place", "stage", "step", "due_at"], name="application_place"),
            models.Index(fields=["person", "-filed_at"], name="application_person"),
            models.Index(fields=["employer", "-filed_at"], name="application_employer"),
            models.Index(fields=["account_index"], name="application_account"),
            models.Index(fields=["rule", "stage"], name="application_rule"),
            models.Index(fields=["-filed_at"], name="application_filed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject", "key", "period"],
                condition=~models.Q(stage__in=[*sorted(DEAD)]), name="applied_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=None) | ~models.Q(employer=None),
                name="somebody_applies",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Spent(models.Model):
    """Counted time of an application at one step; written from the events."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="spent", help_text=_("Which.")
    )
    stage = models.CharField(max_length=10, choices=Stage, help_text=_("Where it stood."))
    step = models.CharField(max_length=10, blank=True, help_text="Level that had it.")
    turn = models.CharField(max_length=10, blank=True, help_text="Whose turn it was.")
    since = models.DateTimeField(help_text="From when.")
    until = models.DateTimeField(help_text="Until when.")
    seconds = models.IntegerField(help_text="Of them on working days.")
    late = models.BooleanField(default=False, help_text="It took longer than the step allows.")

    def __str__(self) -> str:
        return f"{self.application_id} {self.stage} {self.step} {self.seconds}"
