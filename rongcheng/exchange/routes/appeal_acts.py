"""What is done with appeals: the office's reply, and every other act of the case page."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from rongcheng.appeals.queries.scope import appeal_for

from ..access import caller
from ..appeal_schemas import ActIn, AppealDetail, ReplyIn
from ..schemas import ERRORS, Error
from ..services.acting import act, reply
from .appeals import ANY, NUMBER, detail

router = Router()
CHANGED = ERRORS | {409: Error}


@router.post("/{number}/reply", response={200: AppealDetail} | CHANGED, summary="Answer an appeal")
def answer(request: HttpRequest, given: ReplyIn, number: str = NUMBER) -> dict:
    """The office's answer; whether it is solved is then for the worker to say.

    The reply is checked as on the page: what was done, by whom, when, by which clause. What is
    missing is told with 422, unless `anyway` and `why` are given.
    """
    staff = caller(request, *ANY)
    appeal = appeal_for(staff, number)
    reply(by=staff, appeal=appeal, **given.model_dump())
    return detail(staff, appeal)


@router.post("/{number}/acts", response={200: AppealDetail} | CHANGED, summary="Act on an appeal")
def acts(request: HttpRequest, given: ActIn, number: str = NUMBER) -> dict:
    """Sign for it, speak of progress, return it, confirm for the worker: one of its `can`.

    A desk or program that took the appeal down acts for the worker: adds material, asks for speed,
    confirms, disputes, rates, withdraws, has it taken up again.
    """
    staff = caller(request, *ANY)
    appeal = appeal_for(staff, number)
    values = given.model_dump(exclude={"code"}, exclude_none=True, exclude_defaults=True)
    act(by=staff, appeal=appeal, code=given.code, values=values)
    return detail(staff, appeal)
