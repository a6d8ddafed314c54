"""My data: what is recorded, who said so, who looked; corrections, and a copy to take away."""

from __future__ import annotations

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongcheng.audit.services import record
from rongcheng.core.errors import Refusal
from rongcheng.people.models import Person
from rongcheng.people.services.statement_checks import InvalidValues

from .. import draft as drafts
from .. import queries, questions
from ..actors import Worker
from ..notice import office_for
from ..services import registration, sessions
from .asking import place_context, shown_answers, take_answer
from .pages import COOKIE, forget_all, screen, signed_in, worker_of

form = require_http_methods(["GET", "POST"])


@require_safe
@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """What is recorded about me."""
    worker = worker_of(request)
    lines = queries.lines(worker)
    return screen(
        request, "me",
        {
            "lines": lines, "spells": queries.spells(worker),
            "usual": queries.usual_source(lines),
            "waiting": any(line.waiting for line in lines),
            "office": office_for(worker.home_place_id), "consents": queries.consents(worker),
            "changeable": (*questions.CHANGEABLE, "phone", "home_place"),
        },
    )  # fmt: skip


@require_safe
@signed_in
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at my data, and why."""
    return screen(request, "looks", {"looks": queries.looks(worker_of(request))})


@require_safe
@signed_in
def sources(request: HttpRequest) -> HttpResponse:
    """Everything that anybody ever said about me."""
    return screen(request, "sources", {"sources": queries.sources(worker_of(request))})


@form
@signed_in
def change(request: HttpRequest, name: str) -> HttpResponse:
    """One field put right."""
    worker = worker_of(request)
    question = questions.BY_NAME.get(name)
    if question is None or question.work or name == "working":
        return redirect("portal:me")
    if request.method == "GET":
        return _asked(request, question, worker)
    try:
        answer = questions.check(question, request.POST.get("answer", ""))
        registration.update(answers=questions.values({name: answer}), by=Worker(worker))
    except Refusal as refusal:
        return _asked(request, question, worker, refusal)
    return redirect("portal:me")


def _asked(
    request: HttpRequest, question: questions.Question, worker: Person,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    now = getattr(worker, worker._meta.get_field(question.name).attname) or ""
    answer = request.POST.get("answer", str(now))
    context = {"question": question, "refusal": refusal, "answer": answer, "changing": True}
    if question.kind == "place":
        context |= place_context(request, question.name, chosen=answer)
    return screen(request, "ask", context, 422 if refusal else 200)


@form
@signed_in
def work(request: HttpRequest) -> HttpResponse:
    """My work has changed: the questions about work one by one, then a last look.

    The step stands in ``?step=``; answers wait in the draft until they are sent.
    """
    draft = drafts.load(request)
    if draft.goal != "work" or (request.method == "GET" and "step" not in request.GET):
        draft = drafts.Draft(goal="work")
    step = request.GET.get("step", "working")
    if step == "send":
        return _send_work(request, draft)
    question = questions.BY_NAME.get(step)
    if question is None or not (question.work or step == "working"):
        return redirect("portal:work")
    if request.method == "GET":
        drafts.save(request, draft)
        return _asked_work(request, draft, question)
    if refusal := take_answer(request, draft, question):
        return _asked_work(request, draft, question, refusal)
    drafts.save(request, draft)
    run = _work_questions(draft.answers)
    left = [q.name for q in run[run.index(question) + 1 :]]
    return redirect(f"{request.path}?step={left[0] if left else 'send'}")


def _work_questions(answers: dict[str, str | None]) -> list[questions.Question]:
    names = ("working", *(q.name for q in questions.QUESTIONS if q.work))
    return questions.asked(answers, names)


def _asked_work(
    request: HttpRequest, draft: drafts.Draft, question: questions.Question,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    run = _work_questions(draft.answers)
    context = {
        "question": question, "refusal": refusal, "changing": True, "step": question.name,
        "number": run.index(question) + 1 if question in run else 1, "of": len(run),
        "answer": request.POST.get("answer", draft.answers.get(question.name) or ""),
    }  # fmt: skip
    if question.kind == "place":
        context |= place_context(request, question.name, chosen=context["answer"])
    return screen(request, "ask", context, 422 if refusal else 200)


def _send_work(request: HttpRequest, draft: drafts.Draft) -> HttpResponse:
    worker = worker_of(request)
    if not draft.answers.get("working"):
        return redirect("portal:work")
    lines = [
        line for line in shown_answers(draft.answers) if line[0] in _work_questions(draft.answers)
    ]
    context = {"draft": draft, "lines": lines, "work": True}
    if request.method == "GET":
        return screen(request, "review", context)
    answers = questions.values(draft.answers) or _ended(worker)
    try:
        if answers:
            registration.update(answers=answers, by=Worker(worker))
    except InvalidValues as refusal:
        return screen(request, "review", context | {"problems": refusal.problems}, 422)
    drafts.forget(request)
    return redirect("portal:me")


def _ended(worker: Person) -> dict[str, object]:
    """The statement that the present work is over as of today; nothing where there is none."""
    present = worker.spells.filter(end_date=None).first()
    if present is None:
        return {}
    told = {
        "employer": present.employer_name, "work_place": present.work_place_id,
        "industry": present.industry, "occupation": present.occupation,
        "start_date": present.start_date, "end_date": timezone.localdate(),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


@require_safe
@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """My copy of everything, as a file."""
    worker = worker_of(request)
    record("portal.downloaded", by=Worker(worker), subject=worker, place=worker.home_place_id)
    text = json.dumps(
        queries.everything(worker), ensure_ascii=False, indent=1, cls=DjangoJSONEncoder
    )
    response = HttpResponse(text, content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_safe
@signed_in
def printable(request: HttpRequest) -> HttpResponse:
    """My copy of everything, to print."""
    worker = worker_of(request)
    record("portal.downloaded", by=Worker(worker), subject=worker, place=worker.home_place_id)
    return screen(
        request, "print",
        {"lines": queries.lines(worker), "spells": queries.spells(worker),
         "sources": queries.sources(worker), "looks": queries.looks(worker),
         "consents": queries.consents(worker), "now": timezone.now()},
    )  # fmt: skip


@form
@signed_in
def withdraw(request: HttpRequest) -> HttpResponse:
    """Taking a consent back: what that does, and the button."""
    worker = worker_of(request)
    if request.method == "GET":
        return screen(request, "withdraw", {"consents": queries.consents(worker)})
    registration.withdraw_consents(by=Worker(worker))
    return redirect("portal:me")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """The session is over, and this browser forgets what was entered."""
    sessions.end_session(cookie=request.COOKIES.get(COOKIE, ""))
    forget_all(request)
    response = redirect("portal:home")
    response.delete_cookie(COOKIE)
    return response
