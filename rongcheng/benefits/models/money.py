"""Budgets, what is committed of them, and what is paid in batches through a bank."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff
from rongcheng.core.fields import SealedTextField
from rongcheng.places.models import Place

from .application import Application


class Budget(models.Model):
    """Money of one source for one year at one place; what is left of it is always reckoned."""

    class Source(models.TextChoices):
        EMPLOYMENT = "employment", _("Employment subsidy fund")
        BRIDGING = "bridging", _("Central bridging fund for rural revitalisation")
        PROVINCE = "province", _("Provincial money")
        PREFECTURE = "prefecture", _("Prefectural money")
        COUNTY = "county", _("County money")
        INSURANCE = "insurance", _("Unemployment insurance fund")

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("Place"),
        help_text=_("The place whose money it is; it pays applications of this place and below."),
    )  # fmt: skip
    year = models.SmallIntegerField(_("Year"), help_text=_("Budget year."))
    source = models.CharField(
        _("Source"), max_length=10, choices=Source, help_text=_("Where the money comes from.")
    )
    rules = ArrayField(
        models.CharField(max_length=40), default=list, blank=True,
        help_text="Ids of the rules it pays for; empty: every rule of the place.",
    )  # fmt: skip
    amount = models.BigIntegerField(_("Amount"), help_text=_("In fen."))
    document = models.CharField(
        _("Document"), max_length=120, help_text=_("The document that gives the money.")
    )
    made_by = models.CharField(max_length=120, help_text="Who entered it.")
    made_at = models.DateTimeField(auto_now_add=True, help_text="When it was entered.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="budget_not_negative"),
            models.UniqueConstraint(
                fields=["place", "year", "source", "document"], name="budget_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_source_display()} {self.document}"


class Commitment(models.Model):
    """Money of a budget that an approved application takes.

    Whether it is held, paid or free again follows from the stage of its application, so nothing has
    to be booked when somebody withdraws or the bank returns a payment.
    """

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="commitment", help_text=_("Which.")
    )
    budget = models.ForeignKey(
        Budget, on_delete=models.PROTECT, related_name="commitments",
        help_text=_("The budget that pays it."),
    )  # fmt: skip
    amount = models.BigIntegerField(help_text=_("In fen."))
    at = models.DateTimeField(auto_now=True, help_text="When it was set aside.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="commitment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.amount}"


class BudgetMove(models.Model):
    """That another budget is to pay an application: asked by one person, agreed to by another."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="moves", help_text=_("Which.")
    )
    budget = models.ForeignKey(
        Budget, on_delete=models.PROTECT, related_name="moves", help_text=_("What is to pay it.")
    )
    reason = models.CharField(max_length=300, help_text=_("Why, with the document."))
    asked_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, related_name="+", help_text=_("Who asked for it.")
    )
    asked_at = models.DateTimeField(auto_now_add=True, help_text=_("When it was asked for."))
    settled_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("Who agreed to it or did not."),
    )  # fmt: skip
    settled_at = models.DateTimeField(null=True, help_text=_("When that was."))
    agreed = models.BooleanField(default=False, help_text=_("Whether it was agreed to."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(settled_at=None), name="one_open_move"
            ),
            models.CheckConstraint(
                condition=models.Q(agreed=False) | ~models.Q(settled_by=models.F("asked_by")),
                name="move_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.budget_id}"


class PaymentBatch(models.Model):
    """Payments that go to the bank in one file: made by one person, signed by another."""

    class State(models.TextChoices):
        MADE = "made", _("To be signed")
        BACK = "back", _("Sent back to who made it")
        SIGNED = "signed", _("With the bank")
        DONE = "done", _("Answered by the bank")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("Number"), max_length=20, unique=True, help_text=_("Its number."))
    budget = models.ForeignKey(
        Budget, on_delete=models.PROTECT, related_name="batches",
        help_text=_("The budget that pays it."),
    )  # fmt: skip
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text=_("The place that pays.")
    )
    state = models.CharField(
        max_length=9, choices=State, default=State.MADE, help_text=_("How far it is.")
    )
    form = models.CharField(max_length=30, help_text="Name of the file format in handling.yaml.")
    purpose = models.CharField(
        _("Purpose"), max_length=60, help_text=_("What stands on the bank statement.")
    )
    total = models.BigIntegerField(help_text=_("In fen."))
    count = models.IntegerField(help_text="Number of payments.")
    made_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, related_name="+", help_text=_("Who made it.")
    )
    made_at = models.DateTimeField(help_text="When it was made.")
    signed_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("Who signed it.")
    )
    signed_at = models.DateTimeField(null=True, help_text="When it was signed.")
    back_by = models.CharField(max_length=120, blank=True, help_text=_("Who sent it back."))
    back_reason = models.CharField(
        max_length=300, blank=True, help_text=_("Why it was sent back to who made it.")
    )
    ended_at = models.DateTimeField(null=True, help_text="When it was answered or cancelled.")
    end_reason = models.CharField(max_length=300, blank=True, help_text=_("Why it was cancelled."))
    file_name = models.CharField(max_length=80, blank=True, help_text=_("Name of the bank file."))
    stored_as = models.CharField(max_length=120, blank=True, help_text="Sealed file of the batch.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Hash of the bank file.")
    lines = models.IntegerField(default=0, help_text="Lines of the bank file.")

    class Meta:
        indexes = [models.Index(fields=["place", "-made_at"], name="paybatch_place")]
        constraints = [
            models.CheckConstraint(condition=models.Q(total__gt=0, count__gt=0), name="batch_pays"),
            models.CheckConstraint(
                condition=models.Q(signed_by=None) | ~models.Q(signed_by=models.F("made_by")),
                name="batch_two_persons",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["made", "back", "cancelled"])
                | models.Q(signed_at__isnull=False),
                name="batch_signed_first",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Payment(models.Model):
    """One application's money in one batch, to the account that it had when the batch was made."""

    class State(models.TextChoices):
        WAITING = "waiting", _("With the bank")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Returned by the bank")
        CANCELLED = "cancelled", _("Cancelled")

    batch = models.ForeignKey(
        PaymentBatch, on_delete=models.PROTECT, related_name="payments", help_text=_("Which.")
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="payments", help_text=_("Which.")
    )
    line = models.IntegerField(default=0, help_text="Line of the bank file; 0 before it is signed.")
    amount = models.BigIntegerField(help_text=_("In fen."))
    payee = models.CharField(_("Account holder"), max_length=120, help_text=_("Name."))
    bank = models.CharField(_("Bank"), max_length=80, blank=True, help_text=_("Bank and branch."))
    account = SealedTextField(_("Account number"), help_text=_("Sealed."))
    account_index = models.UUIDField(help_text="Blind index of the account number.")
    warnings = ArrayField(
        models.CharField(max_length=20), default=list,
        help_text="What was told about it when the batch was made: keys of paying.WARNINGS.",
    )  # fmt: skip
    state = models.CharField(
        max_length=9, choices=State, default=State.WAITING, help_text=_("How far it is.")
    )
    reason = models.CharField(
        max_length=300, blank=True, help_text=_("Why the bank returned it, in plain words.")
    )
    answered_at = models.DateTimeField(null=True, help_text="When the bank's answer was read.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_positive"),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(state__in=["waiting", "paid"]),
                name="paid_once",
            ),
            models.UniqueConstraint(fields=["batch", "application"], name="once_in_a_batch"),
        ]
        indexes = [models.Index(fields=["account_index"], name="payment_account")]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.batch_id} {self.application_id} {self.state}"


class BankReply(models.Model):
    """One reading of a file that the bank sent back; its rows and what became of each."""

    batch = models.ForeignKey(
        PaymentBatch, on_delete=models.PROTECT, related_name="replies", help_text=_("Which.")
    )
    file_name = models.CharField(max_length=200, help_text=_("File name as it came."))
    sha256 = models.CharField(max_length=64, help_text="Hash of the file.")
    stored_as = models.CharField(max_length=120, help_text="The file, sealed.")
    read_by = models.CharField(max_length=120, help_text="Who read it in.")
    read_at = models.DateTimeField(auto_now_add=True, help_text="When it was read.")
    paid = models.IntegerField(help_text="Payments that it newly told as paid.")
    failed = models.IntegerField(help_text="Payments that it newly told as returned.")
    already = models.IntegerField(help_text="Rows that were known.")
    problems = models.JSONField(default=list, help_text="Row and sentence of what did not fit.")

    class Meta:
        indexes = [models.Index(fields=["batch", "-read_at"], name="bankreply_batch")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.file_name}"
