"""Pairs side by side, decided one after the other; automatic links, taken back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.core.errors import Refusal
from rongcheng.people.forms import PairFilter
from rongcheng.people.models import Review
from rongcheng.people.queries import duplicates as read
from rongcheng.people.services import merging
from rongcheng.people.services.reading import open_person

from .pages import page
from .pair_wordings import Shown, pair_lines, sources

PER_PAGE = 25


@require_GET
@page(Can.RESOLVE_DUPLICATES)
def duplicates(request: HttpRequest) -> HttpResponse:
    """The queue of pairs, the likeliest first."""
    form, given, query = _narrowed(request)
    queue = read.reviews(request.user, **given)
    shown = Paginator(queue, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": shown, "query": query, "tab": "queue"}
    return render(request, "people/duplicates/queue.html", context)


def _narrowed(request: HttpRequest) -> tuple[PairFilter, dict, str]:
    """The filter form, what it narrows by, and the query that keeps it from page to page."""
    form = PairFilter(request.GET)
    form.is_valid()
    place = form.cleaned_data.get("place")
    batch = form.cleaned_data.get("batch")
    kept = {k: v for k, v in (("place", place and place.code), ("batch", batch)) if v}
    return form, {"place": kept.get("place"), "batch": batch}, urlencode(kept)


@require_GET
@page(Can.RESOLVE_DUPLICATES)
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Both records side by side; opening them is logged for each of the two persons."""
    review = read.review(request.user, pk)
    _form, given, query = _narrowed(request)
    queue = read.reviews(request.user, **given)
    following = read.next_after(queue, review)
    for person in (review.older, review.newer):
        if person.merged_into_id is None:
            open_person(pk=person.pk, by=request.user)
    older, newer = read.side(review.older), read.side(review.newer)
    context = {
        "review": review,
        "lines": pair_lines(older, newer),
        "sides": [
            Shown(_("In the registry before"), older, sources(older.records)),
            Shown(_("Came later"), newer, sources(newer.records)),
        ],
        "waiting": queue.count(),
        "later": _address(following, query) if following else _list(query),
        "query": query,
        "is_open": review.state == Review.State.OPEN,
    }
    return render(request, "people/duplicates/pair.html", context)


def _address(review: Review, query: str) -> str:
    return reverse("people:duplicate", args=[review.pk]) + (f"?{query}" if query else "")


def _list(query: str) -> str:
    return reverse("people:duplicates") + (f"?{query}" if query else "")


@require_POST
@page(Can.RESOLVE_DUPLICATES)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One person or two; the next pair follows by itself."""
    review = read.review(request.user, pk)
    _form, given, query = _narrowed(request)
    following = read.next_after(read.reviews(request.user, **given), review)
    answer = request.POST.get("answer")
    if answer not in ("same", "different"):
        raise Refusal(
            _("“%(answer)s” is no decision; say “same” or “different”.") % {"answer": answer or ""}
        )
    try:
        merging.decide_review(review=review, same=answer == "same", by=request.user)
    except Refusal as error:
        messages.error(request, str(error))
        return redirect(_address(review, query))
    messages.success(
        request,
        _("%(name)s: recorded as one person.") % {"name": review.older.name}
        if answer == "same"
        else _("%(name)s: recorded as two persons.") % {"name": review.older.name},
    )
    if following is None or following.pk == review.pk:
        return redirect(_list(query))
    # a merge may have settled the following pair as well
    still = read.reviews(request.user, **given).filter(pk=following.pk).exists()
    return redirect(_address(following, query) if still else _list(query))


@require_GET
@page(Can.RESOLVE_DUPLICATES)
def linked(request: HttpRequest) -> HttpResponse:
    """Links that the comparison made by itself, the least sure first."""
    form, given, query = _narrowed(request)
    undone = request.GET.get("undone") == "1"
    found = read.links(request.user, undone=undone, **given)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        (link, list(zip(records, sources(records), strict=True)))
        for link, records in read.with_records(list(shown))
    ]
    context = {
        "form": form, "page": shown, "rows": rows, "tab": "linked", "undone": undone,
        "query": query,
    }  # fmt: skip
    return render(request, "people/duplicates/linked.html", context)


@require_POST
@page(Can.RESOLVE_DUPLICATES)
def undo_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link taken back: what came by it stands for itself again."""
    link = read.link(request.user, pk)
    person = merging.undo_link(link=link, by=request.user)
    messages.success(request, _("%(name)s is a person of their own again.") % {"name": person.name})
    return redirect("people:linked")
