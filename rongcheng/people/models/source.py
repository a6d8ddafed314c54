"""What each source said: the registry's memory, from which every value in force is won."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office

from .batch import LedgerBatch
from .person import Person
from .stated import PERSON_FIELDS, WORK_FIELDS, StatedPerson, StatedWork


class SourceRecord(StatedPerson, StatedWork):
    """One statement about one person by one source: a ledger row, a form, an API call.

    Linking, merging, undoing and correcting all come down to which records belong to a person.
    """

    class Channel(models.TextChoices):
        LEDGER = "ledger", _("Ledger")
        DESK = "desk", _("Entered at a desk")
        SELF = "self", _("Registered by the worker")
        API = "api", _("Other system")

    class Trust(models.IntegerChoices):
        UNVERIFIED = 1, _("Unverified")
        OFFICE = 2, _("Recorded by an office")

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="records", db_index=False,
        help_text=_("About whom."),
    )  # fmt: skip
    channel = models.CharField(max_length=8, choices=Channel, help_text=_("How it came."))
    trust = models.SmallIntegerField(choices=Trust, help_text=_("Higher wins over lower."))
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, db_index=False, db_constraint=False,
        help_text=_("Office that recorded it."),
    )  # fmt: skip
    stated_by = models.CharField(max_length=120, help_text=_("Who said it."))
    said_on = models.DateField(help_text=_("The day the statement is about."))
    recorded_at = models.DateTimeField(auto_now_add=True, help_text="When it reached us.")
    batch = models.ForeignKey(
        LedgerBatch, on_delete=models.PROTECT, null=True, related_name="records", db_index=False,
        db_constraint=False, help_text=_("The ledger it came in, if any."),
    )  # fmt: skip
    sheet = models.CharField(max_length=60, blank=True, help_text=_("Sheet of the ledger."))
    row = models.IntegerField(null=True, help_text=_("Row as the spreadsheet numbers it."))
    content = models.UUIDField(
        help_text="Blind fingerprint of all it says; the same content is never recorded twice."
    )
    household_no = models.CharField(
        _("Household number"), max_length=60, null=True, help_text=_("As the source has it.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content", "office"], name="content_once_per_office", nulls_distinct=False
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="record_person"),
            # a batch's records are written together, so a block range index finds them
            BrinIndex(fields=["batch"], name="record_batch", pages_per_range=16),
            models.Index(
                fields=["office", "person"], condition=models.Q(batch=None), name="record_office"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.said_on}"

    def stated(self) -> dict[str, object]:
        """Field name to value, only what this source really said; plain, for those who may see."""
        names = [f for f in (*PERSON_FIELDS, "household_no", *WORK_FIELDS) if "_index" not in f]
        values = {name: getattr(self, self._meta.get_field(name).attname) for name in names}
        return {name: value for name, value in values.items() if value not in (None, "")}
