"""Sending appeals to the office responsible: by itself where it is sure, else by a dispatcher."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Office, Staff
from rongcheng.appeals.events import Stage, Who
from rongcheng.appeals.models import Appeal, LocalThreshold
from rongcheng.appeals.pack import rules_for
from rongcheng.audit.services import Actor, System
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.places.codes import contains
from rongcheng.places.models import Place

from . import groups
from .accused import past_the_desk
from .log import add, append, refresh
from .reading import Proposal
from .routing import Route, answering_place, route

PLATFORM = System("融城")


def by_itself(appeal: Appeal, proposal: Proposal, at: datetime | None = None, *,
              unsure: bool = False) -> Route | None:  # fmt: skip
    """Assign an appeal just filed, if the platform is sure enough; else leave it for a person.

    Only writes the events: who files refreshes the appeal once, at the end.

    Sure enough: the recognition does not abstain, its confidence reaches the threshold of the
    place and category, and the worker did not choose another category. What is about the dispatch
    desk or an office above it does not wait there. ``unsure``: a person is to look at it anyway.
    """
    onward = past_the_desk(appeal)
    if onward is None and (unsure or not sure(appeal, proposal)):
        return None
    found = onward or route(appeal)
    if found.lead is None:
        return None
    _give(appeal, found, by=PLATFORM, who=Who.SYSTEM, at=at, confidence=proposal.confidence)
    return found


def sure(appeal: Appeal, proposal: Proposal) -> bool:
    """Whether an appeal may be assigned without a person."""
    if not appeal.category or proposal.abstain or proposal.category != appeal.category:
        return False
    local = threshold(appeal.place_id, appeal.category)
    return local is None or proposal.confidence >= local


def threshold(place: int, category: str) -> float | None:
    """What a place, or one above it, decided for a category; None: as the model was trained."""
    rows = LocalThreshold.objects.filter(category=category).values_list("place_id", "confidence")
    fitting = [(outer, value) for outer, value in rows if contains(outer, place)]
    return max(fitting)[1] if fitting else None


@transaction.atomic
def assign(*, by: Actor, appeal: Appeal, office: Office, helpers: Sequence[Office] = (),
           note: str = "") -> Appeal:  # fmt: skip
    """A dispatcher gives the appeal to an office, and others their part.

    Raises:
        Refusal: the appeal has no category yet, so that nobody could count it.
        Conflict: the office returned it already.
    """
    if not appeal.category:
        raise Refusal(_("Choose the category first; the duty list goes by it."))
    back = appeal.events.filter(code="returned", office=office).last()
    if back is not None:
        raise Conflict(
            _("%(office)s returned this appeal on %(day)s; choose another office, or have the "
              "ruling office decide.") % {"office": office, "day": f"{back.at:%Y-%m-%d}"}
        )  # fmt: skip
    usual = route(appeal)
    add(appeal, "assigned", by=by, to_office=office, text=note, usual=usual.lead == office)
    others = Route(office, tuple(helpers), usual.other_place, usual.other_part)
    _tell_others(appeal, others, by=by, who=Who.DISPATCHER)
    refresh(appeal)
    return appeal


def _give(appeal: Appeal, found: Route, *, by: Actor, who: Who, at: datetime | None = None,
          **detail: Any) -> None:  # fmt: skip
    append(appeal, "assigned", by=by, who=who, at=at, to_office=found.lead, text=found.why,
           **detail)  # fmt: skip
    _tell_others(appeal, found, by=by, who=who, at=at)


def _tell_others(appeal: Appeal, found: Route, *, by: Actor, who: Who,
                 at: datetime | None = None) -> None:  # fmt: skip
    there = {found.lead.pk} if found.lead else set()
    there |= set(
        appeal.assignments.filter(ended_at=None).values_list("office_id", flat=True)
    )  # an office has one open part at most
    wanted = [(office, "helper") for office in found.helpers]
    wanted += [(found.other_place, found.other_part)] if found.other_place else []
    for office, part in wanted:
        if office.pk not in there:
            append(appeal, "helper_added", by=by, who=who, at=at, to_office=office, part=part)
            there.add(office.pk)


@transaction.atomic
def correct(*, by: Actor, appeal: Appeal, category: str | None = None, matter: str | None = None,
            event_place: int | None = None, text: str = "") -> Appeal:  # fmt: skip
    """Set right what was recognised; the correction is kept for training.

    A correction does not move an appeal that an office holds already; that office returns it, or
    the dispatcher assigns it.
    """
    detail: dict[str, Any] = {"before": {"category": appeal.category, "matter": appeal.matter}}
    if category is not None:
        tighter = rules_for(appeal.place_id).category(category).is_sensitive(appeal.text)
        detail["category"] = category
    if matter is not None:
        detail["matter"] = Appeal.Matter(matter).value
    if event_place is not None:
        detail["event_place"] = event_place
    event = add(appeal, "corrected", by=by, text=text, **detail)
    if category is not None:
        appeal.category, appeal.category_by = category, str(event.who)
        appeal.restricted = appeal.restricted or tighter
    if event_place is not None:
        appeal.event_place = Place.objects.get(code=event_place)
    if appeal.stage in (Stage.RECEIVED, Stage.RETURNED):
        rules = rules_for(appeal.place_id)
        appeal.place_id = (
            answering_place(appeal.category, appeal.event_place_id, appeal.home_place_id, rules)
            or appeal.place_id
        )
    appeal.save()
    return appeal


def grade(*, by: Actor, appeal: Appeal, urgency: str, text: str = "") -> Appeal:
    """Set how soon somebody must act; the clocks follow from the day of filing."""
    add(appeal, "graded", by=by, text=text, urgency=Appeal.Urgency(urgency).value)
    return appeal


@transaction.atomic
def restrict(*, by: Actor, appeal: Appeal, text: str = "") -> Appeal:
    """Keep text, names and files for those who handle it; this is never loosened again."""
    add(appeal, "restricted", by=by, text=text)
    appeal.restricted = True
    appeal.save(update_fields=["restricted"])
    return appeal


def refuse(*, by: Actor, appeal: Appeal, text: str, elsewhere: str = "") -> Appeal:
    """Not for the offices here; ``text`` tells the worker whom to turn to."""
    add(appeal, "refused", by=by, text=text, outcome="refused", elsewhere=elsewhere)
    return appeal


@transaction.atomic
def merge(*, by: Actor, appeal: Appeal, into: Appeal) -> Appeal:
    """Join an appeal to an open one about the same matter; both logs tell of it.

    Into a mother case it brings its line, or its roster; a restricted one restricts the other.

    Raises:
        Conflict: the other is over, is joined itself, or is the same; or a group is to be joined
            to a matter of one person.
    """
    _hold_both(appeal, into)
    if into.pk == appeal.pk or into.ended_at or into.merged_into_id:
        raise Conflict(_("%(n)s is over or joined elsewhere; choose an open one.") % {"n": into})
    if appeal.accused.exists() or into.accused.exists():
        raise Conflict(
            _("One of them is about an office itself; it stays by itself, so that the office does "
              "not see it.")
        )  # fmt: skip
    if appeal.group and not into.group:
        raise Conflict(_("%(n)s has a roster; join the other one to it instead.") % {"n": appeal})
    add(appeal, "merged", by=by, outcome="duplicate", into=into.number)
    Appeal.objects.filter(pk=appeal.pk).update(merged_into=into)
    who = Who.DISPATCHER if isinstance(by, Staff) else Who.WORKER
    append(into, "joined", by=by, who=who, number=appeal.number)
    into.restricted = into.restricted or appeal.restricted
    if into.group:
        groups.join(by=by, mother=into, appeal=appeal)
    refresh(into)
    appeal.refresh_from_db()
    return appeal


def _hold_both(appeal: Appeal, into: Appeal) -> None:
    """Lock both, always in the same order, so that two joins the other way round do not lock up."""
    for one in sorted({appeal.pk, into.pk}):
        Appeal.objects.select_for_update(of=("self",)).get(pk=one)
    appeal.refresh_from_db()
    into.refresh_from_db()
