"""Registering oneself: the notice, one question to a screen, a last look, and what comes next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rongcheng.core.errors import Refusal
from rongcheng.people.models import Person
from rongcheng.people.services.statement_checks import InvalidValues

from .. import draft as drafts
from .. import questions
from ..actors import Visitor
from ..notice import VERSION, office_for
from ..services import registration
from .asking import place_context, shown_answers, take_answer
from .pages import screen, sign_in, worker_of

form = require_http_methods(["GET", "POST"])
DONE = "portal_done"


@form
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """The notice, and the consent, which nobody has ticked beforehand."""
    if worker_of(request):
        return redirect("portal:me")
    if request.method == "GET":
        return screen(request, "begin", {"version": VERSION})
    if request.POST.get("agree") != VERSION:
        missing = _("Tick the box if you agree. Without it nothing is recorded; you can register "
                    "at the village or township desk instead.")  # fmt: skip
        return screen(request, "begin", {"version": VERSION, "refusal": missing}, 422)
    drafts.save(request, drafts.Draft(goal="register", notice=VERSION))
    return redirect("portal:who")


@form
@never_cache
def ask(request: HttpRequest, name: str) -> HttpResponse:
    """One question; it can be left open unless nothing makes sense without it."""
    draft = drafts.load(request)
    if not (draft.verified and draft.notice):
        return redirect("portal:register")
    question = questions.BY_NAME.get(name)
    if question is None:
        return redirect("portal:review")
    if request.method == "GET":
        return _asked(request, draft, question)
    if refusal := take_answer(request, draft, question):
        return _asked(request, draft, question, refusal)
    drafts.save(request, draft)
    onward = questions.following(name, draft.answers)
    if onward:
        return redirect("portal:ask", name=onward.name)
    return redirect("portal:review")


def _asked(
    request: HttpRequest, draft: drafts.Draft, question: questions.Question,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    run = questions.asked(draft.answers)
    back = questions.before(question.name, draft.answers)
    context = {
        "question": question, "refusal": refusal, "back": back,
        "number": run.index(question) + 1 if question in run else 1, "of": len(run),
        "answer": request.POST.get("answer", draft.answers.get(question.name) or ""),
    }  # fmt: skip
    if question.kind == "place":
        context |= place_context(request, question.name, draft.id_number, context["answer"])
    return screen(request, "ask", context, 422 if refusal else 200)


@form
@never_cache
def review(request: HttpRequest) -> HttpResponse:
    """Everything once more, each line with a way to change it, before it is sent."""
    draft = drafts.load(request)
    verified = draft.verified
    if not (verified and draft.notice):
        return redirect("portal:register")
    for question in questions.asked(draft.answers):
        if not question.skip and not draft.answers.get(question.name):
            return redirect("portal:ask", name=question.name)
    context = {"draft": draft, "lines": shown_answers(draft.answers)}
    if request.method == "GET":
        return screen(request, "review", context)
    try:
        made = registration.register(
            verified=verified,
            answers=questions.values(draft.answers),
            version=draft.notice,
            by=Visitor(verified.claim.name),
        )
    except InvalidValues as refusal:
        return screen(request, "review", context | {"problems": refusal.problems}, 422)
    except Refusal as refusal:
        return screen(request, "review", context | {"refusal": refusal}, refusal.status)
    return _sent(request, draft, made)


def _sent(request: HttpRequest, draft: drafts.Draft, made: registration.Registered) -> HttpResponse:
    place = questions.values(draft.answers).get("home_place")
    drafts.forget(request)
    # whoever may not open the record learns nothing of it, not even its number
    request.session[DONE] = {
        "opened": made.opened, "number": made.person.pk if made.opened else None, "place": place,
        "is_new": made.is_new,
    }  # fmt: skip
    response = redirect("portal:done")
    return sign_in(request, response, _fresh(made.person)) if made.opened else response


def _fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


@require_safe
@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """What was received, who has it now, and what happens next."""
    told = request.session.get(DONE)
    if not told:
        return redirect("portal:home")
    return screen(request, "done", told | {"office": office_for(told["place"])})
