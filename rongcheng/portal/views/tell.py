"""Telling a matter: the first screen, what happened with its files, where, and with whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rongcheng.appeals.queries.similar import Like, similar
from rongcheng.appeals.services.attachments import LARGEST
from rongcheng.appeals.services.filing import LONGEST, SHORTEST
from rongcheng.appeals.services.reading import Proposal, propose
from rongcheng.core.errors import Refusal
from rongcheng.people.services.statement_checks import clean_values
from rongcheng.places.codes import PROVINCE, level_of
from rongcheng.places.models import Place

from .. import draft as drafts
from .. import telling as tellings
from ..actors import Visitor, Worker
from ..services import waiting_files
from ..speaking import Speaker
from ..telling import ANONYMOUS, BY_NAME, Telling
from .asking import place_context
from .pages import screen, worker_of

form = require_http_methods(["GET", "POST"])
TOO_WIDE = gettext_lazy("Choose at least the city; better the county, district or town.")
Screen = Callable[[HttpRequest, Telling, Speaker], HttpResponse]


def speaker_of(request: HttpRequest, telling: Telling) -> Speaker | None:
    """Who tells this matter; None where they wanted to give their name and have yet to prove it.

    Whoever is not registered, or registered with another phone, speaks with the name and phone that
    were just proved; no record opens by that.
    """
    if telling.mode == ANONYMOUS:
        return Speaker(Visitor(_("Without a name")), phone=telling.phone or "")
    person = worker_of(request)
    if person is not None:
        return Speaker(Worker(person), person, person.name, person.phone or "")
    verified = drafts.load(request).verified
    if verified is None:
        return None
    return Speaker(
        Visitor(verified.claim.name), name=verified.claim.name, phone=verified.claim.phone,
        said_home=telling.home or None,
    )  # fmt: skip


def begun(view: Screen) -> Callable[[HttpRequest], HttpResponse]:
    """A screen of a telling that was begun by somebody; whoever must prove their name comes back.

    Nothing that was told is lost on the way.
    """

    @form
    @never_cache
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        telling = tellings.load(request)
        if not telling.mode:
            return redirect("portal:tell")
        speaker = speaker_of(request, telling)
        return view(request, telling, speaker) if speaker else identify(request, request.path)

    return checked


def identify(request: HttpRequest, goal: str) -> HttpResponse:
    """To the screens that prove who one is, and from there to ``goal``."""
    draft = drafts.load(request)
    draft.goal = goal
    drafts.save(request, draft)
    return redirect("portal:who")


def reading(telling: Telling, speaker: Speaker) -> Proposal:
    """What the platform makes of the words so far."""
    return propose(telling.text, home=speaker.home)


def onward(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """Keep what was told and go to the first screen that is still open."""
    tellings.save(request, telling)
    return redirect(f"portal:tell_{_open_screen(telling, speaker)}")


def _open_screen(telling: Telling, speaker: Speaker) -> str:
    still_open = {
        "story": len(telling.text.strip()) < SHORTEST,
        "where": telling.place is None,
        "home": telling.home is None and asks_home(telling, speaker),
        "whom": telling.employer is None,
        "phone": telling.mode == ANONYMOUS and telling.phone is None,
    }
    first = next((name for name, is_open in still_open.items() if is_open), "")
    if not first and telling.join is None and likes(telling, speaker):
        return "similar"
    return first or "check"


def asks_home(telling: Telling, speaker: Speaker) -> bool:
    """Whether the home place must be asked, because no record tells it."""
    return telling.mode == BY_NAME and speaker.person is None


def likes(telling: Telling, speaker: Speaker) -> list[Like]:
    """Open matters that this one could join; never for those who give no name."""
    if telling.mode != BY_NAME or telling.place is None or telling.official:
        return []
    category = telling.category
    if category is None:
        category = reading(telling, speaker).category
    return similar(
        category=category, place=telling.place, employer=telling.employer or "",
        site=telling.site, person=speaker.person,
    )  # fmt: skip


# --- the first screen -----------------------------------------------------------------------------


@form
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """With one's name, or only a question; what was begun can be gone on with."""
    telling = tellings.load(request)
    if request.method == "GET":
        return screen(request, "tell_start", {"telling": telling})
    if request.POST.get("again"):
        waiting_files.drop(telling.files)
        telling = Telling()
    telling.mode = ANONYMOUS if request.POST.get("mode") == ANONYMOUS else BY_NAME
    tellings.save(request, telling)
    if speaker_of(request, telling) is None:
        return identify(request, reverse("portal:tell_story"))
    return redirect("portal:tell_story")


# --- what happened --------------------------------------------------------------------------------


@begun
def story(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """In one's own words, with photos, voice and papers; a file refused takes nothing with it."""
    if request.method == "GET":
        return _story(request, telling)
    before, telling.text = telling.text, request.POST.get("text", "").strip()[: LONGEST * 2]
    if telling.text != before:
        telling.join = None
    problems = _take_files(request, telling)
    going = "go" in request.POST
    if going and len(telling.text) < SHORTEST:
        problems["text"] = _("Tell in a few words what happened: who, where, what is wrong.")
    if len(telling.text) > LONGEST:
        problems["text"] = _(
            "The text has %(n)d characters; at most %(most)d fit. Attach the rest as a file."
        ) % {"n": len(telling.text), "most": LONGEST}
    tellings.save(request, telling)
    if problems:
        return _story(request, telling, problems)
    if going:
        return onward(request, telling, speaker)
    return redirect(reverse("portal:tell_story") + "#files")


def _story(
    request: HttpRequest, telling: Telling, problems: dict[str, str] | None = None
) -> HttpResponse:
    context = {
        "telling": telling, "problems": problems or {}, "longest": LONGEST,
        "largest": LARGEST // 1024 // 1024, "most": waiting_files.MOST,
    }  # fmt: skip
    return screen(request, "tell_story", context, 422 if problems else 200)


def _take_files(request: HttpRequest, telling: Telling) -> dict[str, str]:
    """Keep the files that came and drop those taken back; what is wrong with the others."""
    gone = request.POST.get("remove", "")
    waiting_files.drop(each for each in telling.files if each["digest"] == gone)
    telling.files = [each for each in telling.files if each["digest"] != gone]
    wrong = []
    for name in ("photos", "camera", "voice"):
        for sent in request.FILES.getlist(name):
            try:
                kept = waiting_files.keep(sent, token=telling.token, beside=telling.files)
            except Refusal as refusal:
                wrong.append(str(refusal))
            else:
                telling.files += [kept] if kept else []
    return {"files": "\n".join(wrong)} if wrong else {}


# --- where ----------------------------------------------------------------------------------------


@begun
def where(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """Where it happened: what the words say, where one works, or any place."""
    if request.method == "GET":
        return _where(request, telling, speaker)
    place = chosen_place(request)
    if place is None:
        return _where(request, telling, speaker, Refusal(TOO_WIDE))
    if place.code != telling.place:
        telling.join = None
    telling.place = place.code
    return onward(request, telling, speaker)


def chosen_place(request: HttpRequest) -> Place | None:
    """The place that was chosen; none where it is a whole province."""
    code = request.POST.get("answer", "")
    place = Place.objects.filter(code=int(code)).first() if _is_code(code) else None
    return None if place is None or level_of(place.code) == PROVINCE else place


def _is_code(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) == 12


def _where(
    request: HttpRequest, telling: Telling, speaker: Speaker, refusal: Refusal | None = None
) -> HttpResponse:
    picker = place_context(request, "event_place", chosen=telling.place or "")
    looking = picker["query"] or request.GET.get("at")
    context = picker | {
        "telling": telling, "refusal": refusal,
        "suggestions": [] if looking else suggestions(telling, speaker),
    }  # fmt: skip
    return screen(request, "tell_where", context, 422 if refusal else 200)


def suggestions(telling: Telling, speaker: Speaker) -> list[tuple[Place, str]]:
    """Places it may be, each with the reason: as written, the recorded work, home."""
    told = [(reading(telling, speaker).place, _("you wrote it"))]
    if speaker.person is not None:
        spell = speaker.person.spells.filter(end_date=None).order_by("-start_date").first()
        told.append((spell.work_place_id if spell else None, _("you work there")))
        told.append((speaker.home, _("your home")))
    codes = {code for code, _why in told if code}
    places = Place.objects.in_bulk(codes)
    found: dict[int, tuple[Place, str]] = {}
    for code, why in told:
        if code in places and level_of(code) != PROVINCE:
            found.setdefault(code, (places[code], why))
    return list(found.values())


# --- with whom, and whom to call back -------------------------------------------------------------


@begun
def whom(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """The employer or office, and the site; both can be left open."""
    if request.method == "GET":
        return screen(request, "tell_whom", _whom(telling, speaker))
    given = {name: request.POST.get(name, "").strip()[:120] for name in ("employer", "site")}
    if "skip" in request.POST:
        given = {"employer": "", "site": ""}
    if (given["employer"], given["site"]) != (telling.employer, telling.site):
        telling.join = None
    telling.employer, telling.site = given["employer"], given["site"]
    telling.official = request.POST.get("official") == "1"
    return onward(request, telling, speaker)


def _whom(telling: Telling, speaker: Speaker) -> dict[str, Any]:
    found = reading(telling, speaker).found
    asked_before = telling.employer is not None
    spell = None
    if speaker.person is not None:
        spell = speaker.person.spells.filter(end_date=None).order_by("-start_date").first()
    return {
        "telling": telling,
        "employer": telling.employer if asked_before else found.get("employer", ""),
        "site": telling.site if asked_before else found.get("site", ""),
        "known": spell.employer_name if spell else "",
    }


@begun
def phone(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """The phone of who gives no name: to be called back and to follow it; it can be left out."""
    if telling.mode != ANONYMOUS:
        return onward(request, telling, speaker)
    if request.method == "GET":
        return screen(request, "tell_phone", {"telling": telling})
    given = request.POST.get("phone", "").strip()
    try:
        telling.phone = _phone(given) if given and "skip" not in request.POST else ""
    except Refusal as refusal:
        context = {"telling": telling, "refusal": refusal, "given": given}
        return screen(request, "tell_phone", context, 422)
    return onward(request, telling, speaker)


def _phone(given: str) -> str:
    return str(clean_values({"phone": given}, partial=True)["phone"])
