"""The small forms of a case page, one for each thing that can be done."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.forms import PlaceField
from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import CAPABILITIES, Can
from rongcheng.people.forms import PlaceSearch

from .forms import OfficeField, day_field
from .models import Appeal
from .pack import rules_for
from .services.attachments import LARGEST, TOGETHER, Upload
from .words import category_choices, procedure_choices, reason_choices

GRADES = [(5, _("Very satisfied")), (4, _("Satisfied")), (3, _("Mostly satisfied")),
          (2, _("Not satisfied")), (1, _("Not satisfied at all"))]  # fmt: skip


def words(
    label: object, *, required: bool = True, rows: int = 3, **more: object
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=5000,
        widget=forms.Textarea({"rows": rows}),
        **more,
    )


class FilesInput(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; the value is a list of ``Upload``."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            required=False, label=_("Files"), widget=FilesInput({"multiple": True}), **kwargs
        )

    def clean(self, data: object, initial: object = None) -> list[Upload]:
        given = data if isinstance(data, (list, tuple)) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in given if one]
        if sum(file.size for file in files if file) > TOGETHER:  # before they are in memory
            raise forms.ValidationError(
                _("All files together may have %(mb)d MB; send the rest afterwards.")
                % {"mb": TOGETHER // 1024 // 1024}
            )
        return [Upload(file.name, file.read(LARGEST + 1)) for file in files if file]


class ActForm(forms.Form):
    """A form about one appeal; ``title`` names what pressing the button does."""

    button: ClassVar[object] = _("Record")

    def __init__(self, *args: object, appeal: Appeal, by: Staff, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.appeal, self.by = appeal, by
        self.rules = rules_for(appeal.place_id)
        for field in self.fields.values():
            if isinstance(field, OfficeField):
                field.near = appeal.place_id
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that depend on the appeal."""


class PlainForm(ActForm):
    """Nothing to say: pressing the button is all."""


class RemarkForm(ActForm):
    text = words(_("Remark"), required=False, rows=2)


class TextForm(ActForm):
    text = words(_("What"))


class ReasonTextForm(ActForm):
    text = words(_("Reason"))


class TextAndFilesForm(ActForm):
    text = words(_("What"))
    files = FilesField()


class MaterialForm(ActForm):
    text = words(_("What the worker says"), required=False)
    files = FilesField()


class ReturnForm(ActForm):
    button = _("Return it")
    responsible = OfficeField(label=_("Office responsible"))
    clause = forms.CharField(
        label=_("By which clause"), max_length=200,
        widget=forms.TextInput({"placeholder": "《…》第…条"}),
    )  # fmt: skip
    text = words(_("Reason"))
    signed_by = forms.CharField(label=_("Signed by"), max_length=60, required=False)

    def prepare(self) -> None:
        second = self.appeal.returns == 1
        self.fields["signed_by"].required = second
        if not second:
            del self.fields["signed_by"]


class RefuseTransferForm(ActForm):
    button = _("Do not take it")
    responsible = OfficeField(label=_("Office responsible"))
    clause = forms.CharField(label=_("By which clause"), max_length=200)
    text = words(_("Reason"))


class SuspendForm(ActForm):
    button = _("Suspend")
    reason = forms.ChoiceField(label=_("Reason from the list"))
    text = words(_("Explain"))

    def prepare(self) -> None:
        self.fields["reason"].choices = [("", "—"), *reason_choices(self.rules)]


class DaysForm(ActForm):
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=60)
    text = words(_("Reason"))

    def prepare(self) -> None:
        most = self.rules.limit(self.appeal.urgency, self.appeal.matter).extension
        if most is not None:
            self.fields["days"].max_value = most.n
            self.fields["days"].widget.attrs["max"] = most.n
            self.fields["days"].initial = most.n


class GrantForm(ActForm):
    button = _("Grant")
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=60)
    text = words(_("Remark"), required=False, rows=2)

    def prepare(self) -> None:
        asked = self.appeal.events.filter(code="extension_asked").order_by("-seq").first()
        if asked is not None:
            self.fields["days"].initial = asked.detail.get("days")


class OfficeForm(ActForm):
    office = OfficeField(label=_("Which office"))
    text = words(_("What is asked of it"))


class AccusedForm(ActForm):
    office = OfficeField(label=_("Which office it is about"))
    text = words(_("How it is known"), required=False, rows=2)


class AcquittedForm(ActForm):
    office = forms.ModelChoiceField(label=_("Which office"), queryset=Office.objects.none())
    text = words(_("Reason"))

    def prepare(self) -> None:
        self.fields["office"].queryset = Office.objects.filter(pk__in=self.appeal.accused_ids)


class ProcedureForm(ActForm):
    button = _("Transfer")
    procedure = forms.ChoiceField(label=_("Procedure"))
    case_number = forms.CharField(label=_("Case number"), max_length=60)
    text = words(_("What the worker is told"))

    def prepare(self) -> None:
        self.fields["procedure"].choices = procedure_choices(self.rules)


class SuperviseForm(ActForm):
    button = _("Supervise")
    supervisor = forms.ModelChoiceField(label=_("Supervised by"), queryset=Staff.objects.none())
    text = words(_("What is demanded"))

    def prepare(self) -> None:
        roles = [role for role, can in CAPABILITIES.items() if Can.SUPERVISE_APPEALS in can]
        found = Staff.objects.filter(
            role__in=roles, is_active=True, office__place_id=self.by.office.place_id
        )
        self.fields["supervisor"].queryset = found.select_related("office")
        self.fields["supervisor"].initial = self.by.pk


class GradeForm(ActForm):
    button = _("Set")
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Appeal.Urgency.choices)
    text = words(_("Reason"), required=False, rows=2)

    def prepare(self) -> None:
        self.fields["urgency"].initial = self.appeal.urgency


class CorrectForm(ActForm):
    button = _("Correct")
    category = forms.ChoiceField(label=_("Category"), required=False)
    matter = forms.ChoiceField(label=_("Kind of request"), choices=Appeal.Matter.choices)
    event_place = PlaceField(label=_("Where it happened"), required=False, widget=PlaceSearch())
    text = words(_("Remark"), required=False, rows=2)

    def prepare(self) -> None:
        place = self.appeal.place_id
        self.fields["category"].choices = [("", _("Category open")), *category_choices(place)]
        self.initial |= {
            "category": self.appeal.category, "matter": self.appeal.matter,
            "event_place": self.appeal.event_place,
        }  # fmt: skip

    def changes(self) -> dict[str, object]:
        """What differs from the appeal, as ``dispatch.correct`` takes it."""
        given, appeal, found = self.cleaned_data, self.appeal, {}
        if given["category"] and given["category"] != appeal.category:
            found["category"] = given["category"]
        if given["matter"] != appeal.matter:
            found["matter"] = given["matter"]
        place = given.get("event_place")
        if place is not None and place.pk != appeal.event_place_id:
            found["event_place"] = place.pk
        return found


class RefuseForm(ActForm):
    button = _("Do not accept")
    elsewhere = forms.ChoiceField(label=_("Belongs to"), required=False)
    text = words(_("Whom to turn to, as the worker reads it"))

    def prepare(self) -> None:
        from .words import said

        known = [(each.id, said(each.message)) for each in self.rules.elsewhere]
        self.fields["elsewhere"].choices = [("", _("Something else")), *known]
        fitting = self.rules.belongs_elsewhere(self.appeal.text)
        if fitting:
            self.initial |= {"elsewhere": fitting[0].id, "text": said(fitting[0].message)}


class MergeForm(ActForm):
    button = _("Join")
    into = forms.CharField(label=_("Number of the other appeal"), max_length=24)

    def clean_into(self) -> Appeal:
        from .queries.scope import NotFound, appeal_for

        try:
            return appeal_for(self.by, self.cleaned_data["into"].strip())
        except NotFound as error:
            raise forms.ValidationError(str(error)) from error


class RuleForm(ActForm):
    button = _("Give a ruling")
    TEACHES: ClassVar = [
        ("words", _("Appeals with certain words go the same way")),
        ("category", _("The whole category goes the same way")),
        ("only", _("Only this one; nothing is learnt")),
    ]
    office = OfficeField(label=_("Who answers"))
    text = words(_("Reason, with the clause"))
    teaches = forms.ChoiceField(
        label=_("From now on"), choices=TEACHES, widget=forms.RadioSelect, initial="words"
    )
    words = forms.CharField(
        label=_("Words"), max_length=200, required=False,
        help_text=_("From the text, with spaces between them."),
    )  # fmt: skip

    def clean(self) -> dict:
        given = super().clean()
        if given.get("teaches") == "words" and not (given.get("words") or "").split():
            self.add_error("words", _("Write at least one word of the text."))
        return given


class WithdrawForm(ActForm):
    button = _("Withdraw")
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    text = words(_("In the worker's words"), required=False, rows=2)

    def prepare(self) -> None:
        from .words import said

        known = [(code, said(each.names)) for code, each in self.rules.withdrawals.items()]
        self.fields["reason"].choices = [("", "—"), *known]


class RateForm(ActForm):
    attitude = forms.TypedChoiceField(label=_("With the attitude"), choices=GRADES, coerce=int)
    result = forms.TypedChoiceField(label=_("With the result"), choices=GRADES, coerce=int)
    text = words(_("What the worker says"), required=False, rows=2)


class RevealForm(ActForm):
    button = _("Log and show")
    reason = forms.CharField(
        label=_("What do you need the phone for?"), min_length=4, max_length=200,
        initial=_("To speak with the worker about this appeal"),
    )  # fmt: skip


class AnswerForm(ActForm):
    """The reply to the worker; what is missing in it is told before it is sent."""

    button = _("Send")
    outcome = forms.ChoiceField(label=_("Outcome"))
    text = words(_("Reply"), rows=10)
    done_on = day_field(_("Done on"), required=False)
    files = FilesField()
    anyway = forms.BooleanField(label=_("Send it although something is missing"), required=False)
    why = forms.CharField(label=_("Why"), max_length=300, required=False)

    def prepare(self) -> None:
        from .words import outcome_choices

        self.fields["outcome"].choices = [("", "—"), *outcome_choices(self.rules)]
        self.fields["done_on"].widget.attrs["max"] = date.today().isoformat()
