"""The audit trail as auditors read it, each row a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.forms import PlaceField
from rongcheng.agencies.models import Office
from rongcheng.agencies.permissions import require
from rongcheng.agencies.roles import Can, Role
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.acts import all_acts, wording
from rongcheng.audit.models import Event
from rongcheng.audit.queries import events_between
from rongcheng.places.codes import PROVINCE, level_of, span_of
from rongcheng.places.models import Place

PER_PAGE = 50


class Filter(forms.Form):
    """What the reader looks for; every field may stay empty."""

    actor = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=80)
    act = forms.ChoiceField(label=gettext_lazy("Act"), required=False)
    place = PlaceField(label=gettext_lazy("Place"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From day"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("To day"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [("", _("All acts")), *all_acts()]


@dataclass(frozen=True)
class Row:
    """One event with what the page says about it."""

    event: Event
    act: str
    place: str
    detail: list[tuple[str, str]]


@require(Can.SEE_AUDIT)
def trail(request: HttpRequest) -> HttpResponse:
    """Events of the reader's place, newest first, narrowed by the filter."""
    form = Filter(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    scope = scope_of(request.user)
    lo, hi = scope.lo, scope.hi
    if given.get("place"):
        wanted_lo, wanted_hi = span_of(given["place"].code)
        lo, hi = max(lo, wanted_lo), min(hi, wanted_hi)
    # what belongs to no place (commands, administrators without an office) is read in provinces
    everywhere = not given.get("place") and level_of(scope.lo) == PROVINCE if scope.lo else False
    narrow = {key: given.get(key) for key in ("since", "until")}
    narrow |= {key: given.get(key) or "" for key in ("actor", "act")}
    page = Paginator(events_between(lo, hi, everywhere=everywhere, **narrow), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"form": form, "page": page, "rows": _rows(list(page)), "office": request.user.office}
    return render(request, "console/trail.html", context)


def _rows(events: list[Event]) -> list[Row]:
    codes = {event.place for event in events if event.place}
    names = dict(Place.objects.filter(code__in=codes).values_list("code", "full_name"))
    return [
        Row(event, wording(event.act), names.get(event.place, ""), list(_pairs(event.detail)))
        for event in events
    ]


def _pairs(detail: dict) -> list[tuple[str, str]]:
    """What changed as (what, value); a change reads old → new."""
    pairs = []
    for key, value in detail.items():
        if key == "changes":
            pairs += [
                (k, f"{_shown(old, k)} → {_shown(new, k)}") for k, (old, new) in value.items()
            ]
        elif value not in (None, "", [], {}):
            pairs.append((key, _shown(value, key)))
    return [(LABELS.get(key, key), value) for key, value in pairs]


def _shown(value: object, key: str) -> str:
    """A value in words: codes of roles and kinds by their names, lists by their length."""
    if key in CODES and value in CODES[key].values:
        return str(CODES[key](value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | dict):
        return str(len(value))
    return "—" if value in (None, "") else str(value)


CODES = {"role": Role, "kind": Office.Kind}
LABELS = {
    "name": gettext_lazy("Name"),
    "full_name": gettext_lazy("Full name"),
    "username": gettext_lazy("Username"),
    "role": gettext_lazy("Role"),
    "office": gettext_lazy("Office"),
    "office_id": gettext_lazy("Office no."),
    "kind": gettext_lazy("Kind"),
    "address": gettext_lazy("Network address"),
    "ended": gettext_lazy("Sessions ended"),
    "staff": gettext_lazy("Staff"),
    "successor_name": gettext_lazy("Successor"),
    "on": gettext_lazy("From day"),
    "expires": gettext_lazy("Valid until"),
    "second_factor_required": gettext_lazy("Second factor required"),
    "rows": gettext_lazy("Rows"),
    "file": gettext_lazy("File"),
    "hash": gettext_lazy("SHA-256"),
}
