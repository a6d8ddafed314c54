"""Employment: one row for each spell of work, derived from the records that told of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .person import Person
from .source import SourceRecord
from .stated import StatedWork


class EmploymentSpell(StatedWork):
    """A time of work for one employer at one place; open while ``end_date`` is empty."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="spells", db_index=False,
        help_text=_("Who worked."),
    )  # fmt: skip
    transfer_range = models.CharField(
        _("Range of transfer"), max_length=40, default="unknown",
        help_text=_("How far from home; worked out from both places."),
    )  # fmt: skip
    source = models.ForeignKey(
        SourceRecord, on_delete=models.CASCADE, related_name="spells",
        help_text=_("The source that told of it first."), db_index=False, db_constraint=False,
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
            models.Index(fields=["person"], name="spell_person"),
        ]

    def __str__(self) -> str:
        return f"{self.employer_name or '—'} {self.start_date or ''}"
