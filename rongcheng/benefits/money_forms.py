"""Forms of budgets, payment batches, bank answers and clawbacks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Staff
from rongcheng.appeals.matter_forms import ProofField, YuanField, day_input
from rongcheng.appeals.words import said
from rongcheng.rulekit.rulefiles import PackErrors
from rongcheng.rules.packs import around

from . import lines
from .bankformat import BankFormat
from .models import Budget, Clawback
from .services.budgets import MONEY
from .services.reclaiming import MOST_INSTALMENTS


def benefits_at(place: int) -> list[tuple[str, str]]:
    """Id and title of the benefits of a place that pay money once or every month, by id."""
    try:
        packs = around(place)
    except PackErrors:
        return []
    found = {
        rule.id: said(dict(rule.title))
        for pack in packs for rule in pack.rules.values()
        if rule.outcome.kind in MONEY | {"post"}
    }  # fmt: skip
    named = [(id, f"{id} {found[id]}") for id in sorted(found, key=_natural)]
    # the rule of a line has a key and no number that a notice knows: only its title is shown
    return [*named, (lines.INTEREST, said(dict(lines.book().rules[lines.INTEREST].title)))]


def _natural(id: str) -> tuple[str, int, str]:
    """DL-2 before DL-10."""
    parts = re.match(r"(.*?)(\d+)(.*)", id)
    return (parts[1], int(parts[2]), parts[3]) if parts else (id, 0, "")


class BudgetForm(forms.Form):
    """Money of one document."""

    source = forms.ChoiceField(label=_("Source"), choices=Budget.Source.choices)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    amount = YuanField(label=_("Amount (yuan)"))
    document = forms.CharField(
        label=_("Document"), max_length=120,
        help_text=_("The document that gives the money, with its number."),
    )  # fmt: skip
    rules = forms.MultipleChoiceField(
        label=_("For these benefits"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: it pays every benefit of the place."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = by.office.place_id if by.office else 0
        self.fields["rules"].choices = benefits_at(place)  # type: ignore[attr-defined]
        self.fields["year"].initial = timezone.localdate().year


class BudgetChangeForm(forms.Form):
    """Another amount of a budget, with its ground."""

    amount = YuanField(label=_("New amount (yuan)"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("With the document that says so.")
    )


class BatchForm(forms.Form):
    """How a batch goes to the bank; which applications are left out comes beside it."""

    form = forms.ChoiceField(label=_("File format"))
    purpose = forms.CharField(
        label=_("Purpose"), max_length=30, help_text=_("What stands on the bank statement.")
    )

    def __init__(self, *args: Any, formats: Iterable[BankFormat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [  # type: ignore[attr-defined]
            (each.name, f"{each.name}（{each.said.source}）") for each in formats
        ]


class CancelForm(forms.Form):
    """Why a batch is taken apart."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class BackForm(forms.Form):
    """Why a batch is not signed."""

    reason = forms.CharField(
        label=_("What is to be mended"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class OutForm(forms.Form):
    """Why payments are taken out of a batch; which comes beside it."""

    reason = forms.CharField(label=_("Why they are taken out"), max_length=200)


class MoveForm(forms.Form):
    """Another budget for what is approved and not paid yet."""

    budget = forms.ChoiceField(label=_("Pay it from"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("With the document that says so.")
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["budget"].choices = list(choices)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The file that the bank sent back."""

    file = ProofField(label=_("File of the bank"))


class TellForm(forms.Form):
    """One line that the bank answered on paper."""

    line = forms.IntegerField(label=_("Line"), min_value=1)
    result = forms.ChoiceField(
        label=_("Result"), choices=[("paid", _("Paid")), ("failed", _("Returned by the bank"))]
    )
    reason = forms.CharField(
        label=_("Reason or slip"), max_length=200,
        help_text=_("Why it came back, or the number of the slip that says it was paid."),
    )  # fmt: skip


FIRST_DUE = timedelta(days=30)
"""Proposed until the first instalment: nobody can pay back on the day they are told."""


class PlanFields(forms.Form):
    """Equal instalments: how many, from when, how many months apart."""

    parts = forms.IntegerField(
        label=_("Instalments"), min_value=1, max_value=MOST_INSTALMENTS, initial=1
    )
    first = day_input(label=_("First due day"))
    months = forms.IntegerField(
        label=_("Months from one to the next"), min_value=1, max_value=12, initial=1
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = timezone.localdate() + FIRST_DUE


class ReclaimForm(PlanFields):
    """What has to be paid back, why, and in which parts."""

    amount = YuanField(label=_("Amount (yuan)"))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))
    clause = forms.CharField(label=_("Clause"), max_length=200)
    field_order = ("amount", "reason", "clause", "parts", "first", "months")


class ReplanForm(PlanFields):
    """Other instalments for what is left."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class RepaidForm(forms.Form):
    """Money that came back."""

    amount = YuanField(label=_("Amount (yuan)"))
    receipt = forms.CharField(label=_("Receipt"), max_length=60)
    came_on = day_input(label=_("Came on"))


class EndForm(forms.Form):
    """Why the rest is not reclaimed any more."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))


class LedgerForm(forms.Form):
    """What narrows the clawback ledger."""

    q = forms.CharField(label=_("Number or name"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("All")), ("overdue", _("Overdue")), *Clawback.State.choices],
    )  # fmt: skip
