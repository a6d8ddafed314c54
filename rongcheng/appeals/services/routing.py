"""Which office answers: rulings first, then the duty list, then the catch-all office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Office
from rongcheng.agencies.queries import offices_of
from rongcheng.appeals.barring import barred_by
from rongcheng.appeals.models import Appeal, Ruling
from rongcheng.appeals.pack import Duty, Rules, rules_for
from rongcheng.places.codes import COUNTY, at_level, contains, level_of, truncations

CATCH_ALL = Office.Kind.LEADING_GROUP
Find = Callable[[int, str], Office | None]
"""The office of a kind that answers for a place code."""


@dataclass(frozen=True)
class Route:
    """Where an appeal goes: the leading office, those that help, the other place, and why."""

    lead: Office | None
    helpers: tuple[Office, ...] = ()
    other_place: Office | None = None
    other_part: str = ""
    why: str = ""
    ruling: Ruling | None = None


@dataclass
class Matter:
    """What routing looks at; an ``Appeal`` has the same names."""

    category: str
    text: str
    event_place_id: int | None
    home_place_id: int | None
    place_id: int = 0
    more_categories: list[str] = field(default_factory=list)
    accused_ids: list[int] = field(default_factory=list)


def answering_place(category: str, event: int | None, home: int | None, rules: Rules) -> int | None:
    """The county (code) that leads: by category, where one works, lives, or comes from.

    Labour goes by the place of work (LSR art. 13), land and those left behind by the home place.
    """
    at_home = bool(category) and rules.category(category).place == "home"
    first, second = (home, event) if at_home else (event, home)
    chosen = next((p for p in (first, second) if p and _served(p)), first or second)
    return at_level(chosen, COUNTY) if chosen else None


def _served(place: int) -> bool:
    """Whether a dispatcher works for this place on this platform."""
    return offices_of(place, CATCH_ALL) is not None


def route(matter: Matter | Appeal, *, on: date | None = None,
          rulings: list[Ruling] | None = None, rules: Rules | None = None,
          find: Find = offices_of) -> Route:  # fmt: skip
    """The offices for a matter, by the duty list and rulings in force on a day.

    Args:
        rulings: to try other rulings than those in force, for a rehearsal.
        rules: to try another duty list than the pack's.
        find: the office of a kind that answers for a place.

    Returns:
        ``lead`` is None where no office of that kind works on this platform: then the dispatcher
        decides. What is about an office goes past it and those below it, to the leading group.
    """
    rules = rules or rules_for(matter.place_id)
    ruling = _ruling(matter, on or timezone.localdate(), rulings)
    if not matter.category:
        return Route(None, why=_("The category is not known yet."))
    duty = rules.duty(matter.category, level_of(matter.place_id), matter.text)
    barred = barred_by(matter.accused_ids)
    lead, why = ruling.office if ruling else _lead(matter.place_id, duty, find), ""
    if lead is not None and barred(lead):
        why = _("It is about %(office)s itself, so it goes past it.") % {"office": lead}
        lead, ruling = superior(matter.place_id, barred, find), None
    other, part = _other_place(matter, duty, find)
    if other is not None and barred(other):
        other, part = None, ""
    helpers = tuple(o for o in _helpers(matter, duty, lead, rules, find) if not barred(o))
    return Route(lead, helpers, other, part, why or _why(duty, ruling, lead), ruling)


def superior(place: int, barred: Callable[[Office], bool], find: Find) -> Office | None:
    """The leading group of a place or, where that is barred too, of the nearest place above."""
    for code in (place, *sorted(truncations(place), reverse=True)):
        office = find(code, CATCH_ALL)
        if office is not None and not barred(office):
            return office
    return None


def _lead(place: int, duty: Duty | None, find: Find) -> Office | None:
    """The office of the duty list, or the catch-all where that is silent or nobody works there."""
    return (find(place, duty.lead) if duty else None) or find(place, CATCH_ALL)


def _helpers(matter: Matter | Appeal, duty: Duty | None, lead: Office | None, rules: Rules,
             find: Find) -> list[Office]:  # fmt: skip
    """Co-handling offices: those the duty names for this matter, and leads of its other sides."""
    kinds = list(duty.helpers) if duty and duty.words else []
    for category in matter.more_categories:
        other = rules.duty(category, level_of(matter.place_id), matter.text)
        kinds += [other.lead] if other else []
    found = [find(matter.place_id, kind) for kind in dict.fromkeys(kinds)]
    return [office for office in dict.fromkeys(found) if office and office != lead]


def _other_place(
    matter: Matter | Appeal, duty: Duty | None, find: Find
) -> tuple[Office | None, str]:
    """The office of the other place, home or host, where the duty list says that it is told."""
    if duty is None or not duty.inform:
        return None, ""
    other = matter.home_place_id if duty.inform == "home" else matter.event_place_id
    if other is None or contains(matter.place_id, other):
        return None, ""
    office = find(other, CATCH_ALL)
    if office is None or contains(office.place_id, matter.place_id):
        return None, ""
    return office, duty.inform


def _ruling(matter: Matter | Appeal, on: date, rulings: list[Ruling] | None) -> Ruling | None:
    """The ruling that holds: narrower places and those with words go first, then newer ones."""
    if rulings is None:
        rulings = list(
            Ruling.objects.filter(category=matter.category, valid_from__lte=on)
            .filter(Q(valid_to=None) | Q(valid_to__gte=on))
            .select_related("office")
        )
    fitting = [
        each for each in rulings
        if each.category == matter.category and contains(each.place_id, matter.place_id)
        and (not each.words or any(word in matter.text for word in each.words))
    ]  # fmt: skip
    return max(
        fitting,
        key=lambda r: (bool(r.words), r.place_id % 10**10 > 0, r.valid_from, r.pk or 0),
        default=None,
    )


def _why(duty: Duty | None, ruling: Ruling | None, lead: Office | None) -> str:
    if ruling:
        return _("By a ruling of %(day)s: %(text)s") % {
            "day": ruling.valid_from, "text": ruling.text,
        }  # fmt: skip
    if duty is None:
        return _("The duty list is silent on this; the catch-all office takes it.")
    if lead is None or lead.kind != duty.lead:
        return _("The office responsible by the duty list (%(kind)s) does not work here yet.") % {
            "kind": Office.Kind(duty.lead).label,
        }  # fmt: skip
    return _("By the duty list: %(source)s") % {"source": duty.source}
