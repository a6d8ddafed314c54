"""Forms of the stream of warnings."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Alert
from .wordings import rules

SHOWN = [("", _("Not closed")), *Alert.State.choices, ("all", _("All"))]


class AlertFilter(forms.Form):
    """What narrows the stream."""

    state = forms.ChoiceField(label=_("State"), choices=SHOWN, required=False)
    level = forms.TypedChoiceField(
        label=_("Level, at least"), coerce=int, empty_value=None, required=False,
        choices=[("", _("Any")), *reversed(Alert.Level.choices)],
    )  # fmt: skip
    rule = forms.ChoiceField(label=_("Kind of warning"), required=False)
    about = forms.CharField(label=_("About"), max_length=60, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [("", _("All")), *rules()]


class CloseForm(forms.Form):
    """What was done about a warning."""

    measures = forms.CharField(
        label=_("What was done"), max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Who did what, when, and what shows that it is over."),
    )  # fmt: skip
