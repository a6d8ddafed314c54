"""One person entered, corrected or confirmed at a desk."""

from __future__ import annotations

import json
import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rongcheng.agencies.roles import Can
from rongcheng.core.crypto import blind
from rongcheng.core.errors import Refusal
from rongcheng.people.fingerprints import ID_PURPOSE
from rongcheng.people.forms import CorrectionForm, PersonForm
from rongcheng.people.ledger import identity
from rongcheng.people.models import Person
from rongcheng.people.queries.person import person as find_person
from rongcheng.people.queries.scope import visible_persons
from rongcheng.people.services import reading, registration
from rongcheng.people.services.statement_checks import InvalidValues
from rongcheng.places.gazetteer import Gazetteer
from rongcheng.web.masking import mask_id, mask_phone

from .pages import page

MOST_CONFIRMED = 200
_LENGTH, _OLD_LENGTH = 18, 15


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.EDIT_PEOPLE)
def new(request: HttpRequest) -> HttpResponse:
    """A person entered; somebody already registered is found and brought up to date."""
    form = PersonForm(
        request.POST or None, initial=_first_values(request), near=_own_place(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            person, outcome = registration.register_person(values=form.values(), by=request.user)
        except Refusal as error:
            _explain(form, error)
        else:
            _say_what_came(request, person, outcome)
            again = request.POST.get("then") == "again"
            return redirect(_after(request, person) if again else _person(person))
    return _form_page(request, form, None)


def _own_place(request: HttpRequest) -> int | None:
    return request.user.office.place_id if request.user.office else None


def _first_values(request: HttpRequest) -> dict[str, object]:
    """What is known before anything is typed: the village, and the household of the last entry."""
    given = {"household_no": request.GET.get("household", "")[:60]}
    code = request.GET.get("place", "")
    if code.isdigit() and int(code) in Gazetteer.load():
        given["home_place"] = Gazetteer.load().full_name(int(code))
    return given


def _say_what_came(request: HttpRequest, person: Person, outcome) -> None:
    if outcome.new:
        words = _("%(name)s is registered.")
    elif outcome.matched:
        words = _("%(name)s was registered already; what you entered is added.")
    else:
        words = _("%(name)s: this very entry was made before; nothing changed.")
    messages.success(request, words % {"name": person.name})
    if outcome.to_review:
        messages.warning(
            request, _("Somebody much alike is registered already; the pair waits for a decision.")
        )


def _person(person: Person) -> str:
    return reverse("people:person", args=[person.pk])


def _after(request: HttpRequest, person: Person) -> str:
    """The empty form for the next one, in the same village and household."""
    home = person.household.number if person.household else ""
    return f"{reverse('people:new')}?place={person.home_place_id or ''}&household={home}"


@require_http_methods(["GET", "HEAD", "POST"])
@page(Can.EDIT_PEOPLE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A known person corrected: only what was changed becomes a new statement."""
    if request.method == "POST":
        person = find_person(request.user, pk)
    else:
        person = reading.open_person(pk=pk, by=request.user)
    shown = {"id_number": mask_id(person.id_number), "phone": mask_phone(person.phone)}
    form = CorrectionForm(
        request.POST or None, person=person, shown=shown, near=_own_place(request)
    )
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        if not changes:
            messages.info(request, _("Nothing was changed."))
            return redirect(_person(person))
        try:
            registration.correct_person(person=person, values=changes, by=request.user)
        except Refusal as error:
            _explain(form, error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": person.name})
            return redirect(_person(person))
    return _form_page(request, form, person)


def _form_page(request: HttpRequest, form: PersonForm, person: Person | None) -> HttpResponse:
    status = 400 if form.is_bound else 200
    context = {"form": form, "person": person}
    return render(request, "people/entry/form.html", context, status=status)


def _explain(form: PersonForm, error: Refusal) -> None:
    """The service's reasons at the fields that they are about."""
    if not isinstance(error, InvalidValues):
        form.add_error(None, str(error))
        return
    for name, message in error.problems.items():
        form.add_error(name if name in form.fields else None, message)


@require_POST
@page(Can.EDIT_PEOPLE)
def number(request: HttpRequest) -> HttpResponse:
    """What an ID number tells while it is typed: birth, sex, county; right or not; known or not."""
    typed = re.sub(r"[\s\-]", "", request.POST.get("id_number", "")).upper()[:24]
    return render(request, "people/entry/_number.html", _told_by(request, typed))


def _told_by(request: HttpRequest, typed: str) -> dict:
    if len(typed) == _OLD_LENGTH and typed.isdigit():
        typed = identity.from_15(typed)
    born = identity.birth_date(typed) if len(typed) == _LENGTH and typed[6:14].isdigit() else None
    if len(typed) != _LENGTH:
        return {"missing": _LENGTH - len(typed) if typed else 0, "typed": typed}
    if not identity.is_valid(typed) or born is None:
        return {"wrong": True, "typed": typed}
    known = Person.objects.filter(id_index=blind(typed, ID_PURPOSE)).first()
    seen = known and visible_persons(request.user).filter(pk=known.pk).first()
    gazetteer = Gazetteer.load()
    county = gazetteer.county_of_id_prefix(typed[:6]) or ""
    is_current = int(typed[:6]) * 10**6 in gazetteer
    return {
        "right": True,
        "known": seen,
        "known_elsewhere": known is not None and seen is None,
        "born": born,
        "sex": identity.sex(typed),
        "age": identity.age_on(born, timezone.localdate()),
        "future": born > timezone.localdate(),
        "county": county,
        "fill_json": json.dumps(
            {
                "sex": str(identity.sex(typed)), "birth_date": born.isoformat(),
                "home_place": county if is_current else "",
            }
        ),
    }  # fmt: skip


@require_POST
@page(Can.EDIT_PEOPLE)
def confirm(request: HttpRequest) -> HttpResponse:
    """One tap at the door: asked today, unchanged. Takes one or more ``person`` numbers."""
    numbers = {int(n) for n in request.POST.getlist("person") if n.isdigit()}
    found = list(visible_persons(request.user).filter(pk__in=numbers))
    if not found or len(found) < len(numbers) or len(numbers) > MOST_CONFIRMED:
        raise Refusal(
            _("%(asked)d persons were named and %(found)d of them are within your reach; "
              "confirm between 1 and %(most)d of your own.")
            % {"asked": len(numbers), "found": len(found), "most": MOST_CONFIRMED}
        )  # fmt: skip
    count = registration.confirm_persons(persons=found, by=request.user)
    if request.htmx:
        context = {"day": timezone.localdate(), "others": found if len(found) > 1 else []}
        return render(request, "people/entry/_confirmed.html", context)
    messages.success(
        request, _("%(count)d persons confirmed as unchanged today.") % {"count": count}
    )
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return redirect(target if safe else _person(found[0]))
