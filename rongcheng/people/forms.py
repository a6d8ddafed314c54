"""Forms of the desk: taking in a ledger, narrowing lists, one person."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rongcheng.agencies.forms import PlaceField
from rongcheng.agencies.models import Staff
from rongcheng.agencies.scope import scope_of
from rongcheng.core.errors import Refusal
from rongcheng.people.models import LedgerBatch, Person
from rongcheng.people.queries import codes
from rongcheng.people.services.statement_checks import InvalidValues, clean_values
from rongcheng.places.models import Place

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".tsv", ".txt")
MEGABYTE = 1024 * 1024


class PlaceSearch(forms.TextInput):
    """A text field that offers places while one types; see desk.js."""

    def __init__(self, within: int = 0) -> None:
        super().__init__({"data-places": str(within), "autocomplete": "off"})


class UploadForm(forms.Form):
    """A ledger and the place it is about."""

    file = forms.FileField(
        label=gettext_lazy("The ledger, as it is"), allow_empty_file=True,
        widget=forms.FileInput({"accept": ",".join(SUFFIXES)}),
        error_messages={"required": gettext_lazy("Choose the ledger's file first.")},
    )  # fmt: skip
    place = PlaceField(
        label=gettext_lazy("The ledger is about"),
        help_text=gettext_lazy("Rows that do not say where a person comes from belong here."),
    )

    def __init__(self, *args: object, by: Staff, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(by)
        self.fields["place"].within = scope.lo
        self.fields["place"].widget = PlaceSearch(scope.lo)
        if by.office:
            self.fields["place"].initial = by.office.place.full_name

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        suffix = Path(file.name).suffix.lower()
        if suffix not in SUFFIXES:
            raise forms.ValidationError(
                _("“%(name)s” is not a spreadsheet. Use xlsx, xls, csv, ods or et; a photo, PDF or "
                  "Word file must be typed into a table first.")
                % {"name": file.name}
            )  # fmt: skip
        if file.size == 0:
            raise forms.ValidationError(
                _("“%(name)s” is empty (0 bytes). Check that it was saved, and choose it again.")
                % {"name": file.name}
            )
        if file.size > settings.LEDGER_MAX_BYTES:
            raise forms.ValidationError(
                _("“%(name)s” has %(size)d MB; at most %(limit)d MB can be taken. Split it by "
                  "township or remove pictures from it.")
                % {"name": file.name, "size": file.size // MEGABYTE,
                   "limit": settings.LEDGER_MAX_BYTES // MEGABYTE}
            )  # fmt: skip
        return file


class LedgerFilter(forms.Form):
    """Narrows the list of ledgers."""

    q = forms.CharField(label=gettext_lazy("File"), required=False, max_length=100)
    place = PlaceField(label=gettext_lazy("Place"), required=False, widget=PlaceSearch())
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("All")), *LedgerBatch.State.choices]


class PairFilter(forms.Form):
    """Narrows the queue of pairs and the list of links."""

    place = PlaceField(label=gettext_lazy("Place"), required=False, widget=PlaceSearch())
    batch = forms.IntegerField(
        label=gettext_lazy("Ledger number"), required=False, min_value=1,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip


def _choices(table: codes.Table) -> list[tuple[str, object]]:
    return [("", "—"), *table.items()]


def _text(label: object, size: int, **more: object) -> forms.CharField:
    return forms.CharField(label=label, max_length=size, required=False, **more)


def _choice(label: object, table: codes.Table) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=lambda: _choices(table), required=False)


def _day(label: object) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class PersonForm(forms.Form):
    """What a clerk asks of one person; the fields are those of the row contract."""

    id_number = forms.CharField(
        label=gettext_lazy("ID number"), max_length=24, required=False,
        help_text=gettext_lazy("18 characters; everything it tells is filled in below."),
        widget=forms.TextInput(
            {"inputmode": "text", "autocomplete": "off", "autocapitalize": "characters",
             "spellcheck": "false"}
        ),
    )  # fmt: skip
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"), choices=codes.SEX.items, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    birth_date = _day(gettext_lazy("Birth date"))
    phone = _text(
        gettext_lazy("Phone"), 30, widget=forms.TextInput({"inputmode": "tel"}),
        help_text=gettext_lazy("The person's own mobile, 11 digits."),
    )  # fmt: skip
    home_place = PlaceField(
        label=gettext_lazy("Home place"),
        widget=PlaceSearch(),
        required=False,
        help_text=gettext_lazy("Village of household registration; name or pinyin initials."),
    )
    address = _text(gettext_lazy("Address"), 200)
    household_no = _text(
        gettext_lazy("Household number"), 60,
        help_text=gettext_lazy("The same for all members of a household of the village."),
    )  # fmt: skip
    relation_to_head = _choice(gettext_lazy("Relation to head"), codes.RELATION)
    ethnicity = _choice(gettext_lazy("Ethnic group"), codes.ETHNICITY)
    education = _choice(gettext_lazy("Education"), codes.EDUCATION)
    marital_status = _choice(gettext_lazy("Marital status"), codes.MARITAL)
    poverty_status = _choice(gettext_lazy("Poverty status"), codes.POVERTY)
    disability = _choice(gettext_lazy("Disability"), codes.DISABILITY)
    employer = _text(gettext_lazy("Employer"), 120)
    work_place = PlaceField(
        label=gettext_lazy("Work place"),
        widget=PlaceSearch(),
        required=False,
        help_text=gettext_lazy("County or deeper, as well as known."),
    )
    occupation = _text(
        gettext_lazy("Occupation"), 60, help_text=gettext_lazy("For example: welder, cook.")
    )
    industry = _choice(gettext_lazy("Industry"), codes.INDUSTRY)
    wage = forms.DecimalField(
        label=gettext_lazy("Wage, yuan a month"), required=False, min_value=0, max_value=1_000_000,
        decimal_places=2, widget=forms.NumberInput({"inputmode": "decimal"}),
    )  # fmt: skip
    contract = _choice(gettext_lazy("Contract"), codes.CONTRACT)
    insurance = forms.MultipleChoiceField(
        label=gettext_lazy("Insurance"), choices=codes.INSURANCE.items, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    start_date = _day(gettext_lazy("At work since"))
    end_date = _day(gettext_lazy("At work until"))
    training_wish = _text(gettext_lazy("Training wish"), 200)
    job_wish = _text(gettext_lazy("Job wish"), 200)
    remark = _text(gettext_lazy("Remark"), 500, widget=forms.Textarea({"rows": 2}))

    GROUPS = (
        (gettext_lazy("Identity"), "person-vcard",
         ("id_number", "name", "sex", "birth_date", "phone")),
        (gettext_lazy("Home and household"), "house",
         ("home_place", "household_no", "relation_to_head", "address")),
        (gettext_lazy("Present work"), "briefcase",
         ("work_place", "employer", "occupation", "industry", "wage", "start_date", "end_date",
          "contract", "insurance")),
        (gettext_lazy("More about the person"), "card-list",
         ("education", "marital_status", "ethnicity", "poverty_status", "disability",
          "training_wish", "job_wish", "remark")),
    )  # fmt: skip
    WORK = (
        "employer", "work_place", "occupation", "industry", "wage", "contract", "insurance",
        "start_date", "end_date",
    )  # fmt: skip

    partial = False
    on_record: ClassVar[dict[str, object]] = {}

    def __init__(self, *args: object, near: int | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if near:
            self.fields["home_place"].widget.attrs["data-near"] = str(near)

    def groups(self) -> list[tuple[object, str, list[forms.BoundField]]]:
        """Title, icon and fields of each part of the form."""
        return [(title, icon, [self[n] for n in names]) for title, icon, names in self.GROUPS]

    def clean_insurance(self) -> str:
        given = self.cleaned_data["insurance"]
        if "none" in given and len(given) > 1:
            raise forms.ValidationError(_("“None” and a kind of insurance exclude each other."))
        return ",".join(sorted(given))

    def clean(self) -> dict:
        given = super().clean()
        start, end = given.get("start_date"), given.get("end_date")
        if start and end and end < start:
            self.add_error("end_date", _("This day lies before the first day at work."))
        self._check_like_a_row()
        return given

    def _check_like_a_row(self) -> None:
        """The rules of a ledger's rows, so that all that is wrong is said at once."""
        values = self.values()
        try:
            clean_values(self.on_record | values, partial=self.partial)
        except InvalidValues as error:
            for name, message in error.problems.items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, message)
        except Refusal as error:
            if values:
                self.add_error(None, str(error))

    def values(self) -> dict[str, object]:
        """What was entered, by the row contract; empty fields are left out."""
        values = {name: value for name, value in self.cleaned_data.items() if value not in _EMPTY}
        for name in ("home_place", "work_place"):
            if isinstance(values.get(name), Place):
                values[name] = values[name].code
        if "wage" in values:
            values["wage"] = int(values["wage"] * 100)
        if "sex" in values:
            values["sex"] = int(values["sex"])
        return values


_EMPTY = (None, "", [])


def _full_name(place: Place | None) -> str:
    return place.full_name if place else ""


class CorrectionForm(PersonForm):
    """The same about somebody known; numbers are not shown, and stay where they are left empty."""

    partial = True

    def __init__(self, *args: object, person: Person, shown: dict[str, str], **kwargs: object):
        # a birth date or sex corrected here must still agree with the number on record
        self.on_record = {"id_number": person.id_number} if person.id_number else {}
        super().__init__(*args, initial=self.initial_of(person), **kwargs)
        for name, masked in shown.items():
            self.fields[name].help_text = (
                _("On record: %(value)s. Leave empty to keep it.") % {"value": masked}
                if masked
                else _("None on record yet.")
            )

    @staticmethod
    def initial_of(person: Person) -> dict[str, object]:
        """The values in force as the form holds them."""
        plain = (
            "name", "birth_date", "address", "relation_to_head", "ethnicity", "education",
            "marital_status", "poverty_status", "disability", "training_wish", "job_wish", "remark",
        )  # fmt: skip
        values = {name: getattr(person, name) for name in plain}
        values["sex"] = str(person.sex or "")
        values["home_place"] = _full_name(person.home_place)
        values["household_no"] = person.household.number if person.household else None
        job = person.spells.select_related("work_place").filter(end_date=None).first()
        if job:
            values |= {n: getattr(job, n) for n in ("occupation", "contract", "start_date")}
            values["work_place"] = _full_name(job.work_place)
            values["industry"] = (job.industry or "")[:1]
            values["employer"] = job.employer_name
            values["wage"] = job.wage / 100 if job.wage is not None else None
            values["insurance"] = job.insurance.split(",") if job.insurance else []
        return values

    def changes(self) -> dict[str, object]:
        """Only what was changed; of the work, all of it once one thing of it changed."""
        values, changed = self.values(), set(self.changed_data)
        if changed & set(self.WORK):
            changed |= set(self.WORK)
        return {name: value for name, value in values.items() if name in changed}
