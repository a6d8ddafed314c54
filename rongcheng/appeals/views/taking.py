"""Taking an appeal down for a worker at a desk, with the same proposal that they would see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.forecast import forecast
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.queries.scope import visible_appeals
from rongcheng.appeals.services.filing import Filing, file_appeal
from rongcheng.appeals.services.reading import Proposal, propose
from rongcheng.appeals.taking_forms import TakeForm
from rongcheng.appeals.words import said
from rongcheng.core.errors import Refusal
from rongcheng.people.queries.search import search

from .pages import page

FOUND = 8


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.TAKE_APPEALS)
def new(request: HttpRequest) -> HttpResponse:
    """The form; the first press shows what the platform makes of it, the second files it."""
    form = TakeForm(request.POST or None, request.FILES or None, by=request.user)
    shown = None
    if request.method == "POST" and form.is_valid():
        filing = form.filing()
        if request.POST.get("then") == "file":
            try:
                appeal = file_appeal(by=request.user, filing=filing)
            except Refusal as error:
                form.add_error(None, str(error))
            else:
                messages.success(
                    request, _("Filed as %(n)s. Tell the worker the number.") % {"n": appeal.number}
                )
                return redirect(after_filing(request.user, appeal))
        shown = _proposed(filing)
    context = {"form": form, "shown": shown, "person": form.cleaned_data.get("person")
               if form.is_bound and hasattr(form, "cleaned_data") else None}  # fmt: skip
    return render(request, "appeals/new.html", context, status=400 if form.errors else 200)


def after_filing(staff: Staff, appeal: Appeal) -> str:
    """The page to go on with: an office does not read on in a complaint about itself."""
    if visible_appeals(staff).filter(pk=appeal.pk).exists():
        return reverse("appeals:case", args=[appeal.number])
    return reverse("appeals:list")


def _proposed(filing: Filing) -> dict:
    """What recognition proposes, where it would go, and what belongs elsewhere."""
    home = filing.home_place or (filing.person.home_place_id if filing.person else None)
    read: Proposal = propose(filing.text, home=home)
    event = filing.event_place or read.place
    category = filing.category or read.category
    rules = rules_for(event or home or 0)
    told = forecast(
        filing.text, category, read, event=event, home=home,
        matter=filing.matter or read.matter, now=timezone.now(),
    )  # fmt: skip
    elsewhere = [each for each in rules.elsewhere if each.id in read.elsewhere]
    return {
        "read": read, "category": category, "told": told,
        "elsewhere": [(said(each.message), each.call) for each in elsewhere],
        "place": told.place.pk if told else 0,
    }  # fmt: skip


@require_GET
@page(Can.TAKE_APPEALS)
def persons(request: HttpRequest) -> HttpResponse:
    """Registered persons to choose from, as the search for people finds them; masked."""
    text = request.GET.get("q", "").strip()[:60]
    found = search(request.user, text, limit=FOUND).persons if len(text) > 1 else []
    return render(request, "appeals/_persons.html", {"people": found, "text": text})
