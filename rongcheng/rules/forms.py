"""Forms of the rules desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from rongcheng.appeals.words import said
from rongcheng.rulekit.notices import Notice
from rongcheng.rulekit.rules import Rule

from .words import ORIGINS, ParameterWords, values_of


class DayField(forms.DateField):
    """A day, chosen from a calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DraftForm(forms.Form):
    """A draft's text with what goes with it."""

    text = forms.CharField(label=_("The rule, as its pack writes it"), strip=False,
                           widget=forms.Textarea)  # fmt: skip
    reason = forms.CharField(
        label=_("Why it is to be changed"), max_length=500, required=False,
        help_text=_("The notice or decision that orders it; whoever approves reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    from_day = DayField(
        label=_("Takes effect on"), required=False,
        help_text=_("Until the day before, the old wording holds."),
    )  # fmt: skip


class ValueForm(forms.Form):
    """Another value of one parameter from a day on."""

    parameter = forms.ChoiceField(label=_("Which of its values"))
    value = forms.CharField(
        label=_("New value"), max_length=60,
        help_text=_("Such as “900 yuan” for money, “3” for a number, “2026-10-01” for a day."),
    )  # fmt: skip
    from_day = DayField(label=_("Takes effect on"))
    origin = forms.ChoiceField(
        label=_("Who decided it"), choices=[(key, name) for key, (name, *_rest) in ORIGINS.items()]
    )
    source = forms.CharField(
        label=_("Where it is written"), max_length=200,
        help_text=_("Document and number; it is shown with the value."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why it is to be changed"), max_length=500)

    def __init__(self, rule: Rule, day: date, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["parameter"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.parameter.name, _named(each)) for each in values_of(rule, day)]


def _named(each: ParameterWords) -> str:
    """A value by its name, with what it is now and where that is written."""
    now = (each.now.text, each.now.dated.source) if each.now else ()
    return " · ".join((each.title, *now))


class ClauseForm(forms.Form):
    """A clause that a notice is to have."""

    notice = forms.ChoiceField(label=_("Notice"))
    number = forms.CharField(
        label=_("Number of the clause"), max_length=30,
        help_text=_("As rules cite it: “9” for section 9, or as the notice numbers it: “二(三)”."),
    )  # fmt: skip
    zh = forms.CharField(
        label=_("What the clause says"), max_length=2000,
        help_text=_("The words of the notice; “…” where some are left out."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    en = forms.CharField(
        label=_("The same in English"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    from_day = DayField(label=_("Takes effect on"))
    reason = forms.CharField(
        label=_("Why it is added"), max_length=500,
        help_text=_("The document that changed the notice; whoever approves reads it."),
    )  # fmt: skip

    def __init__(self, notices: Sequence[Notice], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["notice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.name, said(dict(each.title))) for each in notices]


class DecisionForm(forms.Form):
    """What whoever approves, refuses or withdraws writes to it."""

    remark = forms.CharField(label=_("Remark on the draft"), max_length=500, required=False)
