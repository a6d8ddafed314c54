"""The form with which a clerk takes an appeal down for a worker."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.forms import PlaceField
from rongcheng.agencies.models import Staff
from rongcheng.people.forms import PlaceSearch
from rongcheng.people.models import Person
from rongcheng.people.queries.scope import visible_persons

from .case_forms import FilesField
from .models import Appeal
from .services.filing import LONGEST, SHORTEST, Filing
from .words import category_choices

CHANNELS = [
    (Appeal.Channel.DESK, gettext_lazy("They are here, or on the phone")),
    (Appeal.Channel.PAPER, gettext_lazy("From a paper form")),
]


class TakeForm(forms.Form):
    """What the worker tells, who they are, and how they agreed."""

    person = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Worker's name"), max_length=60, required=False)
    phone = forms.RegexField(
        r"^1\d{10}$", label=gettext_lazy("Phone"), required=False, strip=True,
        widget=forms.TextInput({"inputmode": "tel"}),
        error_messages={"invalid": gettext_lazy("A mobile number has 11 digits.")},
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("What happened, in their own words"), min_length=SHORTEST,
        max_length=LONGEST, widget=forms.Textarea({"rows": 6}),
    )  # fmt: skip
    event_place = PlaceField(
        label=gettext_lazy("Where it happened"), required=False, widget=PlaceSearch(),
        help_text=gettext_lazy("Where they work, or where the thing is; empty: as the words say."),
    )  # fmt: skip
    home_place = PlaceField(label=gettext_lazy("Home place"), required=False, widget=PlaceSearch())
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    matter = forms.ChoiceField(label=gettext_lazy("Kind of request"), required=False)
    employer = forms.CharField(label=gettext_lazy("Employer"), max_length=120, required=False)
    site = forms.CharField(label=gettext_lazy("Site"), max_length=120, required=False)
    amount = forms.DecimalField(
        label=gettext_lazy("Amount (yuan)"), required=False, min_value=0, max_digits=12,
        decimal_places=2,
    )  # fmt: skip
    people = forms.IntegerField(
        label=gettext_lazy("How many people"), required=False, min_value=1, max_value=100_000
    )
    months = forms.DecimalField(
        label=gettext_lazy("Months owed"), required=False, min_value=0, max_digits=5,
        decimal_places=1,
    )  # fmt: skip
    about_office = forms.CharField(
        label=gettext_lazy("They complain of this office or its people"), max_length=120,
        required=False,
        help_text=gettext_lazy("Only for a complaint about an office: it will not see it."),
    )  # fmt: skip
    group = forms.BooleanField(label=gettext_lazy("Group matter with a roster"), required=False)
    files = FilesField()
    channel = forms.ChoiceField(
        label=gettext_lazy("How they tell it"), choices=CHANNELS, widget=forms.RadioSelect,
        initial=Appeal.Channel.DESK,
    )  # fmt: skip
    consent = forms.CharField(
        label=gettext_lazy("How they agreed that you file it"),
        max_length=200,
        help_text=gettext_lazy("For example: told at the desk, signed; on the phone at 14:20."),
    )

    def __init__(self, *args: object, by: Staff, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        place = by.office.place_id if by.office else 0
        automatic = [("", _("Let the platform propose"))]
        self.fields["category"].choices = [*automatic, *category_choices(place)]
        self.fields["matter"].choices = [*automatic, *Appeal.Matter.choices]

    def clean_person(self) -> Person | None:
        pk = self.cleaned_data.get("person")
        if pk is None:
            return None
        found = visible_persons(self.by).filter(pk=pk).first()
        if found is None:
            raise forms.ValidationError(_("This person is not within your reach."))
        return found

    def filing(self) -> Filing:
        """What is filed, once the form is valid."""
        given = self.cleaned_data
        amount = given.get("amount")
        return Filing(
            text=given["text"], channel=given["channel"], person=given.get("person"),
            name=given.get("name", ""), phone=given.get("phone") or None,
            matter=given.get("matter", ""), category=given.get("category") or None,
            event_place=_code(given.get("event_place")), home_place=_code(given.get("home_place")),
            employer=given.get("employer", ""), site=given.get("site", ""),
            amount=int(amount * 100) if amount is not None else None, people=given.get("people"),
            about_office=given.get("about_office") or None, months=given.get("months"),
            group=given.get("group", False), consent=given["consent"], files=given["files"],
        )  # fmt: skip


def _code(place: object) -> int | None:
    return place.pk if place is not None else None  # type: ignore[attr-defined]
