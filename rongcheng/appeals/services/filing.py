"""Taking an appeal in: what was said, who said it, its number, and where it goes at first."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.events import Stage, Turn, Who
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.audit.services import Actor, System
from rongcheng.core.crypto import blind
from rongcheng.core.errors import NotAllowed, Refusal
from rongcheng.people.fingerprints import PHONE_PURPOSE
from rongcheng.people.models import Person
from rongcheng.places.models import Place

from . import accused, dispatch
from .attachments import Upload, attach
from .log import append, refresh
from .reading import Proposal, propose
from .routing import answering_place

SHORTEST, LONGEST = 4, 5000


@dataclass
class Filing:
    """What is filed. ``category`` is what the worker chose: None if they left it to us.

    ``amount`` in fen; ``people``, ``months`` as said; places as 12-digit codes; ``files`` are
    photos, voice or papers. Everything but ``text`` and one place may be missing. ``not_so`` names
    what was found in the text (employer, site, amount, people, months) but is wrong.
    ``about_office`` names the office that it complains of, which then does not see it; empty: the
    one that would get it, None: what the words say. One that
    ``joins`` another is not sent to an office, because the caller joins it at once.
    """

    text: str
    channel: str = Appeal.Channel.PORTAL
    person: Person | None = None
    name: str = ""
    phone: str | None = None
    matter: str = ""
    category: str | None = None
    event_place: int | None = None
    home_place: int | None = None
    employer: str = ""
    site: str = ""
    amount: int | None = None
    people: int | None = None
    months: Decimal | None = None
    group: bool = False
    consent: str = ""
    files: Sequence[Upload] = field(default_factory=tuple)
    said: dict[str, Any] = field(default_factory=dict)
    not_so: Sequence[str] = ()
    about_office: str | None = None
    joins: bool = False


def file_appeal(*, by: Actor, filing: Filing, at: datetime | None = None) -> Appeal:
    """Record an appeal under a new number and send it on its way.

    The text is read by the recognition before the transaction; whatever that proposes, the
    worker's own choice of category stands, and the proposal is kept beside it.

    Returns:
        The appeal, already assigned where the proposal is sure enough, else with the dispatcher.

    Raises:
        Refusal: there is no text, no place, or a clerk files without the worker's consent.
        NotAllowed: a member of staff without the right to take appeals down.
    """
    _check(by, filing)
    _complete_from_person(filing)
    proposal = propose(filing.text, home=filing.home_place)
    filing.event_place = filing.event_place or proposal.place
    category = filing.category if filing.category is not None else proposal.category
    home, event = filing.home_place, filing.event_place
    nearest = event or home or 0
    place = answering_place(category, event, home, rules_for(nearest))
    if place is None:
        raise Refusal(_("Say where it happened: the county, district or town is enough."))
    with transaction.atomic():
        appeal = _create(by, filing, proposal, category, place, at or timezone.now())
        if not filing.joins or appeal.accused.exists():
            dispatch.by_itself(appeal, proposal, at, unsure=filing.about_office == "")
        refresh(appeal)
        _number(appeal)
    appeal.refresh_from_db()
    return appeal


def _check(by: Actor, filing: Filing) -> None:
    filing.text = filing.text.strip()
    if len(filing.text) < SHORTEST:
        raise Refusal(_("Tell in a few words what happened: who, where, what is wrong."))
    if len(filing.text) > LONGEST:
        raise Refusal(
            _("The text has %(n)d characters; at most %(most)d fit. Attach the rest as a file.")
            % {"n": len(filing.text), "most": LONGEST}
        )
    if isinstance(by, Staff):
        if not by.can(Can.TAKE_APPEALS):
            raise NotAllowed(_("Your role does not take appeals down for workers."))
        if filing.channel != Appeal.Channel.API and not filing.consent.strip():
            raise Refusal(_("Say how the worker agreed that you file this for them."))


def _complete_from_person(filing: Filing) -> None:
    person = filing.person
    if person is None:
        return
    filing.name = filing.name or person.name
    filing.phone = filing.phone or person.phone
    filing.home_place = filing.home_place or person.home_place_id


def _create(by: Actor, filing: Filing, proposal: Proposal, category: str, place: int,
            now: datetime) -> Appeal:  # fmt: skip
    found = {name: at for name, at in proposal.found.items() if name not in filing.not_so}
    appeal = Appeal.objects.create(
        number=f"~{uuid4().hex[:20]}", filed_at=now, channel=filing.channel,
        filed_office=by.office if isinstance(by, Staff) else None, consent=filing.consent.strip(),
        person=filing.person, name=filing.name, phone=filing.phone or None,
        phone_index=blind(filing.phone, PHONE_PURPOSE) if filing.phone else None,
        text=filing.text, matter=filing.matter or proposal.matter, category=category,
        more_categories=[c for c in proposal.more_categories if c != category],
        category_by="worker" if filing.category is not None else "system",
        urgency=proposal.urgency, arrears=proposal.arrears,
        employer=filing.employer or found.get("employer", ""),
        site=filing.site or found.get("site", ""),
        amount=filing.amount if filing.amount is not None else found.get("amount"),
        people=filing.people if filing.people is not None else found.get("people"),
        months=filing.months if filing.months is not None else found.get("months"),
        reading=proposal.as_json(), group=filing.group,
        restricted=proposal.restricted or sensitive(category, filing.text, place),
        event_place=_place(filing.event_place), home_place=_place(filing.home_place),
        place_id=place, stage=Stage.RECEIVED, turn=Turn.DISPATCHER,
    )  # fmt: skip
    who = Who.TAKER if isinstance(by, Staff) else Who.WORKER
    event = append(
        appeal, "filed", by=by, who=who, at=now, text=filing.text,
        urgency=appeal.urgency, matter=appeal.matter, category=category,
        chosen_by=appeal.category_by, **filing.said,
    )  # fmt: skip
    append(appeal, "read", by=System("融城"), who=Who.SYSTEM, at=now, **proposal.as_json())
    accused.at_the_door(appeal, rules_for(place), by=by, who=who, said=filing.about_office, at=now)
    for upload in filing.files:
        attach(appeal=appeal, event=event, upload=upload, by=by)
    return appeal


def sensitive(category: str, text: str, place: int) -> bool:
    """Whether an appeal of a category that says ``text`` is only for those who handle it."""
    return bool(category) and rules_for(place).category(category).is_sensitive(text)


def _place(code: int | None) -> Place | None:
    """The deepest place that there is for a code: villages are not loaded everywhere."""
    if code is None:
        return None
    for cut in (1, 10**3, 10**6, 10**8, 10**10):
        if found := Place.objects.filter(code=code // cut * cut).first():
            return found
    raise Refusal(_("There is no place %(code)s.") % {"code": code})


def _number(appeal: Appeal) -> None:
    """The number comes last: its counter is locked until the commit, and all of a county wait."""
    appeal.number = next_number(appeal.place_id, appeal.filed_at)
    Appeal.objects.filter(pk=appeal.pk).update(number=appeal.number)


NEXT = """
INSERT INTO appeals_counter AS c (place, day, last) VALUES (%s, %s, 1)
ON CONFLICT (place, day) DO UPDATE SET last = c.last + 1 RETURNING last
"""


def next_number(place: int, now: datetime) -> str:
    """``532932-20260918-0007482``: county, day, running number of that county and day.

    The last three digits are drawn, so that one number does not tell the next one: who knows a
    worker's phone could otherwise try the few numbers of a day.
    """
    day = timezone.localdate(now)
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [place, day])
        (running,) = cursor.fetchone()
    return f"{place // 10**6:06d}-{day:%Y%m%d}-{running:04d}{secrets.randbelow(1000):03d}"
