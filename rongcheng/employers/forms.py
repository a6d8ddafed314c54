"""Forms for employers and their recognitions."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.forms import PlaceField
from rongcheng.agencies.models import Staff
from rongcheng.agencies.scope import scope_of

from .models import Employer, Recognition

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class EmployerFilter(forms.Form):
    """What narrows the list."""

    q = forms.CharField(label=_("Name or code"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *Employer.Kind.choices]
    )
    recognised = forms.ChoiceField(
        label=_("Recognised by an office as"),
        required=False,
        choices=[("", _("All")), *Recognition.Kind.choices],
    )


class EmployerForm(forms.ModelForm):
    """An employer; its code is asked only when it is new."""

    code = forms.CharField(
        label=_("Unified social credit code"), max_length=30,
        help_text=_("18 characters, as on the business licence; the last one is checked."),
    )  # fmt: skip
    place = PlaceField(
        label=_("Place"), help_text=_("Where it is registered: name, pinyin initials or code.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)

    class Meta:
        model = Employer
        fields = ["code", "name", "kind", "place", "contact", "phone"]

    def __init__(self, *args: object, by: Staff, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].within = scope_of(by).lo
        self.fields["kind"].choices = Employer.Kind.choices
        self.fields["contact"].required = False
        if self.instance.pk:
            del self.fields["code"]

    def validate_unique(self) -> None:
        """Left to the service, which says it in a sentence."""


class RecognitionForm(forms.ModelForm):
    """What an office has recognised an employer as."""

    class Meta:
        model = Recognition
        fields = ["kind", "level", "document", "since", "until"]
        widgets = {"since": DAY, "until": DAY}

    def validate_constraints(self) -> None:
        """Left to the service, which says it in a sentence."""


class EndForm(forms.Form):
    """On which day a recognition ends, and why."""

    until = forms.DateField(label=_("Last day"), widget=DAY, initial=timezone.localdate)
    reason = forms.CharField(label=_("Why"), max_length=200)
