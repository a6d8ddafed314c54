"""Pages of posts: the list with its figures, one post, setting one up."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.benefits import granted_forms as f
from rongcheng.benefits.models import Post
from rongcheng.benefits.queries import posts as read
from rongcheng.benefits.services import posts as service
from rongcheng.core.errors import Refusal
from rongcheng.places.codes import span_of
from rongcheng.web.formats import number, yuan
from rongcheng.web.forms import refusals_on

from .granted_pages import PER_PAGE, READ, page, tabs_of


@require_GET
@page(*READ)
def posts(request: HttpRequest) -> HttpResponse:
    """Posts of my place with slots, holders and vacancies; by place, where there are several."""
    form = f.PostFilter(request.GET)
    form.is_valid()
    lines = read.by_place(request.user)
    rows = _narrowed(request.user, form.cleaned_data) if form.is_valid() else Post.objects.none()
    office = request.user.office
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "tabs": tabs_of(request), "form": form, "stats": _stats(lines),
        "lines": lines if len(lines) > 1 else [],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_set_up": office is not None and service.manages(request.user, office.place_id),
        "village": office is not None and service.level_of(office.place_id) == service.VILLAGE,
    }  # fmt: skip
    return render(request, "benefits/posts/list.html", context)


def _narrowed(staff: Staff, given: dict) -> QuerySet[Post]:
    found = read.visible_posts(staff).prefetch_related("holdings__person")
    found = found.filter(closed_on__isnull=given.get("state") != "closed")
    if given.get("state") == "free":
        found = found.filter(free__gt=0)
    if text := given.get("q"):
        found = found.filter(Q(title__icontains=text) | Q(place__full_name__icontains=text))
    if work := given.get("work"):
        found = found.filter(work=work)
    if place := given.get("place"):
        lo, hi = span_of(place.code)
        found = found.filter(place_id__gte=lo, place_id__lt=hi)
    return found.order_by("place_id", "title", "pk")


def _stats(lines: list[read.Line]) -> list[tuple[object, ...]]:
    """Tiles: label, value, address, tone, icon."""
    sums = {
        name: sum(getattr(line, name) for line in lines)
        for name in ("posts", "slots", "held", "vacant", "overdue", "pay")
    }
    late = f"{reverse('benefits:posts_vacancies')}?show=overdue"
    here = reverse("benefits:posts")
    return [
        (_("Posts"), number(sums["posts"]), here, "plain", "briefcase"),
        (_("Slots"), number(sums["slots"]), here, "plain", ""),
        (_("Holders"), number(sums["held"]), reverse("benefits:posts_holders"), "plain", "people"),
        (_("Free slots"), number(sums["vacant"]), f"{here}?state=free",
         "info" if sums["vacant"] else "plain", ""),
        (_("Vacancies reported late"), number(sums["overdue"]), late,
         "bad" if sums["overdue"] else "plain", ""),
        (_("Pay a month"), yuan(sums["pay"]), reverse("benefits:posts_pay"), "plain", ""),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.CHECK_BENEFITS)
def new(request: HttpRequest) -> HttpResponse:
    """Set up a post because of a need."""
    service.check_manages(request.user, request.user.office.place_id if request.user.office else 0)
    form = f.PostForm(request.POST or None, by=request.user)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            plan = service.Plan(**(given | {"place": given["place"].code}))
            post = service.set_up(by=request.user, plan=plan)
            messages.success(request, _("The post is set up."))
            return redirect("benefits:posts_one", post.pk)
    status = 400 if form.is_bound else 200
    context = {"tabs": tabs_of(request), "form": form}
    return render(request, "benefits/posts/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*READ)
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: its slots, who holds and held them, what can be done with it."""
    found = read.post_for(request.user, pk)
    forms = _forms(request, found)
    act = request.POST.get("act", "")
    status = 200
    if request.method == "POST":
        if act not in forms:
            raise Refusal(_("This cannot be done with a post: “%(act)s”.") % {"act": act})
        form = forms[act]
        status = 400
        if form.is_valid():
            with refusals_on(form):
                return _done(request, found, act, form.cleaned_data)
    context = {
        "tabs": tabs_of(request), "post": found, "forms": forms,
        "holdings": read.visible_holdings(request.user).filter(post=found),
        "vacancies": read.vacancies(request.user).filter(post=found),
        "rules": dict(f.post_rules(request.user)),
    }  # fmt: skip
    return render(request, "benefits/posts/one.html", context, status=status)


def _forms(request: HttpRequest, post: Post) -> dict:
    """The forms of what the reader may do now; the one that was sent is bound."""
    if post.closed_on or not service.manages(request.user, post.place_id):
        return {}
    act = request.POST.get("act")

    def sent(name: str):
        return request.POST if act == name else None

    lo, hi = span_of(post.place_id // 1000 * 1000)  # of the township, where the post is a village's
    waiting = read.waiting(request.user).filter(place_id__gte=lo, place_id__lt=hi)
    if post.rule:
        waiting = waiting.filter(rule=post.rule)
    made = {
        "alter": f.AlterForm(sent("alter"), prefix="alter", initial={
            "slots": post.slots, "pay": f"{post.pay / 100:.2f}"}),
        "close": f.CloseForm(sent("close"), prefix="close"),
    }  # fmt: skip
    if post.free > 0:
        made["recruit"] = f.RecruitForm(sent("recruit"), prefix="recruit", waiting=waiting)
    if post.held:
        del made["close"]
    return made


def _done(request: HttpRequest, post: Post, act: str, given: dict) -> HttpResponse:
    if act == "recruit":
        holding = service.recruit(by=request.user, post=post, **given)
        messages.success(request, _("Recruited; record the first day in post when it comes."))
        return redirect("benefits:posts_holder", holding.pk)
    {"alter": service.alter, "close": service.close}[act](by=request.user, post=post, **given)
    messages.success(request, _("The post is changed."))
    return redirect("benefits:posts_one", post.pk)
