"""What question screens show: places level by level, and answers in words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from rongcheng.core.errors import Refusal
from rongcheng.people.queries import codes
from rongcheng.people.queries.naming import full_place_name
from rongcheng.places.codes import truncations
from rongcheng.places.models import Place
from rongcheng.places.queries import children, search_places
from rongcheng.web import formats

from .. import questions
from ..draft import Draft

LONGEST = 40


def take_answer(request: HttpRequest, draft: Draft, question: questions.Question) -> Refusal | None:
    """Put what was sent into the draft: an answer, or none; the refusal if it cannot be one."""
    if "skip" in request.POST and question.skip:
        draft.answers[question.name] = None
        return None
    try:
        draft.answers[question.name] = questions.check(question, request.POST.get("answer", ""))
    except Refusal as refusal:
        return refusal
    return None


def place_context(
    request: HttpRequest, name: str, id_number: str = "", chosen: object = ""
) -> dict[str, Any]:
    """The place picker: where one stands, the places below, what a search found, a suggestion."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    at = _place(request.GET.get("at", "") or str(chosen or ""))
    within = at.code if at else 0
    below = list(children(within))
    suggested = None
    if name == "home_place" and not at and not query and id_number:
        suggested = _place(id_number[:6] + "000000")
    above = Place.objects.in_bulk(truncations(at.code)) if at else {}
    return {
        "at": at, "below": below, "query": query, "suggested": suggested,
        "above": [above[code] for code in truncations(at.code) if code in above] if at else [],
        "found": search_places(query, within_code=within, limit=20) if query else [],
    }  # fmt: skip


def _place(code: str) -> Place | None:
    if not (code.isascii() and code.isdigit() and len(code) == 12):
        return None
    return Place.objects.filter(code=int(code)).first()


def shown_answers(answers: dict[str, str | None]) -> list[tuple[questions.Question, str]]:
    """Each question asked with its answer as people read it; empty where it was left open."""
    return [(q, shown(q, answers.get(q.name))) for q in questions.asked(answers)]


def shown(question: questions.Question, answer: str | None) -> str:
    """An answer in words."""
    if not answer:
        return ""
    if question.kind == "choice":
        return str(dict(question.choices).get(answer, answer))
    if question.kind == "place":
        return full_place_name(int(answer))
    if question.name == "industry":
        return codes.industry_name(answer)
    if question.kind == "money" and answer.isdigit():
        return formats.yuan(int(answer) * 100)
    return answer
