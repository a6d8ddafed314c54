"""The notices of a pack with their clauses, and a clause added to one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from rongcheng.agencies.roles import Can
from rongcheng.people.views.pages import page
from rongcheng.rulekit.notices import Notice
from rongcheng.rulekit.rules import Rule, RulePack
from rongcheng.rules import words
from rongcheng.rules.forms import ClauseForm
from rongcheng.rules.queries import rules as read
from rongcheng.rules.services import drafts as services
from rongcheng.web.forms import refusals_on


@require_GET
@page(*words.READ)
def notices(request: words.StaffRequest, pack: str) -> HttpResponse:
    """Every notice of a pack with what its clauses say, and the rules that cite each."""
    found = read.pack_for(pack)
    context = {
        "pack": found, "notices": [(each, _clauses(each, found)) for each in _own(found)],
        "may_write": _may_write(request, pack),
    }  # fmt: skip
    return render(request, "rules/notices.html", context)


def _own(pack: RulePack) -> list[Notice]:
    """The pack's own notices before those of packs that it extends."""
    return sorted(pack.notices.values(), key=lambda each: each.pack != pack.name)


def _clauses(notice: Notice, pack: RulePack) -> list[tuple[str, str, list[Rule]]]:
    return [
        (number, str(words.said(dict(text))), [
            rule for rule in pack.rules.values()
            if rule.notice == notice.name and rule.clause == number
        ])
        for number, text in notice.clauses.items()
    ]  # fmt: skip


def _may_write(request: words.StaffRequest, pack: str) -> bool:
    return request.user.can(Can.WRITE_RULES) and read.concerns(request.user, pack)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.WRITE_RULES)
def clause(request: words.StaffRequest, pack: str) -> HttpResponse:
    """A clause added to a notice, without YAML: becomes a draft like any other."""
    found = read.pack_for(pack)
    initial = {"notice": request.GET.get("notice", ""), "from_day": timezone.localdate()}
    form = ClauseForm(_own(found), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        reason = given.pop("reason")
        with refusals_on(form):
            draft = services.add_clause(
                by=request.user, pack=pack, clause=services.NewClause(**given), reason=reason
            )
            return redirect("rules:draft", draft.pk)
    status = 400 if form.errors else 200
    return render(request, "rules/clause.html", {"pack": found, "form": form}, status=status)
