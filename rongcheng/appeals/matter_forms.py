"""Forms of group matters, hand-overs, call-backs and paper forms."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff

from .forms import OfficeField, valid_offices
from .models import Appeal, Handover
from .services.attachments import Upload
from .services.roster_reading import Line

GRADES = [
    (5, _("Very satisfied")), (4, _("Satisfied")), (3, _("Mostly satisfied")),
    (2, _("Not satisfied")), (1, _("Not satisfied at all")),
]  # fmt: skip
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class YuanField(forms.DecimalField):
    """An amount typed in yuan; the value is fen."""

    def __init__(self, **more: object) -> None:
        super().__init__(
            min_value=Decimal("0.01"), max_digits=12, decimal_places=2,
            widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}), **more,
        )  # fmt: skip

    def clean(self, value: object) -> int | None:
        if isinstance(value, str):
            value = value.replace(",", "").replace("，", "").replace("元", "").strip()
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * 100)


class ProofField(forms.FileField):
    """One file; the value is an ``Upload``."""

    def clean(self, data: object, initial: object = None) -> Upload | None:
        file = super().clean(data, initial)
        return Upload(file.name, file.read()) if file else None


def day_input(**more: object) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), initial=timezone.localdate,
        **more,
    )  # fmt: skip


class LineForm(forms.Form):
    """One worker typed by hand."""

    name = forms.CharField(label=_("Person's name"), max_length=60)
    id_number = forms.CharField(label=_("ID number"), max_length=18, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    claimed = YuanField(label=_("Claimed, in yuan"), required=False)
    representative = forms.BooleanField(label=_("Speaks for the group"), required=False)

    def line(self) -> Line:
        return Line(**self.cleaned_data)


class RosterForm(forms.Form):
    """Many workers: pasted, or in a file."""

    text = forms.CharField(
        label=_("Paste the list"), required=False, max_length=200_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("One worker a line: name, amount, and ID number and phone if known."),
    )  # fmt: skip
    file = ProofField(
        label=_("Or a file"), required=False,
        help_text=_("Excel, WPS or CSV, with the columns as they are."),
    )  # fmt: skip


class AmountsForm(forms.Form):
    """What is claimed, stated and found."""

    claimed = YuanField(label=_("Claimed, in yuan"), required=False)
    stated = YuanField(label=_("Stated by the employer, in yuan"), required=False)
    found = YuanField(label=_("Found, in yuan"), required=False)


class PaymentForm(forms.Form):
    """A payment with its proof."""

    amount = YuanField(label=_("Paid, in yuan"))
    paid_on = day_input(label=_("Paid on"))
    proof = ProofField(label=_("Proof"), help_text=_("Bank receipt, signed list or photo."))


class PaidTogetherForm(forms.Form):
    """Several workers paid in full at once, by one list."""

    paid_on = day_input(label=_("Paid on"))
    proof = ProofField(label=_("Proof"), help_text=_("Bank receipt, signed list or photo."))


class SignOffForm(forms.Form):
    """The worker signed that nothing more is claimed."""

    remark = forms.CharField(label=_("What was agreed"), max_length=200)
    proof = ProofField(label=_("Signed paper"), help_text=_("Photo or scan of the signature."))


class TakeBackForm(forms.Form):
    """Why what was recorded is taken back."""

    text = forms.CharField(label=_("Why"), max_length=300)


class HandoverForm(forms.Form):
    """To whom a matter is handed over, and what is asked."""

    to = forms.ChoiceField(label=_("To"), choices=Handover.To)
    office = OfficeField(
        label=_("Office on this platform"), required=False,
        help_text=_("It then finds the request in its inbox."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Or its name"), max_length=120, required=False,
        help_text=_("For a body that does not work here, such as a court of another province."),
    )  # fmt: skip
    message = forms.CharField(
        label=_("What is asked for"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )
    bundle = forms.BooleanField(
        label=_("Send the evidence bundle (PDF) along"), required=False, initial=True
    )

    def __init__(self, *args: object, by: Staff, appeal: Appeal, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].near = appeal.event_place_id or appeal.place_id

    def clean(self) -> dict[str, object]:
        """An office of the platform that was written as a mere name gets it into its inbox."""
        given = super().clean()
        name = given.get("name", "").strip()
        if name and not given.get("office"):
            same = list(valid_offices().filter(name=name)[:2])
            given["office"] = same[0] if len(same) == 1 else None
        return given


class HandoverTakenForm(forms.Form):
    """The body took the matter up."""

    case_number = forms.CharField(label=_("Their case number"), max_length=60, required=False)


class HandoverAnswerForm(forms.Form):
    """What came back, with the paper."""

    text = forms.CharField(
        label=_("What came back"), max_length=5000, widget=forms.Textarea({"rows": 4})
    )
    case_number = forms.CharField(label=_("Their case number"), max_length=60, required=False)
    paper = ProofField(label=_("The paper"), required=False)
    refused = forms.BooleanField(label=_("They do not take it up"), required=False)


def worded_for_the_body(taken: HandoverTakenForm, answer: HandoverAnswerForm) -> None:
    """The body itself reads of its own number and of “we”, not of “they”."""
    taken.fields["case_number"].label = answer.fields["case_number"].label = _("Your case number")
    answer.fields["text"].label = _("What you decided or did")
    answer.fields["refused"].label = _("We do not take it up")


class CallForm(forms.Form):
    """What the worker said on the phone; where nobody was reached, only that is asked."""

    use_required_attribute = False
    reached = forms.ChoiceField(
        label=_("Did you reach the worker?"), choices=YES_NO, widget=forms.RadioSelect
    )
    contacted = forms.ChoiceField(
        label=_("Did the office contact you?"), choices=YES_NO, widget=forms.RadioSelect
    )
    solved = forms.ChoiceField(
        label=_("Is the matter solved?"), choices=YES_NO, widget=forms.RadioSelect
    )
    attitude = forms.TypedChoiceField(
        label=_("How satisfied with the attitude?"), choices=GRADES, widget=forms.RadioSelect,
        coerce=int,
    )  # fmt: skip
    result = forms.TypedChoiceField(
        label=_("How satisfied with the result?"), choices=GRADES, widget=forms.RadioSelect,
        coerce=int,
    )  # fmt: skip
    note = forms.CharField(
        label=_("What they said"), max_length=500, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    def clean(self) -> dict[str, object]:
        given = super().clean()
        if given.get("reached") == "no":
            for name in ("contacted", "solved", "attitude", "result"):
                self.errors.pop(name, None)
                given.pop(name, None)
        return given

    def answers(self) -> dict[str, object]:
        """As ``services.callbacks.record_call`` takes them."""
        given = dict(self.cleaned_data)
        for name in ("reached", "contacted", "solved"):
            given[name] = {"yes": True, "no": False}.get(str(given.get(name)))
        return given
