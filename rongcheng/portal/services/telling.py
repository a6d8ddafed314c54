"""Filing what a worker told on the screens: once, however often the button is pressed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from rongcheng.appeals.events import OPEN
from rongcheng.appeals.models import Appeal, AppealEvent
from rongcheng.appeals.services import dispatch, groups
from rongcheng.appeals.services.filing import Filing, file_appeal
from rongcheng.appeals.services.reading import Proposal
from rongcheng.appeals.services.roster_reading import Line
from rongcheng.audit.services import Actor, System
from rongcheng.benefits.models import Application
from rongcheng.benefits.permissions import possible
from rongcheng.benefits.services.log import add

from ..actors import Follower, Worker
from ..speaking import Speaker
from ..telling import ANONYMOUS, Telling
from .following import seen
from .waiting_files import drop, uploads

REPEATED = timedelta(hours=2)
FIGURES = ("amount", "people", "months")


def file(*, telling: Telling, speaker: Speaker, proposal: Proposal, by: Actor) -> Appeal:
    """File what was told, with its files, its group, and the matter that it joins.

    The same telling is filed once: sent again, it gives the appeal that there is.

    Raises:
        Refusal: see ``filing.file_appeal``; nothing is filed then.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:  # two presses of the button come one after the other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [telling.token])
        before = _filed_before(telling.token)
        if before is not None:
            return before
        appeal = file_appeal(by=by, filing=_filing(telling, speaker, proposal))
        _after(telling, appeal, speaker.of(appeal))
        _note_claim(telling, appeal, by)
    # the county's counter is free again: others file meanwhile
    appeal.refresh_from_db()
    seen(appeal=appeal)
    drop(telling.files)
    return appeal


def _filed_before(token: str) -> Appeal | None:
    event = (
        AppealEvent.objects.filter(code="filed", at__gte=now() - REPEATED, detail__token=token)
        .select_related("appeal")
        .first()
    )
    return event.appeal if event else None


def _filing(telling: Telling, speaker: Speaker, proposal: Proposal) -> Filing:
    said = {"token": telling.token, "figures": telling.figures or {}}
    if telling.urgency_said:
        said["urgency_said"] = telling.urgency_said
    chosen = telling.category
    if chosen is None and not proposal.abstain:
        chosen = proposal.category  # shown to the worker, who sent it so
    figures = own_figures(telling)
    return Filing(
        text=telling.text, person=speaker.person, name=speaker.name, phone=speaker.phone or None,
        matter=Appeal.Matter.CONSULTATION if telling.mode == ANONYMOUS else "",
        category=chosen, event_place=telling.place, home_place=speaker.home,
        employer=telling.employer or "", site=telling.site,
        files=uploads(telling.files), said=said, not_so=denied(telling),
        joins=_other(telling) is not None,
        about_office=(telling.employer or "") if telling.official else None,
        amount=figures.get("amount"), people=figures.get("people"), months=figures.get("months"),
    )  # fmt: skip


def own_figures(telling: Telling) -> dict:
    """What the worker says of amount (fen), people and months; nothing where they left it open."""
    given = {name: text for name, text in (telling.figures or {}).items() if text}
    read: dict = {}
    if "amount" in given:
        read["amount"] = int(Decimal(given["amount"]) * 100)
    if "people" in given:
        read["people"] = int(given["people"])
    if "months" in given:
        read["months"] = Decimal(given["months"])
    return read


def denied(telling: Telling) -> list[str]:
    """What was found in the text but is wrong, as the worker emptied it."""
    wrong = [n for n in FIGURES if telling.figures is not None and not telling.figures.get(n)]
    if telling.employer is not None:
        wrong += ["employer"] if not telling.employer else []
        wrong += ["site"] if not telling.site else []
    return wrong


def _after(telling: Telling, appeal: Appeal, actor: Worker | Follower) -> None:
    if telling.urgency_said and appeal.urgency == Appeal.Urgency.NORMAL:
        why = _("The worker says why it is more urgent: %(why)s") % {"why": telling.urgency_said}
        dispatch.grade(by=System("融城"), appeal=appeal, urgency="raised", text=why)
    if telling.group:
        groups.start_group(by=actor, appeal=appeal, claimed=_own_claim(telling))
        others = [Line(**line) for line in telling.lines]
        if others:
            groups.add_claims(by=actor, appeal=appeal, lines=others)
    elif (into := _other(telling)) is not None and not appeal.accused.exists():
        _join(appeal, into, actor)


def _note_claim(telling: Telling, appeal: Appeal, by: Actor) -> None:
    """Beside the application whose decision it is about, where the teller is its applicant."""
    about = Application.objects.filter(number=telling.claim).first() if telling.claim else None
    if about is not None and "appealed" in possible(by, about):
        add(about, "appealed", by=by, number=appeal.number)


def _own_claim(telling: Telling) -> int | None:
    return own_figures(telling).get("amount") if not telling.lines else None


def _other(telling: Telling) -> Appeal | None:
    """The open appeal that the worker chose to join; None if they did not, or it ended."""
    if not telling.join or telling.group or telling.official:
        return None
    return Appeal.objects.filter(pk=telling.join, stage__in=OPEN, restricted=False).first()


def _join(appeal: Appeal, into: Appeal, actor: Worker | Follower) -> None:
    """Join the two; the one that goes on is as urgent as the more urgent of them."""
    dispatch.merge(by=actor, appeal=appeal, into=into)
    into.refresh_from_db()
    levels = list(Appeal.Urgency.values)
    if levels.index(appeal.urgency) > levels.index(into.urgency):
        why = _("A more urgent appeal was joined: %(n)s") % {"n": appeal.number}
        dispatch.grade(by=System("融城"), appeal=into, urgency=appeal.urgency, text=why)
