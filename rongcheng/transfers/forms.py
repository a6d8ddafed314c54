"""Forms for lists of organised transfer."""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.forms import PlaceField
from rongcheng.agencies.models import Staff
from rongcheng.agencies.scope import scope_of
from rongcheng.people.ledger.identity import check_character

from .queries import organisers

SUFFIXES = (".xlsx", ".xls", ".csv", ".ods", ".et", ".xlsm")
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class RosterForm(forms.Form):
    """Whose list it is, about people from where, and the file if there is one."""

    organiser = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Organiser"),
        help_text=gettext_lazy(
            "Whoever is not on this list has to be entered as an employer first."
        ),
    )
    place = PlaceField(
        label=gettext_lazy("The people come from"),
        help_text=gettext_lazy("Only people registered there are looked up."),
    )
    file = forms.FileField(
        label=gettext_lazy("The list"), required=False,
        widget=forms.FileInput({"accept": ",".join(SUFFIXES)}),
        help_text=gettext_lazy("Leave it empty to type the rows on the next page."),
    )  # fmt: skip

    def __init__(self, *args: object, by: Staff, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organiser"].queryset = organisers(by)
        self.fields["place"].within = scope_of(by).lo
        if by.office:
            self.fields["place"].initial = by.office.place.full_name

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file and Path(file.name).suffix.lower() not in SUFFIXES:
            raise forms.ValidationError(
                _("“%(name)s” is not a spreadsheet. Use xlsx, xls, csv, ods or et.")
                % {"name": file.name}
            )
        return file


class RowForm(forms.Form):
    """One person typed on the page."""

    name = forms.CharField(label=gettext_lazy("Person's name"), max_length=60)
    id_number = forms.CharField(label=gettext_lazy("ID number"), max_length=18, required=False)
    birth_date = forms.DateField(
        label=gettext_lazy("Birth date"), widget=DAY, required=False,
        help_text=gettext_lazy("Only where the ID number is not known."),
    )  # fmt: skip
    start = forms.DateField(label=gettext_lazy("First day of the work"), widget=DAY)
    end = forms.DateField(
        label=gettext_lazy("Last day"), widget=DAY, required=False,
        help_text=gettext_lazy("Empty while they still work there."),
    )  # fmt: skip

    def clean_id_number(self) -> str | None:
        number = self.cleaned_data["id_number"].strip().upper()
        if not number:
            return None
        if (
            len(number) != 18
            or not number[:17].isdigit()
            or check_character(number[:17]) != number[17]
        ):
            raise forms.ValidationError(_("This ID number is mistyped; compare it with the card."))
        return number


class WithdrawForm(forms.Form):
    """Why a list is withdrawn."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)
