"""Employment: one row for each spell of work that a source told of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.places.models import Place

from .person import Person
from .source import SourceRecord


class EmploymentSpell(models.Model):
    """A time of work for one employer at one place; open while ``end_date`` is empty."""

    class Contract(models.TextChoices):
        WRITTEN = "written", _("Written contract")
        ORAL = "oral", _("Oral agreement")
        NONE = "none", _("No contract")

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="spells", help_text=_("Who worked.")
    )
    employer_name = models.CharField(
        _("Employer"), max_length=120, null=True, help_text=_("Employer as the source wrote it.")
    )
    employer_code = models.CharField(
        _("Unified social credit code"), max_length=18, null=True, help_text="GB 32100"
    )
    industry = models.CharField(_("Industry"), max_length=5, null=True, help_text="GB/T 4754")
    occupation = models.CharField(
        _("Occupation"), max_length=60, null=True, help_text=_("Work done, as written.")
    )
    work_place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("Work place"),
        help_text=_("Place of work, as deep as known."),
    )  # fmt: skip
    transfer_range = models.CharField(
        _("Range of transfer"), max_length=40, default="unknown",
        help_text=_("How far from home; worked out from both places."),
    )  # fmt: skip
    wage = models.IntegerField(_("Wage"), null=True, help_text=_("Fen per month."))
    contract = models.CharField(
        _("Contract"), max_length=10, null=True, choices=Contract, help_text=_("Kind of contract.")
    )
    insurance = models.CharField(
        _("Insurance"), max_length=80, null=True,
        help_text="pension, medical, injury, unemployment, maternity; or none",
    )  # fmt: skip
    start_date = models.DateField(_("From"), null=True, help_text=_("First day, if known."))
    end_date = models.DateField(_("To"), null=True, help_text=_("Last day; empty while it lasts."))
    source = models.ForeignKey(
        SourceRecord, on_delete=models.CASCADE, related_name="spells",
        help_text=_("The source that told of it first."),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(end_date=None), name="one_open_spell"
            ),
            models.CheckConstraint(
                condition=models.Q(end_date=None)
                | models.Q(start_date=None)
                | models.Q(end_date__gte=models.F("start_date")),
                name="spell_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-start_date"], name="spell_person"),
            models.Index(fields=["source"], name="spell_source"),
            models.Index(
                fields=["transfer_range", "industry"],
                condition=models.Q(end_date=None),
                name="spell_open_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer_name or '—'} {self.start_date or ''}"
