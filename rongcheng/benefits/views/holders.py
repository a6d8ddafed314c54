"""Pages of who holds posts and what fell vacant."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.benefits import granted_forms as f
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import PostHolding
from rongcheng.benefits.queries import posts as read
from rongcheng.benefits.services import posts as service
from rongcheng.benefits.services import vacancies
from rongcheng.core.errors import Refusal
from rongcheng.web.forms import refusals_on
from rongcheng.web.masking import mask_name

from .granted_pages import PER_PAGE, READ, as_csv, page, tabs_of


@require_GET
@page(*READ)
def holders(request: HttpRequest) -> HttpResponse:
    """Who holds posts, with the time used and the last day."""
    form, rows = _narrowed(request)
    query = request.GET.copy()
    query.pop("page", None)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "tabs": tabs_of(request), "form": form, "page": shown, "query": query.urlencode(),
        "terms": [(row, read.term_of(row.person, row.post.place_id, today)) for row in shown],
        "may_export": request.user.can(Can.EXPORT),
    }  # fmt: skip
    return render(request, "benefits/posts/holders.html", context)


def _narrowed(request: HttpRequest) -> tuple[f.HolderFilter, QuerySet[PostHolding]]:
    form = f.HolderFilter(request.GET)
    if not form.is_valid():
        return form, PostHolding.objects.none()
    given = form.cleaned_data
    found = read.visible_holdings(request.user)
    show = given["show"]
    if show not in ("left", "all"):
        found = found.filter(left_on=None)
    if show in ("recruited", "in_post"):
        found = found.filter(in_post_from__isnull=show == "recruited")
    if show == "left":
        found = found.filter(left_on__isnull=False)
    if show == "near":
        found = found.filter(pk__in=[row.pk for row, _term in read.ending(request.user)])
    if given["why"]:
        found = found.filter(why=given["why"])
    if text := given["q"]:
        found = found.filter(
            Q(person__name__icontains=text) | Q(post__title__icontains=text)
            | Q(post__place__full_name__icontains=text)
        )  # fmt: skip
    return form, found


@require_POST
@page(*READ)
def holders_file(request: HttpRequest) -> HttpResponse:
    """The list of holders as a file, names masked."""
    _form, rows = _narrowed(request)
    heads = [
        _("Place"), _("Post"), _("Person's name"), _("Recruited on"), _("In post from"),
        _("Left on"), _("Why"), _("Pay a month"), _("Months used"), _("Last day"),
    ]  # fmt: skip
    return as_csv("benefits.holders_exported", _("post-holders"), heads,
                  map(_row, rows), by=request.user)  # fmt: skip


def _row(holding: PostHolding) -> list[object]:
    term = read.term_of(holding.person, holding.post.place_id, timezone.localdate())
    return [
        holding.post.place.full_name, holding.post.title, mask_name(holding.person.name),
        holding.recruited_on, holding.in_post_from, holding.left_on, holding.get_why_display(),
        f"{holding.pay / 100:.2f}", term.months, term.ends if not holding.left_on else "",
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READ)
def holder(request: HttpRequest, pk: int) -> HttpResponse:
    """One holder: recruited, in post, paid, left; the time used of what may be."""
    found = read.holding_for(request.user, pk)
    term = read.term_of(found.person, found.post.place_id, timezone.localdate())
    forms = _acts(request, found, term)
    status = 200
    if request.method == "POST":
        act, status = request.POST.get("act", ""), 400
        if act not in forms:
            raise Refusal(_("This cannot be done with a holder now: “%(act)s”.") % {"act": act})
        form = forms[act]
        if form.is_valid():
            with refusals_on(form):
                _do(request, found, act, form.cleaned_data)
                return redirect("benefits:posts_holder", pk)
    context = {
        "tabs": tabs_of(request), "holding": found, "forms": forms, "term": term,
        "steps": [_("Granted"), _("Recruited"), _("In post"), _("Left the post")],
        "step": _step(found),
        "pays": found.pays.select_related("application", "run").order_by("-month"),
        "others": read.visible_holdings(request.user).filter(person=found.person).exclude(pk=pk),
        "may_open": request.user.can(Can.SEE_PEOPLE),
    }  # fmt: skip
    return render(request, "benefits/posts/holder.html", context, status=status)


def _step(holding: PostHolding) -> int:
    return 4 if holding.left_on else 3 if holding.in_post_from else 2


def _acts(request: HttpRequest, holding: PostHolding, term: read.Term) -> dict:
    try:
        service.check_place(request.user, holding.post.place_id)
    except Refusal:
        return {}
    if holding.left_on:
        return {}
    act = request.POST.get("act")
    made: dict = {}
    if not holding.in_post_from:
        made["start"] = f.StartForm(request.POST if act == "start" else None, prefix="start")
    made["leave"] = f.LeaveForm(
        request.POST if act == "leave" else None, prefix="leave", initial=_leaving(term)
    )
    return made


def _leaving(term: read.Term) -> dict:
    """What is proposed where the time is over: the last day that could be paid, and why."""
    if not term.passed:
        return {}
    why = PostHolding.Why.RETIRED if term.until_retirement else PostHolding.Why.TERM
    return {"on": term.ends, "why": why}


def _do(request: HttpRequest, holding: PostHolding, act: str, given: dict) -> None:
    if act == "start":
        service.start(by=request.user, holding=holding, **given)
        messages.success(request, _("In post; pay begins with this day."))
        return
    service.leave(by=request.user, holding=holding, leaving=service.Leaving(**given))
    messages.success(request, _("Leaving is recorded; the slot is vacant."))


@require_GET
@page(*READ)
def vacancy_list(request: HttpRequest) -> HttpResponse:
    """Slots that fell vacant, those not reported first, with their clock."""
    show = request.GET.get("show", "")
    rows = read.vacancies(request.user, show=show)
    place = request.user.office.place_id if request.user.office else 0
    context = {
        "tabs": tabs_of(request), "show": show, "days": handling_at(place).limit("vacancy_days"),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "shows": [("", _("Vacant")), ("unreported", _("Not reported")), ("overdue", _("Overdue")),
                  ("all", _("All"))],
        "may_report": request.user.can(Can.CHECK_BENEFITS),
    }  # fmt: skip
    return render(request, "benefits/posts/vacancies.html", context)


@require_POST
@page(Can.CHECK_BENEFITS)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The village reports a vacancy."""
    found = read.vacancy_for(request.user, pk)
    vacancies.report(by=request.user, vacancy=found)
    messages.success(request, _("The vacancy is reported."))
    return redirect("benefits:posts_vacancies")
