"""Start-up loans and microcredit: with which bank, how much, what became of it, the subsidy."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongcheng.employers.models import Employer
from rongcheng.people.models import Person
from rongcheng.places.models import Place

from .application import Application
from .pay_list import PayLine, PayRun


class Loan(models.Model):
    """One loan, from the day it is sent to the bank until it is repaid."""

    class Scheme(models.TextChoices):
        GUARANTEE = "guarantee", _("Start-up guarantee loan")
        FIRM = "firm", _("Start-up guarantee loan to a firm")
        MICROCREDIT = "microcredit", _("Microcredit")

    class State(models.TextChoices):
        SENT = "sent", _("With the bank")
        LOOKED_INTO = "looked_into", _("Looked into by the bank")
        LENT = "lent", _("Lent")
        OVERDUE = "overdue", _("Overdue")
        REPAID = "repaid", _("Repaid")
        DECLINED = "declined", _("Declined by the bank")

    scheme = models.CharField(_("Scheme"), max_length=12, choices=Scheme, help_text=_("Which."))
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, related_name="loans",
        help_text=_("With which it was granted; none for a firm's loan that the bank reported."),
    )  # fmt: skip
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("Who borrows.")
    )
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, related_name="loans",
        help_text=_("The firm, park or base that borrows."),
    )  # fmt: skip
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text=_("Where it counts.")
    )
    bank = models.CharField(_("Bank"), max_length=80, help_text=_("The bank that handles it."))
    ceiling = models.BigIntegerField(
        _("Ceiling"), null=True, help_text=_("The most that was granted, in fen.")
    )
    counter_guarantee = models.CharField(
        _("Counter-guarantee"), max_length=120, blank=True,
        help_text=_("Who or what stands for it; empty where it is waived."),
    )  # fmt: skip
    state = models.CharField(
        _("State"), max_length=12, choices=State, default=State.SENT, help_text=_("How far it is.")
    )
    sent_on = models.DateField(_("Sent to the bank"), help_text=_("When the bank got it."))
    looked_into_on = models.DateField(null=True, help_text=_("When the bank looked into it."))
    findings = models.CharField(max_length=300, blank=True, help_text=_("What the bank found."))
    declined_on = models.DateField(null=True, help_text=_("When the bank declined."))
    reason = models.CharField(max_length=300, blank=True, help_text=_("Why the bank declined."))
    # --- once lent -------------------------------------------------------------------------------
    amount = models.BigIntegerField(_("Lent"), null=True, help_text=_("In fen."))
    starts = models.DateField(_("From"), null=True, help_text=_("Day the money was lent."))
    ends = models.DateField(_("Until"), null=True, help_text=_("Day it is to be repaid."))
    rate = models.PositiveIntegerField(
        _("Rate"), null=True, help_text=_("A year, in hundredths of a percent.")
    )
    lpr = models.PositiveIntegerField(
        _("LPR"), null=True, help_text=_("One-year LPR of that day, in hundredths of a percent.")
    )
    share = models.PositiveSmallIntegerField(
        null=True, help_text=_("Percent of the interest that is subsidised; null: above a rate.")
    )
    borrower_rate = models.PositiveIntegerField(
        null=True, help_text=_("Rate that the borrower bears alone, in hundredths of a percent.")
    )
    terms = models.CharField(max_length=200, blank=True, help_text=_("Source of these terms."))
    terms_origin = models.CharField(max_length=8, blank=True, help_text="law, seed or default.")
    repaid_on = models.DateField(null=True, help_text=_("When all of it was repaid."))
    overdue_since = models.DateField(null=True, help_text=_("First day overdue."))

    class Meta:
        indexes = [
            models.Index(fields=["place", "state"], name="loan_place"),
            models.Index(fields=["person"], name="loan_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=~Q(state="declined"), name="one_bank_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(employer=None), name="one_borrower"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["lent", "overdue", "repaid"])
                | Q(amount__gt=0, starts__isnull=False, ends__isnull=False, rate__isnull=False),
                name="lent_with_its_terms",
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gt=F("starts")), name="loan_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(ceiling=None) | Q(amount__lte=F("ceiling")),
                name="lent_within_the_ceiling",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="declined_for_a_reason"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.bank} {self.pk}"


class LoanRepayment(models.Model):
    """Principal that came back."""

    loan = models.ForeignKey(
        Loan, on_delete=models.PROTECT, related_name="repayments", help_text=_("Of which loan.")
    )
    on = models.DateField(_("On"), help_text=_("Day the bank had it."))
    amount = models.BigIntegerField(_("Amount"), help_text=_("Principal in fen."))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_of_something")
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.on}"


class InterestPaid(models.Model):
    """The interest that the borrower paid for one quarter, as the bank's statement has it."""

    loan = models.ForeignKey(
        Loan, on_delete=models.PROTECT, related_name="interest", help_text=_("Of which loan.")
    )
    quarter = models.CharField(max_length=6, help_text=_("As 2023Q4."))
    amount = models.BigIntegerField(_("Interest"), help_text=_("In fen, by the bank's statement."))
    entered_by = models.CharField(max_length=120, help_text=_("Who entered it."))
    entered_at = models.DateTimeField(auto_now_add=True, help_text=_("When it was entered."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "quarter"], name="interest_once_a_quarter"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="interest_not_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.quarter}"


class InterestRun(PayRun):
    """Interest subsidies of one quarter at one place.

    Statements of banks come late, so a quarter can have several lists; a loan is on one of them.
    """

    PERIOD = "quarter"

    quarter = models.CharField(max_length=6, help_text=_("As 2023Q4."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "quarter"], condition=Q(approved_at=None),
                name="one_open_interest_run",
            )
        ]  # fmt: skip


class InterestLine(PayLine):
    """The subsidy of one loan for one quarter."""

    run = models.ForeignKey(
        InterestRun, on_delete=models.CASCADE, related_name="lines", help_text=_("Which list.")
    )
    loan = models.ForeignKey(
        Loan, on_delete=models.PROTECT, related_name="subsidies", help_text=_("Of which loan.")
    )
    quarter = models.CharField(max_length=6, help_text=_("As 2023Q4."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "quarter"], name="subsidised_once_a_quarter"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="subsidy_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.quarter}"
