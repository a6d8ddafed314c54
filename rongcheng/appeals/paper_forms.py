"""The clerk's form for what stands on a paper form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.forms import PlaceField
from rongcheng.core.crypto import blind
from rongcheng.people.fingerprints import ID_PURPOSE
from rongcheng.people.forms import PlaceSearch
from rongcheng.people.models import Person

from .matter_forms import ProofField, YuanField
from .models import PaperForm
from .services.filing import Filing
from .services.roster_reading import wrong_number
from .words import category_choices


class PrintForm(forms.Form):
    """How many empty forms, or one for a worker whom the registry knows."""

    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=50, initial=5)
    id_number = forms.CharField(
        label=_("ID number of the worker"), max_length=18, required=False,
        help_text=_("If they are registered, one form is printed with their name and home."),
    )  # fmt: skip

    def clean_id_number(self) -> str:
        number = str(self.cleaned_data["id_number"]).strip().upper()
        if why := wrong_number(number):
            raise forms.ValidationError(why)
        return number


class ReadForm(forms.Form):
    """A photo of a form, and its number where the code cannot be read."""

    photo = ProofField(
        label=_("Photo of the form"),
        widget=forms.FileInput({"accept": "image/*", "capture": "environment"}),
    )
    number = forms.CharField(
        label=_("Form number"), max_length=12, required=False,
        help_text=_("Only if the code cannot be read; it stands below the code."),
    )  # fmt: skip


class TypedForm(forms.Form):
    """What stands on the paper, typed."""

    name = forms.CharField(label=_("Person's name"), max_length=60)
    id_number = forms.CharField(label=_("ID number"), max_length=18, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    home_place = PlaceField(label=_("Home place"), required=False, widget=PlaceSearch())
    event_place = PlaceField(label=_("Where it happened"), required=False, widget=PlaceSearch())
    employer = forms.CharField(label=_("Employer or boss"), max_length=120, required=False)
    site = forms.CharField(label=_("Site or project"), max_length=120, required=False)
    amount = YuanField(label=_("Owed, yuan"), required=False)
    months = forms.DecimalField(
        label=_("Months owed"), max_digits=5, decimal_places=1, min_value=0, required=False
    )
    people = forms.IntegerField(label=_("How many people"), min_value=1, required=False)
    category = forms.ChoiceField(label=_("What it is about"), required=False)
    text = forms.CharField(
        label=_("What happened"), max_length=5000, widget=forms.Textarea({"rows": 7})
    )

    def __init__(self, *args: object, form: PaperForm, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.form, person = form, form.person
        self.fields["category"].choices = [
            ("", _("Not ticked")), *category_choices(form.place_id),
        ]  # fmt: skip
        if person is not None:
            self.initial |= {"name": person.name, "home_place": person.home_place_id or ""}
            for known in ("id_number", "phone"):  # they are in the registry
                del self.fields[known]

    def clean_id_number(self) -> str:
        number = str(self.cleaned_data["id_number"]).strip().upper()
        if why := wrong_number(number):
            raise forms.ValidationError(why)
        return number

    def filing(self) -> Filing:
        """As ``services.paper.file_form`` takes it; an ID number leads to the registry's person."""
        given = dict(self.cleaned_data)
        number = given.pop("id_number", "")
        person = self.form.person
        if person is None and number:
            person = Person.objects.filter(id_index=blind(number, ID_PURPOSE)).first()
        for name in ("home_place", "event_place"):
            given[name] = given[name].code if given[name] else None
        given["category"] = given["category"] or None
        return Filing(person=person, **given)
