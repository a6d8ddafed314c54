"""Ledgers that were uploaded, and what an office taught us about their columns."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office, Staff
from rongcheng.places.models import Place


class LedgerBatch(models.Model):
    """One uploaded ledger on its way: checked, loaded, perhaps undone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        LOADING = "loading", _("Being loaded")
        LOADED = "loaded", _("Loaded")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Failed")

    file_name = models.CharField(_("File"), max_length=200, help_text=_("Name as uploaded."))
    file_hash = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    stored_as = models.CharField(max_length=200, help_text="Path below the upload folder.")
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("Place"),
        help_text=_("The place the ledger is about."),
    )  # fmt: skip
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, help_text=_("Office that uploaded it.")
    )
    uploaded_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, help_text=_("Who uploaded it.")
    )
    uploaded_at = models.DateTimeField(auto_now_add=True, help_text="When it was uploaded.")
    state = models.CharField(
        max_length=10, choices=State, default=State.WAITING, help_text=_("How far it is.")
    )
    progress = models.JSONField(default=dict, help_text="Stage and share done, for the page.")
    mapping = models.JSONField(default=list, help_text="Recognised columns, with corrections.")
    counts = models.JSONField(default=dict, help_text="rows, clean, bad, warnings, new, …")
    failure = models.CharField(max_length=500, blank=True, help_text=_("Why it failed."))
    loaded_at = models.DateTimeField(null=True, help_text="When its good rows were loaded.")
    undone_at = models.DateTimeField(null=True, help_text="When the load was undone.")

    class Meta:
        indexes = [models.Index(fields=["place", "-uploaded_at"], name="batch_place")]

    def __str__(self) -> str:
        return self.file_name


class ColumnChoice(models.Model):
    """What an office said a column header means; used for its next ledger."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, help_text=_("Whose habit."))
    header = models.CharField(max_length=120, help_text=_("Header text, normalised."))
    field = models.CharField(max_length=40, blank=True, help_text=_("Field, or empty: leave out."))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "header"], name="column_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.header} → {self.field or '—'}"
