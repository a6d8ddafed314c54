"""Forms of the pages about posts, loans and workshops."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.forms import PlaceField
from rongcheng.agencies.models import Staff
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.forms import day_field
from rongcheng.appeals.matter_forms import YuanField
from rongcheng.employers.models import Employer
from rongcheng.people.forms import PlaceSearch
from rongcheng.rules.packs import around
from rongcheng.web.masking import mask_name

from . import interest
from .models import Application, Loan, Post, PostHolding
from .services.loans import Lent
from .words import quarter_words

ALL = ("", _("All"))


class PercentField(forms.DecimalField):
    """A yearly rate typed in percent; the value is in hundredths of a percent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=Decimal("0.01"), max_value=Decimal("24"), max_digits=4, decimal_places=2,
            **kwargs,
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        rate = super().clean(value)
        return None if rate is None else int(rate * 100)


# --- posts ---------------------------------------------------------------------------------------


class PostForm(forms.Form):
    """A post that is set up."""

    place = PlaceField(label=_("Village or place"), help_text=_("Name, pinyin or code."))
    title = forms.CharField(label=_("Title"), max_length=60)
    work = forms.ChoiceField(label=_("Kind of work"), choices=Post.Work)
    needed_for = forms.CharField(
        label=_("Why it is needed"), max_length=300, widget=forms.Textarea({"rows": 2}),
        help_text=_("A post is set up because of a need, not for a person."),
    )  # fmt: skip
    slots = forms.IntegerField(label=_("Slots"), min_value=1, max_value=500, initial=1)
    pay = YuanField(label=_("Pay a month, in yuan"))
    funding = forms.ChoiceField(label=_("Funds"), choices=Post.Funding)
    rule = forms.ChoiceField(label=_("Only for who was granted"), required=False)
    opened_on = day_field(_("Set up on"), initial=localdate)

    def __init__(self, *args: Any, by: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["place"].within = scope_of(by).lo
        fields["place"].widget = PlaceSearch(scope_of(by).lo)
        fields["rule"].choices = [("", _("Any benefit that grants a post")), *post_rules(by)]


def post_rules(staff: Staff) -> list[tuple[str, str]]:
    """Ids and titles of the benefits of the place that grant a post."""
    found: dict[str, str] = {}
    for pack in around(staff.office.place_id if staff.office else None):
        found |= {
            rule.id: f"{rule.id} {rule.title['zh']}"
            for rule in pack.rules.values()
            if rule.outcome.kind == "post"
        }
    return sorted(found.items())


class AlterForm(forms.Form):
    """Slots and pay of a post."""

    slots = forms.IntegerField(label=_("Slots"), min_value=1, max_value=500)
    pay = YuanField(
        label=_("Pay a month, in yuan"), help_text=_("For whoever is recruited from now on.")
    )


class CloseForm(forms.Form):
    """The end of a post."""

    on = day_field(_("Last day"), initial=localdate)
    why = forms.CharField(label=_("Why"), max_length=300)


class RecruitForm(forms.Form):
    """Whom a post goes to: somebody to whom one was granted."""

    application = forms.ModelChoiceField(
        label=_("Granted to"), queryset=Application.objects.none(), to_field_name="number"
    )
    on = day_field(_("Recruited on"), initial=localdate)

    def __init__(self, *args: Any, waiting: QuerySet[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["application"]
        field.queryset = waiting
        field.label_from_instance = lambda a: (
            f"{mask_name(a.person.name)} · {a.place.name} · {a.number}"
        )


class StartForm(forms.Form):
    """The first day at work."""

    on = day_field(_("First day in post"), initial=localdate)


class LeaveForm(forms.Form):
    """How somebody leaves."""

    on = day_field(_("Last day in post"), initial=localdate)
    why = forms.ChoiceField(label=_("Why"), choices=[("", "—"), *PostHolding.Why.choices])
    note = forms.CharField(label=_("More about it"), max_length=300, required=False)
    report = forms.BooleanField(label=_("Report the vacancy with it"), required=False, initial=True)


class CutForm(forms.Form):
    """Why payments are taken off a list; which comes beside it."""

    reason = forms.CharField(label=_("Why they are taken off"), max_length=300)


class PostFilter(forms.Form):
    """Narrows the list of posts."""

    q = forms.CharField(label=_("Title or village"), required=False, max_length=60)
    work = forms.ChoiceField(
        label=_("Kind of work"), required=False, choices=[ALL, *Post.Work.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("In use")), ("free", _("With free slots")), ("closed", _("Post closed"))],
    )  # fmt: skip
    place = PlaceField(label=_("Place"), required=False, widget=PlaceSearch())


HOLDERS = [
    ("", _("Held now")), ("recruited", _("Recruited, not in post")), ("in_post", _("In post")),
    ("near", _("Near the end of their term")), ("left", _("Left the post")), ("all", _("All")),
]  # fmt: skip


class HolderFilter(forms.Form):
    """Narrows the list of holders."""

    q = forms.CharField(label=_("Name, title or village"), required=False, max_length=60)
    show = forms.ChoiceField(label=_("Which"), required=False, choices=HOLDERS)
    why = forms.ChoiceField(
        label=_("Why they left"), required=False, choices=[ALL, *PostHolding.Why.choices]
    )


class MonthForm(forms.Form):
    """A month."""

    month = forms.RegexField(
        r"^20\d\d-(0[1-9]|1[0-2])$", label=_("Month"), widget=forms.TextInput({"type": "month"})
    )


# --- loans ---------------------------------------------------------------------------------------


class SendForm(forms.Form):
    """To which bank a granted loan goes."""

    bank = forms.CharField(label=_("Bank that handles it"), max_length=80)
    on = day_field(_("Sent on"), initial=localdate)
    counter_guarantee = forms.CharField(
        label=_("Counter-guarantee"), max_length=120, required=False,
        help_text=_("Who or what stands for it; empty where it is waived."),
    )  # fmt: skip


class FindingsForm(forms.Form):
    """What the bank found."""

    on = day_field(_("Looked into on"), initial=localdate)
    findings = forms.CharField(
        label=_("What the bank found"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class DeclineForm(forms.Form):
    """Why the bank does not lend."""

    on = day_field(_("Declined on"), initial=localdate)
    reason = forms.CharField(
        label=_("Reason of the bank"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class LendForm(forms.Form):
    """What the bank lent."""

    amount = YuanField(label=_("Lent, in yuan"))
    starts = day_field(_("Lent on"), initial=localdate)
    ends = day_field(_("To be repaid on"))
    rate = PercentField(label=_("Rate, percent a year"))
    lpr = PercentField(
        label=_("One-year LPR of that day, percent"), required=False,
        help_text=_("Needed for loans lent before 1 October 2023."),
    )  # fmt: skip

    def lent(self) -> Lent:
        given = self.cleaned_data
        return Lent(*(given[name] for name in ("amount", "starts", "ends", "rate", "lpr")))


class RepayForm(forms.Form):
    """Principal that came back."""

    on = day_field(_("Repaid on"), initial=localdate)
    amount = YuanField(label=_("Principal, in yuan"))


class OverdueForm(forms.Form):
    """A loan that was not repaid in time."""

    since = day_field(_("Overdue since"), initial=localdate)


class InterestForm(forms.Form):
    """The interest of a quarter by the bank's statement."""

    quarter = forms.ChoiceField(label=_("Quarter"))
    amount = YuanField(label=_("Interest paid, in yuan"))

    def __init__(self, *args: Any, quarters: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["quarter"]
        field.choices = [(each, quarter_words(each)) for each in quarters]


class FirmForm(LendForm):
    """A loan to a firm, park or base, as the bank reported it."""

    employer = forms.CharField(label=_("Unified social credit code"), max_length=18)
    bank = forms.CharField(label=_("Bank that handles it"), max_length=80)
    field_order = ("employer", "bank")

    def __init__(self, *args: Any, by: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_employer(self) -> Employer:
        code = self.cleaned_data["employer"].strip().upper()
        scope = scope_of(self.by)
        found = Employer.objects.filter(code=code).first()
        if found is None or not scope.covers(found.place_id):
            raise forms.ValidationError(
                _("No employer of your place has the code %(code)s; record the employer first.")
                % {"code": code}
            )
        return found


class LoanFilter(forms.Form):
    """Narrows the list of loans."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *Loan.State.choices])
    scheme = forms.ChoiceField(
        label=_("Scheme"), required=False, choices=[ALL, *Loan.Scheme.choices]
    )
    year = forms.IntegerField(label=_("Year lent"), required=False, min_value=2000, max_value=2100)
    target = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)


class QuarterForm(forms.Form):
    """A quarter of the last years, the present one first."""

    quarter = forms.ChoiceField(label=_("Quarter"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["quarter"]
        field.choices = [
            (each, quarter_words(each)) for each in interest.last_quarters(localdate())
        ]


# --- workshops -----------------------------------------------------------------------------------


class ProofForm(forms.Form):
    """The list of a year."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    people = forms.CharField(
        label=_("People employed"), widget=forms.Textarea({"rows": 8}), max_length=300_000,
        help_text=_("One a line: name, ID number, months of the year. Paste it from a sheet."),
    )  # fmt: skip


class ReviewForm(forms.Form):
    """What the office finds."""

    passed = forms.ChoiceField(
        label=_("Outcome of the review"), choices=[("1", _("Passed")), ("0", _("Not passed"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    finding = forms.CharField(
        label=_("What the check found"), max_length=300, widget=forms.Textarea({"rows": 3})
    )
    withdraw = day_field(
        _("Recognition ends on"), required=False,
        help_text=_("Only where it is not passed: the recognition ends, awards on their way too."),
    )  # fmt: skip
