"""Complaints about an office itself: found in the words or said, kept from it, taken from it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Office
from rongcheng.agencies.queries import offices_of
from rongcheng.appeals.accusing import Named, accused, named
from rongcheng.appeals.barring import barred_by, is_kept_from
from rongcheng.appeals.events import Stage, Who
from rongcheng.appeals.models import Accused, Appeal
from rongcheng.appeals.pack import Rules
from rongcheng.audit.services import Actor, System
from rongcheng.core.errors import Refusal
from rongcheng.places.codes import (
    COUNTY,
    LEVELS,
    PREFECTURE,
    PROVINCE,
    at_level,
    level_of,
    truncations,
)
from rongcheng.places.queries import within

from . import log
from .routing import Matter, Route, route, superior

PLATFORM = System("融城")
Found = dict[Office, str]
"""Offices that a text is about, with the words that say so."""
SMALL = {Office.Kind.TOWNSHIP, Office.Kind.VILLAGE}


def offices_accused(text: str, places: Iterable[int | None], rules: Rules, *,
                    said: str = "") -> Found:  # fmt: skip
    """The offices of some places that ``text`` complains about.

    Args:
        places: codes of where it is answered, where it happened, and of home.
        said: what was said to be the office it is about: there every office that is named counts.
    """
    around = [place for place in dict.fromkeys(places) if place]
    found: Found = {}
    for each in accused(text, rules.accusing):
        found |= dict.fromkeys(_offices(text, each, around), each.words[:120])
    whole = _by_full_name(said, around)
    rest = said
    for office in sorted(whole, key=lambda each: -len(each.name)):
        rest = rest.replace(office.name, "，" * len(office.name))
    for each in named(rest, rules.accusing):
        found |= dict.fromkeys(_offices(rest, each, around), "")
    return found | dict.fromkeys(whole, "")


def _offices(text: str, it: Named, around: list[int]) -> list[Office]:
    """The offices that a name means: of the place written before it, else of every place around.

    After “州” or “市” it is the prefecture's, after “省” the province's; only offices of just that
    place count, because a complaint about the county's office may well go to the city's.
    """
    before = text[max(it.start - 8, 0) : it.start]
    levels = [COUNTY]
    if before.endswith(("州", "市")):
        levels = [PREFECTURE, COUNTY]
    elif before.endswith("省"):
        levels = [PROVINCE]
    found = []
    for place in around:
        for level in _levels(place) if it.kind in SMALL else levels:
            office = offices_of(at_level(place, level), it.kind)
            if office is not None and office.place_id == at_level(place, level):
                found.append(office)
    written = [office for office in found if _is_before(office, before)]
    return list(dict.fromkeys(written or found))


def _levels(place: int) -> list[str]:
    """Below the county: a village is accused in its township too, if that has the office."""
    return [each for each in LEVELS[LEVELS.index(level_of(place)) :: -1] if each not in
            (COUNTY, PREFECTURE, PROVINCE)]  # fmt: skip


def _is_before(office: Office, before: str) -> bool:
    name = office.place.name
    return before.endswith((name, name[:-1]) if len(name) > 2 else name)


def _by_full_name(text: str, around: list[int]) -> list[Office]:
    """Offices of these counties and of the places above whose whole name stands in a text."""
    if not text or not around:
        return []
    here = Q()
    for county in {at_level(place, COUNTY) for place in around}:
        here |= within(county, "place_id") | Q(place_id__in=truncations(county))
    named_there = Office.objects.filter(here).annotate(at=StrIndex(Value(text), F("name")))
    return list(named_there.filter(at__gt=0).order_by("pk"))


# --- at the door ----------------------------------------------------------------------------------


def at_the_door(appeal: Appeal, rules: Rules, *, by: Actor, who: Who, said: str | None,
                at: datetime | None = None) -> None:  # fmt: skip
    """Mark whom an appeal just filed is about; the caller refreshes it.

    Args:
        said: None: nothing was said; else the office by name, empty: the one that would get it.
    """
    found = accused_of(appeal, rules, said)
    if said is not None or found:
        Appeal.objects.filter(pk=appeal.pk).update(restricted=True)
        appeal.restricted = True
    for office, words in found.items():
        Accused.objects.create(appeal=appeal, office=office, words=words)
        by_words = bool(words)
        log.append(
            appeal, "accused", by=PLATFORM if by_words else by,
            who=Who.SYSTEM if by_words else who, at=at, to_office=office, text=words,
        )  # fmt: skip


def accused_of(matter: Matter | Appeal, rules: Rules, said: str | None) -> Found:
    """The offices that a matter is about, by its words and by what was ``said`` (see above)."""
    places = (matter.place_id, matter.event_place_id, matter.home_place_id)
    found = offices_accused(matter.text, places, rules, said=said or "")
    if said is not None and not found:
        found = _would_get_it(matter, rules)
    return found


def _would_get_it(matter: Matter | Appeal, rules: Rules) -> Found:
    """The office of the duty list; the catch-all is nobody's usual office."""
    usual = route(matter, rules=rules).lead
    if usual is None or usual.kind == Office.Kind.LEADING_GROUP:
        return {}
    return {usual: ""}


def past_the_desk(appeal: Appeal) -> Route | None:
    """Where an appeal goes whose own dispatcher may not open it; None: a dispatcher decides."""
    desk = offices_of(appeal.place_id, Office.Kind.LEADING_GROUP)
    if desk is None or not is_kept_from(desk, appeal):
        return None
    above = superior(appeal.place_id, barred_by(appeal.accused_ids), offices_of)
    return Route(above, why=_("It is about an office of this place; the level above has it."))


# --- later ----------------------------------------------------------------------------------------


@transaction.atomic
def accuse(*, by: Actor, appeal: Appeal, office: Office, text: str = "") -> Appeal:
    """The appeal is about an office: from now on neither it nor those below it have or see it.

    What they had is taken from them; then the dispatcher sends it on, or, where the dispatch desk
    itself is below that office, it goes to the level above at once.

    Raises:
        Refusal: it is about this office already.
        NotAllowed, Conflict: see ``permissions.part_for``.
    """
    log.hold(appeal)
    if office.pk in appeal.accused_ids:
        raise Refusal(_("It is marked already as about %(office)s.") % {"office": office})
    barred = barred_by([office.pk])
    open_parts = appeal.assignments.filter(ended_at=None).select_related("office")
    taken = sorted(part.office_id for part in open_parts if barred(part.office))
    log.add(appeal, "accused", by=by, to_office=office, text=text, taken_from=taken)
    Accused.objects.create(appeal=appeal, office=office)
    appeal.restricted = True
    appeal.save(update_fields=["restricted"])
    if appeal.stage in (Stage.RECEIVED, Stage.RETURNED):
        onward = past_the_desk(appeal)
        if onward is not None and onward.lead is not None:
            log.add(appeal, "assigned", by=PLATFORM, to_office=onward.lead, text=onward.why)
    return appeal


@transaction.atomic
def acquit(*, by: Actor, appeal: Appeal, office: Office, text: str) -> Appeal:
    """The appeal is not about this office after all: it may have and see it; the reason is kept.

    Raises:
        Refusal: it was not marked as about this office.
    """
    log.hold(appeal)
    if office.pk not in appeal.accused_ids:
        raise Refusal(_("It is not marked as about %(office)s.") % {"office": office})
    log.add(appeal, "acquitted", by=by, to_office=office, text=text)
    appeal.accused.filter(office=office).delete()
    return appeal
