"""Applying: missing facts, papers, the account, a last look, and the number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rongcheng.appeals.services.attachments import LARGEST
from rongcheng.benefits import getting
from rongcheng.benefits.accounts import Account, own_account
from rongcheng.benefits.asking import told as worded
from rongcheng.benefits.getting import Benefit
from rongcheng.benefits.models import Application
from rongcheng.core.errors import Refusal
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person
from rongcheng.web import formats

from .. import applying as drafts
from .. import benefits as told
from ..applying import Applying
from ..services import claiming, waiting_files
from .benefits import (
    actor_for,
    begin,
    benefit_of,
    employer_of,
    form,
    onward,
    placed,
    query_of,
)
from .pages import screen, signed_in, worker_of


@form
@signed_in
def apply(request: HttpRequest, rule: str) -> HttpResponse:
    """Begin to apply: to the first screen that is open."""
    draft = begin(request, rule, sending=True)
    draft.skipped = []
    drafts.save(request, draft)
    return onward(request, draft)


def next_screen(draft: Applying, one: Benefit) -> str:
    """The address of the first screen that is open: a paper, the account, the last look."""
    for at, paper in enumerate(getting.papers_of(one)):
        if paper["zh"] not in draft.papers:
            return f"{reverse('portal:apply_paper', args=[draft.rule])}?n={at + 1}"
    if one.paid and not (draft.same or draft.number or draft.later):
        return reverse("portal:apply_account", args=[draft.rule])
    return reverse("portal:apply_check", args=[draft.rule])


def _begun(request: HttpRequest, rule: str) -> tuple[Applying, Benefit | None, Person]:
    """The draft of a rule with its benefit, where it can still be applied for."""
    worker = worker_of(request)
    draft = drafts.load(request)
    if draft.rule != rule or not draft.sending:
        return draft, None, worker
    one = benefit_of(draft, worker)
    return draft, one if one and one.open_to_apply else None, worker


@form
@signed_in
def paper(request: HttpRequest, rule: str) -> HttpResponse:
    """One paper: photographed, chosen, or left for later."""
    draft, one, _worker = _begun(request, rule)
    if one is None:
        return redirect("portal:benefit", rule=rule)
    papers = getting.papers_of(one)
    text = request.GET.get("n", "1")
    at = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 1
    if not 1 <= at <= len(papers):
        return redirect(next_screen(draft, one))
    title = papers[at - 1]["zh"]
    context = {
        "one": one, "title": worded(dict(papers[at - 1])), "number": at, "of": len(papers),
        "largest": LARGEST // 1024 // 1024,
    }  # fmt: skip
    problem = ""
    if request.method == "POST":
        problem = _take(request, draft, title)
        if not problem and ("go" in request.POST or "skip" in request.POST):
            draft.papers = list(dict.fromkeys([*draft.papers, title]))
        drafts.save(request, draft)
        if not problem:
            again = "go" not in request.POST and "skip" not in request.POST
            return redirect(f"{request.path}?n={at}" if again else next_screen(draft, one))
    kept = [each for each in draft.files if each["title"] == title]
    context |= {"kept": kept, "problem": problem}
    return screen(request, "benefits/paper", context, 422 if problem else 200)


def _take(request: HttpRequest, draft: Applying, title: str) -> str:
    """Keep the files that came and drop those taken back; what is wrong with the others."""
    gone = request.POST.get("remove", "")
    waiting_files.drop(each for each in draft.files if each["digest"] == gone)
    draft.files = [each for each in draft.files if each["digest"] != gone]
    wrong = []
    for name in ("photos", "camera"):
        for sent in request.FILES.getlist(name):
            try:
                kept = waiting_files.keep(sent, token=draft.token, beside=draft.files)
            except Refusal as refusal:
                wrong.append(str(refusal))
            else:
                draft.files += [kept | {"title": title}] if kept else []
    return "\n".join(wrong)


@form
@signed_in
def account(request: HttpRequest, rule: str) -> HttpResponse:
    """The account that the money goes to, in the applicant's own name."""
    draft, one, worker = _begun(request, rule)
    if one is None:
        return redirect("portal:benefit", rule=rule)
    owner, known = (
        account_owner(draft, worker),
        claiming.account_of(worker, _company(draft, worker)),
    )
    if request.method == "GET":
        return _account(request, draft, one, owner, known)
    draft.later = "skip" in request.POST
    if draft.later or ("same" in request.POST and known):
        draft.same, draft.bank, draft.number = not draft.later, "", ""
    else:
        try:
            given = own_account(typed_account(request, owner), owner)
        except Refusal as refusal:
            return _account(request, draft, one, owner, known, refusal)
        draft.same, draft.bank, draft.number = False, given.bank, given.number
    drafts.save(request, draft)
    return redirect(next_screen(draft, one))


def _company(draft: Applying, worker: Person) -> Employer | None:
    """The employer that applies; None where the worker does for themselves."""
    return employer_of(worker, draft.employer) if draft.employer else None


def account_owner(draft: Applying, worker: Person) -> str:
    """In whose name the account must be."""
    return str(_company(draft, worker) or worker.name)


def typed_account(request: HttpRequest, owner: str) -> Account:
    """The account as it was typed.

    Raises:
        Refusal: the bank is not named.
    """
    bank = request.POST.get("bank", "").strip()[:80]
    if not bank:
        raise Refusal(_("Name the bank, as on the card."))
    return Account(owner, bank, request.POST.get("number", "")[:40])


def _account(
    request: HttpRequest, draft: Applying, one: Benefit, owner: str, known: Account | None,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "one": one, "owner": owner, "known": known, "refusal": refusal,
        "bank": request.POST.get("bank", draft.bank),
        "number": request.POST.get("number", draft.number),
    }  # fmt: skip
    return screen(request, "benefits/account", context, 422 if refusal else 200)


@form
@signed_in
def check(request: HttpRequest, rule: str) -> HttpResponse:
    """Everything once more, and the button that sends it."""
    draft, one, worker = _begun(request, rule)
    if one is None:
        return redirect("portal:benefit", rule=rule)
    refusal = None
    if request.method == "POST":
        try:
            application = _send(draft, one, worker)
        except Refusal as problem:
            refusal = problem
        else:
            drafts.forget(request)
            if draft.keys:
                return redirect("portal:company", code=draft.employer)
            return redirect("portal:claim_sent", number=application.number)
    return screen(request, "benefits/check", _checked(draft, one, worker) | {"refusal": refusal},
                  refusal.status if refusal else 200)  # fmt: skip


def _send(draft: Applying, one: Benefit, worker: Person) -> Application:
    people = placed(draft, worker)[1] if draft.keys else []
    return claiming.send(
        by=actor_for(worker, draft), draft=draft, benefit=one, worker=worker,
        employer=_company(draft, worker), keys=[each.key for each in people] or [one.key],
    )  # fmt: skip


def _checked(draft: Applying, one: Benefit, worker: Person) -> dict[str, object]:
    facts = {fact.name: fact for line in one.found.lines for fact in line.facts}
    lines = [told.told_fact(fact, one.rule.id) for fact in facts.values()]
    papers = [
        (worded(dict(each)), at + 1, len([f for f in draft.files if f["title"] == each["zh"]]))
        for at, each in enumerate(getting.papers_of(one))
    ]
    people = placed(draft, worker)[1] if draft.keys else []
    total = sum(each.found.amount or 0 for each in people)
    return {
        "one": one, "amount": formats.yuan(total) if people else told.amount_of(one),
        "lines": [] if people else lines, "papers": papers, "people": people,
        "query": query_of(draft.employer, one.day),
        "account": claiming.chosen_account(draft, worker, _company(draft, worker)),
        "owner": account_owner(draft, worker),
    }  # fmt: skip
