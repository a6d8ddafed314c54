"""A group's amounts that were not known at first, filled in by who speaks for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rongcheng.appeals.models import Appeal, Claim
from rongcheng.appeals.services import groups
from rongcheng.appeals.services.roster_reading import amount_of
from rongcheng.core.errors import Refusal

from .. import appeals as told
from .follow import Mine, followed, form
from .pages import screen


@form
@followed
def amounts(request: HttpRequest, appeal: Appeal, actor: Mine) -> HttpResponse:
    """How much each is owed whose amount is open; those left empty stay open."""
    lines = told.unsaid(appeal)
    if not lines or "roster_changed" not in told.may_do(actor, appeal):
        return redirect("portal:appeal", number=appeal.number)
    if request.method == "GET":
        return _shown(request, appeal, lines, {})
    given, problems = _given(request, lines)
    if problems:
        return _shown(request, appeal, lines, problems)
    try:
        done = groups.say_claims(by=actor, appeal=appeal, amounts=given)
    except Refusal as refusal:
        return _shown(request, appeal, lines, {}, refusal)
    if done:
        said = ngettext("%(n)d amount is on the list now.", "%(n)d amounts are on the list now.",
                        len(done)) % {"n": len(done)}  # fmt: skip
        messages.success(request, said)
    return redirect("portal:appeal", number=appeal.number)


def _given(request: HttpRequest, lines: list[Claim]) -> tuple[dict[int, int], dict[int, str]]:
    """Line to fen, and line to what is wrong with what was typed."""
    given: dict[int, int] = {}
    problems: dict[int, str] = {}
    for line in lines:
        typed = request.POST.get(f"line{line.pk}", "").strip()
        if not typed:
            continue
        if (amount := amount_of(typed)) is not None:
            given[line.pk] = amount
        else:
            problems[line.pk] = _("“%(text)s” is not an amount in yuan.") % {"text": typed}
    return given, problems


def _shown(
    request: HttpRequest, appeal: Appeal, lines: list[Claim], problems: dict[int, str],
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    rows = [
        (line, request.POST.get(f"line{line.pk}", ""), problems.get(line.pk, "")) for line in lines
    ]
    context = {"appeal": appeal, "rows": rows, "refusal": refusal}
    return screen(request, "amounts", context, 422 if problems or refusal else 200)
