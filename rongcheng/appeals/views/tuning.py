"""The routing table, its rehearsal, thresholds, and what the packs say of clocks."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.forms import OfficeField
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.queries import table as read
from rongcheng.appeals.queries.tuning import LEVELS, tuned
from rongcheng.appeals.services import rehearsal as rehearsing
from rongcheng.appeals.services import supervision, tuning
from rongcheng.appeals.words import category_choices, category_name
from rongcheng.core.errors import Refusal

from .pages import READ, here, page
from .rule_words import pack_page

DRAFT_LINES = 3
SHOWN_MOVES = 200


@require_GET
@page(*READ, Can.TUNE_APPEALS)
def duties(request: HttpRequest) -> HttpResponse:
    """Who answers for what here: the duty list, and before it the rulings."""
    staff = request.user
    may_rule = staff.can(Can.RULE_APPEALS)
    covers = scope_of(staff).covers
    entries = read.table(staff)
    context = {
        "entries": [
            (entry, category_name(entry.category, here(request)),
             [(ruling, may_rule and covers(ruling.place_id)) for ruling in entry.rulings])
            for entry in entries
        ],
        "catch_all": read.catch_all(staff),
        "may_rehearse": may_rule or staff.can(Can.TUNE_APPEALS),
    }  # fmt: skip
    return render(request, "appeals/duties.html", context)


@require_POST
@page(Can.RULE_APPEALS)
def end_ruling(request: HttpRequest, pk: int) -> HttpResponse:
    """A ruling holds no longer."""
    ruling = get_object_or_404(read.rulings(request.user), pk=pk)
    supervision.end_ruling(by=request.user, ruling=ruling)
    messages.success(request, _("The ruling holds no longer."))
    return redirect("appeals:duties")


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.TUNE_APPEALS, Can.RULE_APPEALS)
def rehearsal(request: HttpRequest) -> HttpResponse:
    """A draft of the table, and what it would have moved."""
    lines = [_line(request, at) for at in range(DRAFT_LINES)]
    dropped = [int(pk) for pk in request.POST.getlist("drop") if pk.isdecimal()]
    months = request.POST.get("months", "3")
    months_ = int(months) if months.isdecimal() else 3
    rulings = list(read.rulings(request.user))
    found, problem = None, ""
    if request.method == "POST":
        try:
            found = rehearsing.rehearse(
                by=request.user, changes=_changes(request, lines), months=months_,
                ended=[ruling for ruling in rulings if ruling.pk in dropped],
            )  # fmt: skip
        except Refusal as error:
            problem = str(error)
    context = {
        "lines": lines, "months": months_, "problem": problem, "found": found,
        "categories": category_choices(here(request)),
        "rulings": [
            (ruling, category_name(ruling.category, here(request)), ruling.pk in dropped)
            for ruling in rulings
        ],
        "moves": found.moves[:SHOWN_MOVES] if found else [],
    }  # fmt: skip
    status = 400 if problem else 200
    return render(request, "appeals/rehearsal.html", context, status=status)


def _line(request: HttpRequest, at: int) -> dict[str, str]:
    names = ("category", "words", "office")
    return {name: request.POST.get(f"{name}-{at}", "").strip()[:200] for name in names}


def _changes(request: HttpRequest, lines: list[dict[str, str]]) -> list[rehearsing.Change]:
    made, field = [], OfficeField(near=here(request))
    known = dict(category_choices(here(request)))
    for line in lines:
        if not line["category"] and not line["office"]:
            continue
        if line["category"] not in known:
            raise Refusal(_("Choose the category of each line of the draft."))
        try:
            office = field.clean(line["office"])
        except ValidationError as error:
            raise Refusal(" ".join(error.messages)) from error
        made.append(rehearsing.Change(line["category"], office, tuple(line["words"].split())))
    return made


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.TUNE_APPEALS)
def thresholds(request: HttpRequest) -> HttpResponse:
    """From which confidence each category goes by itself, beside how often it was set right."""
    if request.method == "POST":
        value = request.POST.get("percent", "").strip()
        category = request.POST.get("category", "")
        tuning.set_threshold(by=request.user, category=category, confidence=_share(value))
        name = category_name(category, here(request))
        messages.success(request, _("%(name)s: the threshold is set.") % {"name": name})
        return redirect("appeals:thresholds")
    rows = [
        {
            "tuned": each, "name": category_name(each.category, here(request)),
            "percent": round(100 * each.own) if each.own is not None and each.own <= 1 else "",
            "never": each.threshold is not None and each.threshold > 1,
            "levels": [(level, *each.above(level)) for level in LEVELS],
        }
        for each in tuned(request.user, timezone.now())
    ]  # fmt: skip
    return render(request, "appeals/thresholds.html", {"rows": rows, "levels": LEVELS})


def _share(value: str) -> float | None:
    if value == "":
        return None
    if value == "never":
        return tuning.NEVER
    try:
        return float(value) / 100
    except ValueError:
        raise Refusal(_("“%(v)s” is no number of percent.") % {"v": value[:10]}) from None


@require_GET
@page(*READ)
def rules(request: HttpRequest) -> HttpResponse:
    """Clocks, categories, reasons and steps as the packs say them, each with its source."""
    return render(request, "appeals/rules.html", pack_page(rules_for(here(request))))
