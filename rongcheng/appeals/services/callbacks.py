"""Call-backs: drawn at random so that anybody can repeat the draw, made by somebody else than the
handler; who was not contacted or not helped has the matter taken up again (domain.md 3.5)."""

from __future__ import annotations

import math
import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from rongcheng.agencies.models import Staff
from rongcheng.appeals.events import Stage, Who
from rongcheng.appeals.models import Appeal, CallBack
from rongcheng.appeals.pack import Callbacks, rules_for
from rongcheng.appeals.state import LOCAL
from rongcheng.audit.services import Actor, System, record
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.places.models import Place

from .log import add, append, refresh

PLATFORM = System("融城")
ENDING = ("answered", "confirmed", "closed")
MOST_TRIES = 3
GRADES = (1, 2, 3, 4, 5)


@dataclass
class Draw:
    """One place's draw of a day: of whom, by which seed, and who was drawn."""

    place: int
    day: date
    seed: str
    candidates: list[str] = field(default_factory=list)
    always: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)


def choose(
    candidates: Sequence[str], always: Sequence[str], rule: Callbacks, seed: str
) -> list[str]:
    """Numbers drawn out of ``candidates``: those that always are, and others by chance.

    The same arguments give the same draw on any machine, so that a draw can be checked: numbers are
    sorted before, and the seed is in the trail.

    Returns:
        As many as the rule's share of all, at least its minimum, at most all.
    """
    rest = sorted(set(candidates) - set(always))
    wanted = max(math.ceil(len(set(candidates)) * rule.share / 100), rule.at_least)
    more = min(max(wanted - len(set(always)), 0), len(rest))
    return sorted({*always, *random.Random(seed).sample(rest, more)})


def draw(*, by: Actor = PLATFORM, on: date | None = None, seed: str = "") -> list[Draw]:
    """Draw among the appeals answered or closed on the day before ``on``, place by place.

    Critical ones and groups are always called back. A place is drawn once a day; drawing again
    returns nothing new.

    Args:
        seed: to repeat a draw; a new one otherwise.

    Returns:
        The draws that were made.
    """
    day = on or timezone.localdate()
    made = []
    for place, appeals in _by_place(day - timedelta(days=1)).items():
        with transaction.atomic():
            found = _draw(by, place, day, appeals, seed or secrets.token_hex(8))
        made += [found] if found else []
    return made


def _by_place(day: date) -> dict[int, list[Appeal]]:
    """Appeals answered or closed on a day that somebody can be called about."""
    start = datetime.combine(day, time(), LOCAL)
    ended = Q(events__code__in=ENDING, events__at__gte=start,
              events__at__lt=start + timedelta(days=1))  # fmt: skip
    found = Appeal.objects.filter(ended, stage__in=(Stage.ANSWERED, Stage.CLOSED)).distinct()
    waiting = CallBack.objects.filter(appeal=OuterRef("pk"), called_at=None)
    found = found.exclude(phone_index=None).exclude(Exists(waiting))
    places: dict[int, list[Appeal]] = {}
    for appeal in found.order_by("number"):
        places.setdefault(appeal.place_id, []).append(appeal)
    return places


def _draw(by: Actor, place: int, day: date, appeals: list[Appeal], seed: str) -> Draw | None:
    Place.objects.select_for_update().get(code=place)  # one draw of a place at a time
    begin = f"{day:%Y-%m-%d} {place // 10**6:06d} "
    if CallBack.objects.filter(draw__startswith=begin).exists():
        return None
    rule = rules_for(place).callbacks
    always = [a.number for a in appeals if a.group or a.urgency == Appeal.Urgency.CRITICAL]
    made = Draw(place, day, seed, [a.number for a in appeals], always)
    made.drawn = choose(made.candidates, always, rule, seed)
    now, due = timezone.now(), _due(place, day)
    CallBack.objects.bulk_create(
        CallBack(appeal=appeal, drawn_at=now, draw=begin + seed, due_at=due)
        for appeal in appeals if appeal.number in made.drawn
    )  # fmt: skip
    record(
        "appeals.callbacks_drawn", by=by, place=place, day=day.isoformat(), seed=seed,
        candidates=made.candidates, always=always, drawn=made.drawn, share=rule.share,
        at_least=rule.at_least,
    )  # fmt: skip
    return made


def _due(place: int, day: date) -> datetime:
    """The end of the working day by which the worker is called."""
    rules = rules_for(place)
    last = rules.calendar.add_workdays(day - timedelta(days=1), rules.callbacks.due.n)
    return datetime.combine(last + timedelta(days=1), time(), LOCAL)


# --- the call -------------------------------------------------------------------------------------


@transaction.atomic
def record_call(
    *, by: Staff, callback: CallBack, reached: bool | None, contacted: bool | None = None,
    solved: bool | None = None, attitude: int | None = None, result: int | None = None,
    note: str = "",
) -> CallBack:  # fmt: skip
    """What the worker said on the phone.

    Who was not contacted by the office, or whose matter is not solved, has it taken up again, once;
    the second time it is reported to the leader instead. Nobody reached three times: given up.

    Raises:
        NotAllowed: ``by`` handled the appeal, or may not call back.
        Refusal: a question is not answered.
        Conflict: this call was made already.
    """
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=callback.appeal_id)
    callback = CallBack.objects.select_for_update().get(pk=callback.pk)
    if callback.called_at is not None:
        raise Conflict(_("This call was made already."))
    check_may_call(by, appeal)
    answers = {"contacted": contacted, "solved": solved, "attitude": attitude, "result": result}
    if reached is None or (reached and None in answers.values()):
        raise Refusal(_("Answer each question, or say that nobody was reached."))
    if reached and not {attitude, result} <= set(GRADES):
        raise Refusal(_("Choose one of the five grades for both."))
    told: dict[str, Any] = answers if reached else {}
    event = add(
        appeal, "called_back", by=by, text=note, callback=callback.pk, reached=reached, **told
    )
    tries = appeal.events.filter(code="called_back", detail__callback=callback.pk).count()
    if reached or tries >= MOST_TRIES:
        callback.called_at = event.at
    callback.called_by, callback.reached, callback.note = by, reached, note.strip()[:500]
    for name, value in told.items():
        setattr(callback, name, value)
    callback.save()
    if reached and not (contacted and solved):
        _again(appeal, callback)
    return callback


def check_may_call(by: Staff, appeal: Appeal) -> None:
    """Refuse somebody who handled the appeal: they would ask about their own work."""
    if appeal.events.filter(actor=by.actor, who=Who.HOLDER).exists():
        raise NotAllowed(_("You handled this appeal; somebody else makes the call."))


def _again(appeal: Appeal, callback: CallBack) -> None:
    """Take the matter up again by what the worker said; the second time report it upwards."""
    before = appeal.events.filter(detail__by_callback=True, code__in=("disputed", "reopened"))
    with override("zh-hans"):
        words = _("Call-back: the office did not contact the worker.")
        if callback.contacted:
            words = _("Call-back: the worker says that it is not solved.")
        if callback.note:
            words = f"{words} {callback.note}"
        leader = _("the leader of %(office)s") % {"office": appeal.holder or appeal.place}
    code, more = ("disputed" if appeal.stage == Stage.ANSWERED else "reopened"), {}
    if before.exists():
        code, more = "escalated", {"to": leader}
    detail: dict[str, Any] = {"by_callback": True, "callback": callback.pk, **more}
    append(appeal, code, by=PLATFORM, who=Who.SYSTEM, text=words, **detail)
    refresh(appeal)
