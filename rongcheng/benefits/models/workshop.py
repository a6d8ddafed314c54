"""The yearly proof of workshops, parks and incubators: whom they say they employ."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rongcheng.employers.models import Recognition
from rongcheng.people.models import Person

from .application import Application


class Recognised(models.Model):
    """The recognition that an application led to."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="recognised",
        help_text=_("With which it was asked for."),
    )  # fmt: skip
    recognition = models.OneToOneField(
        Recognition, on_delete=models.PROTECT, related_name="recognised",
        help_text=_("What it led to."),
    )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application_id} {self.recognition_id}"


class Proof(models.Model):
    """What a recognised body lays before the office for one year, and what the office finds."""

    class State(models.TextChoices):
        OPEN = "open", _("To be looked at")
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Not passed")

    recognition = models.ForeignKey(
        Recognition, on_delete=models.PROTECT, related_name="proofs", help_text=_("Of which.")
    )
    year = models.PositiveSmallIntegerField(_("Year"), help_text=_("Calendar year."))
    state = models.CharField(max_length=8, choices=State, default=State.OPEN, help_text=_("State."))
    filed_by = models.CharField(max_length=80, help_text="Actor who entered the list.")
    filed_by_name = models.CharField(max_length=120, help_text=_("Their name at that time."))
    filed_at = models.DateTimeField(help_text=_("When the list came."))
    counted = models.PositiveIntegerField(null=True, help_text=_("People that count, as found."))
    declared = models.PositiveIntegerField(help_text=_("People on the list."))
    finding = models.CharField(max_length=300, blank=True, help_text=_("What the office found."))
    reviewed_by = models.CharField(max_length=80, blank=True, help_text="Actor who looked at it.")
    reviewed_by_name = models.CharField(max_length=120, blank=True, help_text=_("Their name."))
    reviewed_at = models.DateTimeField(null=True, help_text=_("When it was looked at."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recognition", "year"], name="one_proof_a_year"),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(reviewed_by=""), name="proof_reviewed_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recognition_id} {self.year}"


class ProofLine(models.Model):
    """One person of the list: what is declared, and what the registry says beside it."""

    proof = models.ForeignKey(
        Proof, on_delete=models.CASCADE, related_name="lines", help_text=_("Of which list.")
    )
    name = models.CharField(_("Name"), max_length=60, help_text=_("As declared."))
    id_index = models.UUIDField(null=True, help_text="Blind index of the ID number declared.")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("Whom the registry knows by this number; empty: nobody."),
    )  # fmt: skip
    months = models.PositiveSmallIntegerField(_("Months declared"), help_text=_("In the year."))
    registered = models.PositiveSmallIntegerField(
        _("Months registered"), help_text=_("Months of the year that the registry knows of.")
    )
    poverty = models.CharField(max_length=12, blank=True, help_text="Poverty status at that time.")
    counts = models.BooleanField(help_text=_("Whether the person counts."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proof", "person"], name="proven_once"),
        ]

    def __str__(self) -> str:
        return f"{self.proof_id} {self.pk}"
