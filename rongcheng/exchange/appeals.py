"""Appeals as the API gives them: masked exactly as the pages do."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.events import TABLE, Who
from rongcheng.appeals.models import Appeal, AppealEvent
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.permissions import parts_of
from rongcheng.appeals.queries.scope import may_read
from rongcheng.appeals.state import lamp
from rongcheng.appeals.wording import sentence, standing
from rongcheng.appeals.words import category_name, outcome_name
from rongcheng.places.models import Place
from rongcheng.web.masking import mask_name, mask_phone

PLAIN = (
    "number", "filed_at", "channel", "stage", "turn", "restricted", "category", "matter",
    "urgency", "arrears", "due_at", "amber_at", "contact_due", "provisional", "answered_at",
    "ended_at", "outcome", "satisfied", "returns", "group",
)  # fmt: skip
TOLD = ("text", "employer", "site", "amount", "people", "months")
"""What a restricted appeal keeps to those who handle it, beside names and files."""
OPEN_DETAIL = ("outcome", "days", "case_number", "procedure", "into", "done_on", "supervisor")
INNER_DETAIL = (
    "clause", "signed_by", "category", "matter", "event_place", "urgency", "number", "to",
    "part", "confidence", "usual", "attitude", "result", "gaps_why",
)  # fmt: skip
PUBLIC = frozenset(code for code, kind in TABLE.items() if kind.public)


def with_all(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """Appeals with all that ``shown`` reads."""
    return appeals.select_related(
        "place", "event_place", "home_place", "holder", "filed_office", "merged_into"
    )


def shown(staff: Staff, appeal: Appeal, phone: str = "") -> dict[str, Any]:
    """An appeal as ``staff`` may read it; ``phone`` in full if it was revealed."""
    full = getattr(appeal, "readable", None)
    full = may_read(staff, appeal) if full is None else full
    now = timezone.now()
    made: dict[str, Any] = {name: getattr(appeal, name) for name in PLAIN}
    made |= {name: getattr(appeal, name) if full else None for name in TOLD}
    made |= {
        "readable": full, "stage_name": appeal.get_stage_display(),
        "sentence": sentence(standing(appeal), now, rules_for(appeal.place_id)),
        "name": mask_name(appeal.name) if full else None,
        "phone": (phone or mask_phone(appeal.phone)) if full else None,
        "person": appeal.person_id if full and staff.can(Can.SEE_PEOPLE) else None,
        "category_name": category_name(appeal.category, appeal.place_id),
        "event_place": _place(appeal.event_place) if full else None,
        "home_place": _place(appeal.home_place) if full else None,
        "place": _place(appeal.place),
        "holder": {"id": appeal.holder.pk, "name": appeal.holder.name} if appeal.holder else None,
        "filed_office": appeal.filed_office.name if appeal.filed_office else None,
        "lamp": lamp(appeal.due_at, appeal.amber_at, now),
        "outcome_name": outcome_name(appeal.outcome, appeal.place_id) if appeal.outcome else "",
        "merged_into": appeal.merged_into.number if appeal.merged_into else None,
        "events": appeal.events_seen,
    }  # fmt: skip
    return made


def _place(place: Place | None) -> dict[str, Any] | None:
    return {"code": place.code, "name": place.full_name} if place else None


def insider(staff: Staff, appeal: Appeal) -> bool:
    """Whether ``staff`` reads the whole log: who works on it or sees the appeals of the place.

    A desk or a program that only took it down reads what the worker may read.
    """
    return staff.can(Can.SEE_APPEALS) or bool(parts_of(staff, appeal) - {Who.TAKER})


def event_shown(event: AppealEvent, *, full: bool, inside: bool) -> dict[str, Any]:
    """An event: without ``full`` only what happened and when, no words and files."""
    known = OPEN_DETAIL + INNER_DETAIL if inside else OPEN_DETAIL
    files = [one for one in event.attachments.all() if inside or not one.for_offices_only]
    return {
        "seq": event.seq, "code": event.code, "name": str(event.kind.wording), "at": event.at,
        "who": event.who, "public": event.kind.public,
        "office": event.office.name if event.office else None,
        "to_office": event.to_office.name if event.to_office else None,
        "text": event.text if full and event.code != "filed" else "",
        "reason": event.reason if full else "",
        "detail": {k: event.detail[k] for k in known if full and event.detail.get(k)},
        "files": [one.pk for one in files] if full else [],
    }  # fmt: skip
