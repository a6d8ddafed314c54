"""Two persons of the registry made one, and what was joined taken apart, from a person's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rongcheng.agencies.roles import Can
from rongcheng.core.errors import Refusal
from rongcheng.people.models import Link, Person, Review, SourceRecord
from rongcheng.people.queries import duplicates as read
from rongcheng.people.queries import person as one
from rongcheng.people.queries.search import search
from rongcheng.people.services import merging
from rongcheng.people.services.reading import open_person
from rongcheng.web import compare

from . import wordings
from .pages import page
from .pair_wordings import Shown, pair_lines, sources

SHORTEST_REASON = 4


@require_GET
@page(Can.RESOLVE_DUPLICATES)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The other record of a person, looked for by anything that finds a person; namesakes first."""
    person = one.person(request.user, pk)
    text = request.GET.get("q", "").strip()
    found = search(request.user, text or person.name)
    people = [other for other in found.persons if other.pk != person.pk]
    context = {"person": person, "text": text, "people": people, "more": found.more}
    return render(request, "people/merging/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.RESOLVE_DUPLICATES)
def merge(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Both records side by side, and one person made of them; the one registered first is kept."""
    pair = [one.person(request.user, number) for number in sorted((pk, other))]
    keep, gone = pair
    if keep == gone:
        raise Refusal(_("Both numbers are the same person, %(name)s.") % {"name": keep.name})
    review = read.review_between(keep, gone)
    if review and review.state == Review.State.OPEN:
        return redirect("people:duplicate", review.pk)
    if request.method == "POST":
        reason = _reason(request)
        merging.merge_persons(keep=keep, gone=gone, by=request.user, reason=reason)
        messages.success(request, _("%(name)s: recorded as one person.") % {"name": keep.name})
        return redirect("people:person", keep.pk)
    for person in pair:
        open_person(pk=person.pk, by=request.user)
    left, right = (read.side(person) for person in pair)
    context = {
        "person": one.person(request.user, pk),
        "lines": pair_lines(left, right),
        "sides": [
            Shown(_("Registered first, is kept"), left, sources(left.records)),
            Shown(_("Is joined to it"), right, sources(right.records)),
        ],
        "review": review,
        "two_numbers": keep.id_index and gone.id_index and keep.id_index != gone.id_index,
    }
    return render(request, "people/merging/merge.html", context)


def _reason(request: HttpRequest) -> str:
    given = request.POST.get("reason", "").strip()
    if len(given) < SHORTEST_REASON:
        raise Refusal(
            _("Say in a few words how you know; “%(reason)s” is too short.") % {"reason": given}
        )
    return given[:200]


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.RESOLVE_DUPLICATES)
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """What was joined to a person, or statements about somebody else, taken away from them.

    The address names a link (``?link=``) or statements (``?record=``); without either they are
    chosen. Nothing changes before the consequences were shown.
    """
    person = one.person(request.user, pk)
    statements = one.records(person)
    link, chosen = _chosen(request, person)
    going = [told for told in statements if told.pk in chosen]
    if request.method == "POST":
        fresh = _split(request, person, link, going)
        words = _("%(name)s is a person of their own again.") % {"name": fresh.name}
        messages.success(request, words)
        return redirect("people:person", fresh.pk)
    staying = [told for told in statements if told.pk not in chosen]
    if going and not staying:
        messages.error(request, _("Choose some, but not all, of the statements."))
        going = []
    context = {
        "person": person, "link": link, "going": sources(going), "staying": sources(staying),
        "records": [told.pk for told in going],
        "lines": _after(staying, going) if going else [],
        "choices": list(zip(statements, sources(statements), strict=True)),
    }  # fmt: skip
    return render(request, "people/merging/split.html", context)


def _chosen(request: HttpRequest, person: Person) -> tuple[Link | None, set[int]]:
    """The link that is to be taken back, and the statements that go with it."""
    given = request.POST if request.method == "POST" else request.GET
    if given.get("link", "").isdigit():
        link = read.link(request.user, int(given["link"]))
        if link.kept_id == person.pk:
            return link, set(link.records)
    return None, {int(number) for number in given.getlist("record") if number.isdigit()}


def _split(
    request: HttpRequest, person: Person, link: Link | None, going: list[SourceRecord]
) -> Person:
    if link:
        return merging.undo_link(link=link, by=request.user)
    return merging.split_records(
        person=person, records=[told.pk for told in going], by=request.user
    )


def _after(staying: list[SourceRecord], going: list[SourceRecord]) -> list[compare.Line]:
    """What is known of each of the two once they are apart, field by field."""
    kept, own = (
        {told.name: told.value for told in one.provenance(part)} for part in (staying, going)
    )
    names = [name for name in wordings.FIELDS if name in kept or name in own]
    return compare.lines(
        (wordings.FIELDS[n], wordings.value(n, kept.get(n)), wordings.value(n, own.get(n)))
        for n in names
    )
