"""Lists of the people whom an HR agency, a broker or another body brought to work."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office, Staff
from rongcheng.core.fields import SealedTextField
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person
from rongcheng.places.models import Place


class Roster(models.Model):
    """One list that an organiser handed in; it counts from being loaded until withdrawn."""

    class State(models.TextChoices):
        CHECKED = "checked", _("Checked")
        LOADED = "loaded", _("Loaded")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    organiser = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="rosters", verbose_name=_("Organiser"),
        help_text=_("Who brought the people to work."),
    )  # fmt: skip
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("Place"),
        help_text=_("Where the people come from; only people from there are looked up."),
    )  # fmt: skip
    file_name = models.CharField(
        _("File"), max_length=200, blank=True, help_text=_("Empty where it was typed on the page.")
    )
    stored_as = models.CharField(
        max_length=200, blank=True, help_text="Path below the upload folder."
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("Office that took it in."),
    )  # fmt: skip
    entered_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("Who took it in.")
    )
    entered_at = models.DateTimeField(auto_now_add=True, help_text="When it was taken in.")
    state = models.CharField(
        _("State"), max_length=10, choices=State, default=State.CHECKED,
        help_text=_("How far it is."),
    )  # fmt: skip
    loaded_at = models.DateTimeField(null=True, help_text="When its good rows were loaded.")

    class Meta:
        indexes = [models.Index(fields=["place", "-entered_at"], name="roster_place")]

    def __str__(self) -> str:
        return self.file_name or f"{self.organiser} {self.pk}"


class OrganisedTransfer(models.Model):
    """A row of a list: whom the organiser brought to work, and from when to when.

    Where they worked and how far from home the registry itself knows: the spells of work within
    these days.
    """

    roster = models.ForeignKey(
        Roster, on_delete=models.CASCADE, related_name="rows", help_text=_("Of which list.")
    )
    sheet = models.CharField(max_length=60, blank=True, help_text=_("Sheet of the file."))
    row = models.IntegerField(_("Row"), help_text=_("Row as the spreadsheet numbers it."))
    name = models.CharField(_("Person's name"), max_length=60, help_text=_("As the list has it."))
    id_number = SealedTextField(_("ID number"), null=True, help_text=_("As listed, sealed."))
    birth_date = models.DateField(_("Birth date"), null=True, help_text=_("Date of birth."))
    start_date = models.DateField(
        _("From the day"), null=True, help_text=_("First day of the work.")
    )
    end_date = models.DateField(
        _("To"), null=True, help_text=_("Last day; empty while they still work there.")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("Who it is; empty where nobody was found."),
    )  # fmt: skip
    misread = models.CharField(
        max_length=300, blank=True, help_text=_("What of the row could not be read.")
    )
    problem = models.CharField(
        max_length=300, blank=True, help_text=_("Why the row cannot be loaded.")
    )
    remark = models.CharField(
        max_length=300, blank=True, help_text=_("What to look at before it is loaded.")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_date=None) | models.Q(start_date=None)
                | models.Q(end_date__gte=models.F("start_date")) | ~models.Q(problem=""),
                name="transfer_ends_after_start",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["person", "start_date"], name="transfer_person")]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.row}"
