"""The reply editor: a template, the worker's points, what is missing, then sending."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.case_forms import AnswerForm
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import Reply, rules_for
from rongcheng.appeals.permissions import part_for
from rongcheng.appeals.queries.scope import appeal_for, may_read
from rongcheng.appeals.queries.solved import AGAINST, SPEAKS, Seen, seen
from rongcheng.appeals.replies import Gap, Point, check, points_of
from rongcheng.appeals.services import handling
from rongcheng.appeals.words import category_name, said
from rongcheng.core.errors import NotAllowed, Refusal
from rongcheng.people.queries.scope import visible_persons
from rongcheng.web import formats

from .pages import page

SOLVED = ("solved", "partly_solved")
TONES = {SPEAKS: "ok", AGAINST: "bad"}


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.HANDLE_APPEALS)
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Write the reply; first press checks, gaps need a reason to be sent all the same."""
    appeal = appeal_for(request.user, number)
    part_for(request.user, appeal, "answered")  # refused here, before anything is written
    if not may_read(request.user, appeal):
        raise NotAllowed(_("This appeal is restricted; its reply is for those who handle it."))
    points, facts = points_of(appeal.text), seen(appeal)
    form = AnswerForm(
        request.POST or None, request.FILES or None, appeal=appeal, by=request.user,
        initial=_beginning(request, appeal),
    )  # fmt: skip
    gaps: list[Gap] | None = None
    if request.method == "POST" and form.is_valid():
        gaps = _gaps(request, form, points, facts)
        if _may_go(request, form, gaps):
            try:
                _send(request, appeal, form, points, facts, gaps)
            except Refusal as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("%(n)s: the reply is sent.") % {"n": number})
                return redirect(reverse("appeals:case", args=[number]))
    return _shown(request, appeal, form, points, facts, gaps)


def _beginning(request: HttpRequest, appeal: Appeal) -> dict[str, object]:
    """The template asked for, filled in with what is known."""
    wanted = request.GET.get("template", "")
    chosen = next((t for t in templates(appeal) if t.id == wanted), None)
    started = {"done_on": timezone.localdate()}
    return started | ({"text": filled(chosen, appeal, request.user)} if chosen else {})


def templates(appeal: Appeal) -> tuple[Reply, ...]:
    """Templates of the appeal's category, then those of the wider one."""
    rules = rules_for(appeal.place_id)
    known = rules.categories.get(appeal.category)
    own = rules.replies.get(appeal.category, ())
    wider = rules.replies.get(known.parent, ()) if known and known.parent else ()
    return (*own, *wider)


def filled(template: Reply, appeal: Appeal, by: Staff) -> str:
    """A template with the placeholders that the record can fill; the others stay to be written,
    each by its name in the reader's language.
    """
    points = rules_for(appeal.place_id).points
    known = {key: "{" + said(names) + "}" for key, names in points.items()} | {
        "name": _salutation(appeal, by), "number": appeal.number,
        "category": category_name(appeal.category, appeal.place_id),
        "office": by.office.name if by.office else "", "place": appeal.place.name,
        "on": formats.day(timezone.localdate()),
        "by": by.office.name if by.office else "",
    }  # fmt: skip
    text = template.text
    if not known["name"]:
        text = text.replace("{name}：", "").replace("{name}", "")
    for key, value in known.items():
        text = text.replace("{" + key + "}", value)
    return text


def _salutation(appeal: Appeal, by: Staff) -> str:
    """The worker's name, where the writer may see it and no other worker reads the same reply."""
    if appeal.group or Appeal.objects.filter(merged_into=appeal).exists():
        return ""
    seen_whole = visible_persons(by).filter(pk=appeal.person_id).exists()
    return appeal.name if seen_whole else ""


def _gaps(request: HttpRequest, form: AnswerForm, points: list[Point],
          facts: list[Seen]) -> list[Gap]:  # fmt: skip
    ticked = [int(at) for at in request.POST.getlist("answered") if at.isascii() and at.isdigit()]
    given = form.cleaned_data
    found = check(given["text"], points, done_on=given.get("done_on"), answered=ticked)
    if given["outcome"] in SOLVED:
        words = _("Said solved, but the registry speaks against it.")
        found += [Gap("seen", words, f"{f.about}：{f.text}") for f in facts if f.says == AGAINST]
    return found


def _may_go(request: HttpRequest, form: AnswerForm, gaps: list[Gap]) -> bool:
    if request.POST.get("then") != "send":
        return False
    if not gaps:
        return True
    if form.cleaned_data.get("anyway") and form.cleaned_data.get("why", "").strip():
        return True
    form.add_error("why", _("Mend what is missing, or tick the box and say why it is sent so."))
    return False


def _send(request: HttpRequest, appeal: Appeal, form: AnswerForm, points: list[Point],
          facts: list[Seen], gaps: list[Gap]) -> None:  # fmt: skip
    given = form.cleaned_data
    handling.answer(
        by=request.user, appeal=appeal, text=given["text"], outcome=given["outcome"],
        done_on=given.get("done_on"), points=[point.text for point in points],
        files=given["files"],
        checked={
            "gaps": [[gap.code, gap.about] for gap in gaps],
            "gaps_why": given.get("why", "") if gaps else "",
            "seen": [fact.as_json() for fact in facts],
        },
    )  # fmt: skip


def _shown(request: HttpRequest, appeal: Appeal, form: AnswerForm, points: list[Point],
           facts: list[Seen], gaps: list[Gap] | None) -> HttpResponse:  # fmt: skip
    rules = rules_for(appeal.place_id)
    ticked = request.POST.getlist("answered")
    chosen = request.GET.get("template", "")
    context = {
        "appeal": appeal, "form": form, "gaps": gaps,
        "points": [(at, point, str(at) in ticked) for at, point in enumerate(points)],
        "facts": [(fact, TONES.get(fact.says, "plain")) for fact in facts],
        "templates": [
            (each.id, said(each.names), each.id == chosen,
             [said(rules.points[point]) for point in each.points if point in rules.points])
            for each in templates(appeal)
        ],
        "answers": [
            (said(each.text), each.clause)
            for each in (rules.categories[appeal.category].answers
                         if appeal.category in rules.categories else ())
        ],
    }  # fmt: skip
    status = 400 if form.errors else 200
    return render(request, "appeals/answer.html", context, status=status)
