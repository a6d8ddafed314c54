"""Search: one box for a name, its pinyin or initials, an ID number, a phone or a place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

from django.db.models import Q, QuerySet
from django.db.models.functions import Reverse

from rongcheng.agencies.models import Staff
from rongcheng.core.crypto import blind
from rongcheng.people.fingerprints import ID_PURPOSE, PHONE_PURPOSE
from rongcheng.people.ledger.identity import from_15
from rongcheng.people.models import Person
from rongcheng.people.models.person import INITIALS
from rongcheng.people.names import pinyin_of
from rongcheng.places.codes import span_of
from rongcheng.places.gazetteer import Gazetteer

from .persons import for_list
from .scope import visible_persons

LIMIT = 50
NAMESAKES = 3000
_ID = re.compile(r"\d{17}[\dX]|\d{15}")
_PHONE = re.compile(r"1\d{10}|0\d{9,11}")
_TAIL = re.compile(r"\d{3}[\dX]")


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        persons: at most ``limit`` persons, best first, with places and present work.
        places: codes of places that the words name, best first.
        by: how the text was read: ``id``, ``phone``, ``name`` or ``pinyin``.
        more: whether there are more persons than shown.
    """

    persons: list[Person] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    by: str = ""
    more: bool = False


def search(staff: Staff, text: str, limit: int = LIMIT) -> Found:
    """Persons whom ``staff`` may open that fit a text; nothing for an empty text.

    A full ID number (18 or 15 digits) or phone finds its holders by their fingerprints. Of
    several words the last ones are the name (Chinese, pinyin or initials) and those before it
    places; four digits beside a name are the end of the ID number or the year of birth.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    joined = re.sub(r"[\s-]", "", text).upper()
    people = visible_persons(staff)
    if _ID.fullmatch(joined):
        number = joined if len(joined) == 18 else from_15(joined)
        return _best_first(people, [Q(id_index=blind(number, ID_PURPOSE))], "id", limit)
    if _PHONE.fullmatch(joined):
        return _best_first(people, [Q(phone_index=blind(joined, PHONE_PURPOSE))], "phone", limit)
    return _by_words(staff, people, text.split(), limit)


def _by_words(staff: Staff, people: QuerySet[Person], words: list[str], limit: int) -> Found:
    """The first reading that finds somebody: all words a name, then one more of them a place."""
    tails = [word.upper() for word in words if _TAIL.fullmatch(word.upper())]
    names = [word for word in words if not _TAIL.fullmatch(word.upper())]
    found = Found()
    for cut in range(len(names)):
        places = _named_places(staff, names[:cut])
        if cut and not places:
            break
        inside = people.filter(_in_any(places)) if places else people
        if tails:
            inside = inside.filter(pk__in=_with_tail(inside, "".join(names[cut:]), tails[0]))
        found = _by_name(inside, "".join(names[cut:]), limit)
        if found.persons:
            break
    return replace(found, places=_named_places(staff, names))


def _by_name(people: QuerySet[Person], word: str, limit: int) -> Found:
    """The name itself first, then names that begin so, end so, or sound the same."""
    steps, by = _steps(word)
    return _best_first(_searchable(people), steps, by, limit)


def _searchable(people: QuerySet[Person]) -> QuerySet[Person]:
    """With the expressions that the search indexes are on."""
    return people.annotate(initials=INITIALS, backwards=Reverse("name"))


def _steps(word: str) -> tuple[list[Q], str]:
    """Conditions for a name, best first; each can be answered from an index."""
    if word.isascii():
        sound = _as_stored(word)
        if not sound:
            return [], "pinyin"
        whole = Q(pinyin__startswith=f"{sound} ") | Q(initials=sound)
        return [whole, Q(pinyin__startswith=sound) | Q(initials__startswith=sound)], "pinyin"
    steps = [Q(name=word), Q(name__startswith=word)]
    steps.append(Q(backwards__startswith=word[::-1]))
    if len(word) > 1 and (sound := pinyin_of(word)):
        steps.append(Q(pinyin=sound))
    return steps, "name"


def _best_first(people: QuerySet[Person], steps: list[Q], by: str, limit: int) -> Found:
    ids: list[int] = []
    for condition in steps:
        more = people.filter(condition).exclude(pk__in=ids).values_list("pk", flat=True)
        ids += more[: limit + 1 - len(ids)]
        if len(ids) > limit:
            break
    rows = {p.pk: p for p in for_list(Person.objects.filter(pk__in=ids[:limit]))}
    return Found([rows[i] for i in ids[:limit]], by=by, more=len(ids) > limit)


def _with_tail(people: QuerySet[Person], word: str, tail: str) -> list[int]:
    """Of the persons with that name, those whose ID ends so or who were born in that year."""
    steps, _by = _steps(word)
    either = steps[0]
    for step in steps[1:]:
        either |= step
    namesakes = _searchable(people).filter(either)
    return [
        person.pk
        for person in namesakes.only("id_number", "birth_date")[:NAMESAKES]
        if (person.id_number or "").endswith(tail)
        or (person.birth_date and str(person.birth_date.year) == tail)
    ]


def _named_places(staff: Staff, words: list[str]) -> list[int]:
    """Places that the words name one inside the other, the first inside the person's own place."""
    office = staff.office
    if not words or office is None:
        return []
    gazetteer = Gazetteer.load()
    inside = [office.place_id] if office.kind != "station" else [0]
    for word in words:
        inside = [c for outer in inside for c in gazetteer.search(word, 8, within=outer)][:8]
    return inside


def _in_any(places: list[int]) -> Q:
    either = Q(pk=None)
    for lo, hi in map(span_of, places):
        either |= Q(home_place_id__gte=lo, home_place_id__lt=hi)
    return either


def _as_stored(word: str) -> str:
    """Typed pinyin as it is stored: letters only, ü as v."""
    plain = re.sub(r"[^a-z]", "", word.lower().replace("ü", "v"))
    return re.sub(r"([ln])yu", r"\1v", plain)
