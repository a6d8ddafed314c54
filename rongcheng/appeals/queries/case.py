"""One appeal whole: its events, who had it how long, what is alike, and what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Prefetch, Q, QuerySet

from rongcheng.agencies.models import Office, Staff
from rongcheng.appeals.events import OPEN, Stage, Turn
from rongcheng.appeals.models import Appeal, AppealEvent, Attachment
from rongcheng.appeals.pack import Rules
from rongcheng.appeals.permissions import possible
from rongcheng.appeals.state import State, fold

from .closing import said_solved, workers_time
from .scope import readable, visible_appeals

ALIKE = 5
RECENT = timedelta(days=180)
LIKE_ENOUGH = 0.45


def events_of(appeal: Appeal) -> list[AppealEvent]:
    """The log in its order, with offices and files: two queries."""
    files = Prefetch("attachments", queryset=Attachment.objects.order_by("pk"))
    found = appeal.events.select_related("office", "to_office").order_by("seq")
    return list(found.prefetch_related(files))


def state_at(events: list[AppealEvent], rules: Rules, now: datetime) -> State:
    """The fold of events that are at hand, with time charged up to ``now``."""
    return fold(events, rules, now)


@dataclass(frozen=True)
class Bar:
    """Counted time of one holder; ``share`` of the whole in per cent."""

    who: str
    seconds: int
    share: float
    tone: str
    now: bool


TONES = {Turn.DISPATCHER: "warn", Turn.RULER: "warn", Turn.HOLDER: "info", Turn.WORKER: "plain"}


def bars(state: State, offices: dict[int, Office]) -> list[Bar]:
    """Who had the appeal how long, in the order in which they first had it."""
    charged = {key: n for key, n in state.charged().items() if key[0] != Turn.NOBODY}
    whole = sum(charged.values()) or 1
    last = state.charges[-1] if state.charges else None
    found = []
    for (turn, office), seconds in charged.items():
        at_it = last is not None and (last.turn, last.office) == (turn, office)
        at_it = at_it and not state.ended_at
        name = offices[office].name if office in offices else str(Turn(turn).label)
        found.append(
            Bar(
                name,
                seconds,
                100 * seconds / whole,
                TONES[Turn(turn)],
                at_it and not state.ended_at,
            )
        )
    return found


def offices_in(state: State, events: list[AppealEvent]) -> dict[int, Office]:
    """Every office that the state or the log names, by number; one query."""
    wanted = {part.office for part in state.parts} | {state.holder, state.answerable}
    wanted |= {charge.office for charge in state.charges}
    known = {o.pk: o for e in events for o in (e.office, e.to_office) if o is not None}
    missing = {pk for pk in wanted if pk and pk not in known}
    return known | (Office.objects.in_bulk(missing) if missing else {})


def similar(staff: Staff, appeal: Appeal) -> QuerySet[Appeal]:
    """Open appeals of half a year about the same person, employer or site, the likest first.

    Restricted ones that the reader may not read are left out: being alike tells whose they are.
    """
    alike = Q(pk=None)
    if appeal.person_id:
        alike |= Q(person=appeal.person_id)
    if appeal.phone_index:
        alike |= Q(phone_index=appeal.phone_index)
    if appeal.employer:
        alike |= Q(employer__trigram_similar=appeal.employer)
    if appeal.site:
        alike |= Q(site__trigram_similar=appeal.site)
    named = appeal.employer or appeal.site or appeal.number
    column = "employer" if appeal.employer else "site"
    return (
        visible_appeals(staff)
        .filter(readable(staff), alike, stage__in=OPEN, filed_at__gte=appeal.filed_at - RECENT)
        .exclude(pk=appeal.pk)
        .annotate(likeness=TrigramSimilarity(column, named))
        .select_related("holder", "place", "event_place")
        .order_by("-likeness", "-filed_at")[:ALIKE]
    )


def offered(staff: Staff, appeal: Appeal, state: State, events: list[AppealEvent],
            rules: Rules, now: datetime) -> set[str]:  # fmt: skip
    """The kinds of event that the page offers: what the table allows and the state makes sense of.

    What a service would refuse in any case is left out: a return after a ruling, a second
    extension, accepting a transfer that nobody offered.
    """
    codes = possible(staff, appeal)
    asked = _last(events, "extension_")
    pending = asked == "extension_asked"
    limit = rules.limit(appeal.urgency, appeal.matter)
    over = state.due_at is not None and now >= state.due_at
    office = staff.office_id or 0
    is_offered = state.open_part("offered", office=office) is not None
    helps = state.open_part("helper", "home", "host", office=office) is not None
    begun = max((e.seq for e in events if e.code in ("filed", "reopened")), default=0)
    asked_for = sum(e.code == "material_asked" and e.seq > begun for e in events)
    owned = any(
        e.code in ("answered", "transfer_accepted") and e.office_id == office for e in events
    )
    over_at = workers_time(appeal)
    without = {
        "returned": state.ruled or owned or appeal.urgency == Appeal.Urgency.CRITICAL,
        "material_asked": asked_for >= rules.waiting_times,
        "closed": over_at is not None and now < over_at and not said_solved(appeal),
        "extension_asked": bool(state.extension or pending or over or not limit.extension),
        "extension_granted": not pending, "extension_refused": not pending,
        "transfer_accepted": not is_offered, "transfer_refused": not is_offered,
        "helper_answered": not helps, "restricted": appeal.restricted,
        "acquitted": not appeal.accused_ids,
        "reopened": appeal.stage == Stage.PROCEDURE and not helps and state.holder is None,
    }  # fmt: skip
    return {code for code in codes if not without.get(code)}


def _last(events: list[AppealEvent], begins: str) -> str:
    return next((e.code for e in reversed(events) if e.code.startswith(begins)), "")
