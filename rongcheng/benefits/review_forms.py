"""Forms of the pages about applications: narrowing lists, and one form for each act."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.forms import PlaceField
from rongcheng.agencies.models import Staff
from rongcheng.appeals.case_forms import FilesField, words
from rongcheng.appeals.forms import day_field
from rongcheng.people.forms import PlaceSearch

from .asking import clause_words
from .events import Stage
from .models import Application
from .queries.lines import ground_of
from .queries.lists import SHOWS, benefits_seen
from .words import STEPS, benefit_name, cited, rule_of


class ApplicationFilter(forms.Form):
    """Narrows the list of applications."""

    q = forms.CharField(label=_("Number, full name, employer"), required=False, max_length=60)
    benefit = forms.ChoiceField(label=_("Benefit"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    step = forms.ChoiceField(label=_("Level that checks"), required=False)
    channel = forms.ChoiceField(label=_("How it came"), required=False)
    place = PlaceField(label=_("Place"), required=False, widget=PlaceSearch())
    since = day_field(_("Filed from"), required=False)
    until = day_field(_("Filed until"), required=False)
    show = forms.ChoiceField(
        choices=[(name, "") for name in SHOWS], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, by: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        seen = [(f"{pack}:{rule}", benefit_name(pack, rule)) for pack, rule in benefits_seen(by)]
        for name, choices in {
            "benefit": seen, "stage": Stage.choices, "step": [*STEPS.items()],
            "channel": Application.Channel.choices,
        }.items():  # fmt: skip
            self.fields[name].choices = [*every, *choices]  # type: ignore[attr-defined,misc]

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """The fields that fold away on a phone."""
        return [self[name] for name in self.fields if name not in ("q", "show")]


class ActForm(forms.Form):
    """A form about one application; ``button`` names what pressing it does."""

    button: ClassVar[object] = _("Record")

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that depend on the application."""


class RemarkForm(ActForm):
    note = words(_("Remark"), required=False, rows=2)


class CheckForm(RemarkForm):
    button = _("Check and pass on")


class ReasonForm(ActForm):
    reason = words(_("Reason"))


class NoteForm(ActForm):
    text = words(_("Note"))


class AskForm(ActForm):
    button = _("Ask for it")
    text = words(_("Which papers, and why"), help_text=_("The applicant reads this."))


class AmountForm(ActForm):
    button = _("Set the amount")
    yuan = forms.DecimalField(
        label=_("Amount in yuan"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2
    )
    reason = words(_("Reason"), rows=2)

    def prepare(self) -> None:
        if self.application.amount:
            self.fields["yuan"].initial = Decimal(self.application.amount) / 100


class RefuseForm(ActForm):
    button = _("Refuse")
    clause = forms.ChoiceField(label=_("By which clause"))
    reason = words(_("Reason"), help_text=_("The applicant reads this."))

    def prepare(self) -> None:
        self.fields["clause"].choices = clauses(self.application)  # type: ignore[attr-defined]


class ApproveForm(ActForm):
    button = _("Approve")
    note = words(_("Remark"), required=False, rows=2)
    overruled = words(
        _("Why, although something speaks against it"), required=False, rows=2,
        help_text=_("Only where a condition fails, is not known, or a conflict was found."),
    )  # fmt: skip


class PapersForm(ActForm):
    button = _("Add the papers")
    title = forms.ChoiceField(label=_("Which paper"))
    files = FilesField()  # type: ignore[assignment]
    text = words(_("Remark"), required=False, rows=2)

    def prepare(self) -> None:
        rule = rule_of(self.application.pack, self.application.rule)
        titles = [paper["zh"] for paper in rule.documents] if rule else []
        self.fields["title"].choices = [(t, t) for t in [*titles, "其他材料"]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("files"):
            raise forms.ValidationError(_("Choose a file first."))
        return given


class PlainForm(ActForm):
    """Nothing to say: pressing the button is all."""


class AccountForm(ActForm):
    button = _("Keep the account")
    holder = forms.CharField(label=_("Account holder"), max_length=120)
    bank = forms.CharField(label=_("Bank and branch"), max_length=80)
    number = forms.CharField(label=_("Account number"), max_length=40)

    def prepare(self) -> None:
        owner = str(self.application.employer or self.application.person or "")
        self.fields["holder"].initial = owner


class SettleForm(ActForm):
    """What the approver decides about an objection."""

    button = _("Settle it")
    upheld = forms.ChoiceField(
        label=_("The objection is"), widget=forms.RadioSelect,
        choices=[("no", _("not right: the application goes on")),
                 ("yes", _("right: the application is refused"))],
    )  # fmt: skip
    clause = forms.ChoiceField(label=_("If right: by which clause it is refused"), required=False)
    text = words(_("What the check found"))

    def prepare(self) -> None:
        choices = [("", "—"), *clauses(self.application)]
        self.fields["clause"].choices = choices  # type: ignore[attr-defined]


def clauses(application: Application) -> list[tuple[str, str]]:
    """The clauses of the rule, each with the words of the condition that it stands for."""
    ground = ground_of(application)
    rule = ground.rule if ground else rule_of(application.pack, application.rule)
    if rule is None:
        return []
    found: dict[str, str] = {}
    for condition in rule.worded(application.as_of).conditions:
        clause = cited(rule, condition.clause)
        said = condition.text["zh"]
        found[clause] = f"{found[clause]}、{said}" if clause in found else said
    return [(clause, f"{clause_words(clause)}：{said}"[:90]) for clause, said in found.items()]
