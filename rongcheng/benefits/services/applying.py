"""Applying for a benefit: by the person, by a clerk for them, or found without applying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.audit.services import Actor
from rongcheng.benefits.accounts import ACCOUNT_PURPOSE, Account, own_account
from rongcheng.benefits.events import DEAD, Who
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Application, ApplicationEvent
from rongcheng.benefits.permissions import must
from rongcheng.benefits.subjects import NUMBERED, period_of
from rongcheng.core.crypto import blind
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person
from rongcheng.places.codes import LEVELS, level_of
from rongcheng.places.models import Place
from rongcheng.rulekit.judge import NOT, Judgement, judge
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.rules import Rule
from rongcheng.rules.packs import live, rule_in_force
from rongcheng.rules.screening import row_of
from rongcheng.rules.services import answers

from .decisions import snapshot
from .log import append, refresh
from .papers import Upload, keep


@dataclass
class Request:
    """What is applied for.

    ``said`` are facts stated with it; ``papers`` its files by the title the rule gives them.
    ``day`` is the day the rule is asked about, today if not given.
    """

    pack: str
    rule: str
    subject: str
    key: int | str
    person: Person | None = None
    employer: Employer | None = None
    account: Account | None = None
    said: Mapping[str, Value] = field(default_factory=dict)
    papers: Sequence[tuple[str, Upload]] = ()
    channel: str = Application.Channel.PORTAL
    consent: str = ""
    day: date | None = None


@transaction.atomic
def apply(*, by: Actor, request: Request, at: datetime | None = None) -> Application:
    """Record an application and send it to its first step, with what it was made on.

    Returns:
        The application, under review at the lowest level of its path that its place reaches.

    Raises:
        Refusal: a condition fails (the message tells which), or a clerk applies without consent.
        Conflict: the same benefit for the same period is on its way already or was had.
        NotAllowed: a member of staff without the right to apply for others.
    """
    _check(by, request)
    day = request.day or timezone.localdate(at)
    rule, pack = rule_in_force(request.pack, request.rule, day), live(request.pack)
    if request.said:
        answers.state(by=by, subject=pack.subjects[request.subject], key=request.key,
                      said=request.said, since=day)  # fmt: skip
    row = row_of(pack, request.subject, request.key, day)
    of_day = rule.at(day)
    found = judge(of_day, row)
    refuse_failing(of_day, found)
    application = _create(by, request, rule, row, day, at or timezone.now())
    who = Who.CLERK if isinstance(by, Staff) else Who.APPLICANT
    event = _begin(application, "applied", by, who, rule, found, at)
    for title, upload in request.papers:
        keep(application=application, event=event, title=title, upload=upload)
    snapshot(application=application, event=event)
    return application


@transaction.atomic
def offer(*, by: Actor, request: Request, at: datetime | None = None) -> Application | None:
    """Put a benefit before a person who did not ask for it; None where it is there already.

    The facts are judged again, so a list that has grown old offers nothing wrong.
    """
    day = request.day or timezone.localdate(at)
    rule, pack = rule_in_force(request.pack, request.rule, day), live(request.pack)
    row = row_of(pack, request.subject, request.key, day)
    found = judge(rule.at(day), row)
    period = period_of(rule, day)
    if found.outcome != "eligible" or _there(request, period).exists():
        return None
    request.channel = Application.Channel.LISTED
    application = _create(by, request, rule, row, day, at or timezone.now())
    event = _begin(application, "offered", by, Who.SYSTEM, rule, found, at)
    snapshot(application=application, event=event)
    return application


def _check(by: Actor, request: Request) -> None:
    if isinstance(by, Staff):
        must(by, Can.APPLY_FOR_OTHERS)
        if request.channel != Application.Channel.API and not request.consent.strip():
            raise Refusal(_("Say how the person agreed that you apply for them."))


def refuse_failing(rule: Rule, found: Judgement) -> None:
    """Refuse what fails a condition, naming it; what is only not known yet may be applied for."""
    if found.outcome != NOT:
        return
    language = "en" if (get_language() or "").startswith("en") else "zh"
    failing = [c for c in rule.conditions if found.conditions[c.id] is False]
    raise Refusal(
        _("The condition “%(text)s” (%(clause)s) is not met, so this cannot be applied for.")
        % {"text": failing[0].text[language], "clause": failing[0].clause}
    )


def _create(
    by: Actor, request: Request, rule: Rule, row: Mapping[str, Value], day: date, now: datetime
) -> Application:
    period = period_of(rule, day)
    if _there(request, period).exists():
        raise Conflict(_("This benefit for %(p)s is there already.") % {"p": period or _("once")})
    handled = place_of(rule, row, request)
    owner = str(request.employer or request.person or "")
    account = own_account(request.account, owner) if request.account else None
    try:
        with transaction.atomic():
            application = Application.objects.create(
                number=f"~{uuid4().hex[:18]}", filed_at=now, channel=request.channel,
                filed_office=by.office if isinstance(by, Staff) else None,
                consent=request.consent.strip(), pack=request.pack, rule=rule.id,
                kind=rule.outcome.kind, period=period, as_of=day, subject=request.subject,
                key=str(request.key), person=request.person, employer=request.employer,
                place=handled, stage="review", payee=account.holder if account else "",
                bank=account.bank if account else "", account=account.number if account else None,
                account_index=blind(account.number, ACCOUNT_PURPOSE) if account else None,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict(_("This benefit for %(p)s is there already.") % {"p": period}) from error
    application.number = f"B{timezone.localdate(now):%y%m%d}{application.pk:07}"
    return application


def _there(request: Request, period: str) -> QuerySet[Application]:
    same = Application.objects.filter(
        rule=request.rule, subject=request.subject, key=str(request.key), period=period
    )
    return same.exclude(stage__in=DEAD)


def place_of(rule: Rule, row: Mapping[str, Value], request: Request) -> Place:
    """Where an application is handled: the place that its rule asks for, as deep as it is known."""
    asked = next((c.when.args[0].value for c in rule.conditions if c.id == "place"), None)
    code = row.get(str(asked)) if asked else None
    if code is None and request.person is not None:
        code = request.person.home_place_id
    if code is None and request.employer is not None:
        code = request.employer.place_id
    place = Place.objects.filter(code=int(str(code))).first() if code else None
    if place is None:
        raise Refusal(_("It is not known which place handles this; state the place first."))
    return place


def path_at(place: int, subject: str, listed: bool, rule: str = "") -> list[str]:
    """The levels that check an application at a place; those below what is known are left out."""
    handling = handling_at(place)
    recognising = handling.recognitions.get(rule)
    route = recognising or handling.paths["listed" if listed else subject]
    steps = route.steps
    own = LEVELS.index(level_of(place))
    reached = [step for step in steps if LEVELS.index(step) <= own]
    return reached or [steps[-1]]


def _without_own(by: Staff, path: list[str]) -> list[str]:
    """The steps left when an office that checks took the application itself, with its papers.

    Whoever enters does not check: in a village with one clerk nobody else could. The last step
    stays, for another person there.
    """
    own = level_of(by.office.place_id) if by.office and by.can(Can.CHECK_BENEFITS) else ""
    return [step for step in path if step != own or step == path[-1]]


def _begin(
    application: Application, code: str, by: Actor, who: Who, rule: Rule, found: Judgement,
    at: datetime | None,
) -> ApplicationEvent:  # fmt: skip
    listed = code == "offered"
    path = path_at(application.place_id, application.subject, listed, application.rule)
    if isinstance(by, Staff):
        path = _without_own(by, path)
    event = append(
        application, code, by=by, who=who, at=at, path=path, kind=rule.outcome.kind,
        amount=found.amount,
    )  # fmt: skip
    refresh(application)
    return event


def subject_of(person: Person, subject: str) -> int | str | None:
    """The key of the subject of a kind that a person stands for: themselves or their household."""
    if subject not in NUMBERED:
        return None
    return person.pk if subject == "person" else person.household_id
