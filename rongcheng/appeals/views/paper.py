"""Paper forms: printed, photographed, typed beside the photo, filed."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.appeals.paper_forms import PrintForm, ReadForm, TypedForm
from rongcheng.appeals.papers.read import upright
from rongcheng.appeals.queries import paper as read
from rongcheng.appeals.services import paper as service
from rongcheng.appeals.services.attachments import recognised
from rongcheng.core.crypto import blind
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.people.fingerprints import ID_PURPOSE
from rongcheng.people.models import Person
from rongcheng.people.queries.scope import visible_persons

from .pages import page
from .taking import after_filing

PER_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.TAKE_APPEALS)
def paper(request: HttpRequest) -> HttpResponse:
    """Forms printed here; a POST reads one back from its photo."""
    form = ReadForm(request.POST or None, request.FILES or None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            found = service.read_back(by=request.user, **form.cleaned_data)
        except Refusal as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return redirect("appeals:paper_type", found.number)
    forms = read.forms(request.user)
    context = {
        "form": form, "printing": PrintForm(),
        "page": Paginator(forms, PER_PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "appeals/paper/list.html", context, status=status)


@require_POST
@page(Can.TAKE_APPEALS)
def printed(request: HttpRequest) -> HttpResponse:
    """Empty forms, or one with a worker's name, as a PDF to print."""
    form = PrintForm(request.POST)
    if not form.is_valid():
        raise Refusal(" ".join(message for each in form.errors.values() for message in each))
    count, number = form.cleaned_data["count"], form.cleaned_data["id_number"]
    person = _registered(request, number) if number else None
    content = service.print_forms(by=request.user, person=person, count=1 if person else count)
    name = _("Appeal forms.pdf")
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(False, name)},
    )


def _registered(request: HttpRequest, number: str) -> Person:
    index = blind(number, ID_PURPOSE)
    found = visible_persons(request.user).filter(id_index=index).first()
    if found is None:
        raise Refusal(
            _("Nobody with this ID number is registered within your reach; print an empty form.")
        )
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.TAKE_APPEALS)
def typed(request: HttpRequest, form_number: str) -> HttpResponse:
    """The fields beside the photo; filing it once."""
    try:
        found = service.form_for(request.user, form_number)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("appeals:paper")
    form = TypedForm(request.POST or None, form=found)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            appeal = service.file_form(by=request.user, form=found, filing=form.filing())
        except Refusal as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            messages.success(
                request, _("Filed under %(n)s; tell the worker the number.") % {"n": appeal.number}
            )
            return redirect(after_filing(request.user, appeal))
    context = {"form": form, "paper": found}
    return render(request, "appeals/paper/type.html", context, status=status)


@require_GET
@page(Can.TAKE_APPEALS)
def scan(request: HttpRequest, form_number: str) -> HttpResponse:
    """The photo of a form that is not filed yet, turned upright; ``?as=came``: as it came."""
    found = service.form_for(request.user, form_number)
    content = service.scan_of(found)
    if content is None:
        raise Refusal(_("No photo of the form %(n)s was taken yet.") % {"n": form_number})
    kind, _what = recognised(service.Upload(found.scan_name, content))
    if request.GET.get("as") != "came":
        with suppress(ValueError):  # a kind of photo that is only kept
            content, kind = upright(content), "image/jpeg"
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return HttpResponse(content, content_type=kind, headers=headers)


urlpatterns = [
    path("paper/", paper, name="paper"),
    path("paper/print", printed, name="paper_print"),
    path("paper/<slug:form_number>/", typed, name="paper_type"),
    path("paper/<slug:form_number>/photo", scan, name="paper_photo"),
]
