"""Hand-overs to bodies with procedures of their own, or to another place, and what comes back.

The body's own steps have the time limits of the law (the pack's ``procedures``); a request to an
office of another place runs on the appeal's clock, which does not begin anew there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.deadlines import term_end
from rongcheng.appeals.events import KNOWN, Stage, Who
from rongcheng.appeals.models import Appeal, AppealEvent, Attachment, Handover
from rongcheng.appeals.pack import Rules, rules_for
from rongcheng.audit.services import Actor
from rongcheng.core.errors import Conflict, NotAllowed, Refusal

from .attachments import Upload, attach
from .log import add, append, hold, refresh

To, State = Handover.To, Handover.State
OPEN_STATES = (State.SENT, State.TAKEN)
STEPS: dict[str, tuple[str, str]] = {
    To.MEDIATION: ("mediate", "mediate"), To.ARBITRATION: ("accept", "award"),
    To.INSPECTION: ("accept", "investigate"), To.LEGAL_AID: ("decide", "assign"),
    To.POLICE: ("decide", "decide"),
}  # fmt: skip
"""Kind of body to the step that is due once it has the matter, and once it took it up."""


@transaction.atomic
def hand_over(
    *, by: Staff, appeal: Appeal, to: str, message: str, office: Office | None = None,
    name: str = "", bundle: Upload | None = None,
) -> Handover:  # fmt: skip
    """Give the matter to mediation, arbitration, inspection, legal aid, police or another place.

    Args:
        office: the body, if it works on this platform: the request then lies in its inbox.
        name: its name otherwise.
        message: what is asked for.
        bundle: the evidence bundle that goes with it; kept for offices only.

    Raises:
        Refusal: neither office nor name, no message, or the office itself.
        Conflict: a hand-over to the same body is open already.
        NotAllowed: ``by`` is not of the office responsible.
    """
    name = office.name if office else name.strip()
    if not name or not message.strip():
        raise Refusal(_("Say to whom it is handed over, and what is asked for."))
    hold(appeal)
    if office is not None and office.pk == appeal.holder_id:
        raise Refusal(_("This is your own office; choose another body."))
    if appeal.handovers.filter(name=name, state__in=OPEN_STATES).exists():
        raise Conflict(_("A request to %(name)s is open already.") % {"name": name})
    event = add(
        appeal, "handed_over", by=by, text=message, to_office=office, to_name=name,
        body=To(to).value,
    )  # fmt: skip
    rules = rules_for(appeal.place_id)
    step, due = _first_step(to, rules, event.at, appeal)
    return Handover.objects.create(
        appeal=appeal, to=to, office=office, name=name, from_office=_office(by), step=step,
        sent_at=event.at, due_at=due, amber_at=_amber(event.at, due), message=message.strip(),
        bundle=_bundle(appeal, event, bundle, by),
    )  # fmt: skip


def _office(by: Staff) -> Office:
    if by.office is None:
        raise NotAllowed(_("A matter is handed over by an office."))
    return by.office


def _bundle(appeal: Appeal, event: AppealEvent, bundle: Upload | None,
            by: Actor) -> Attachment | None:  # fmt: skip
    if bundle is None:
        return None
    kept = Upload(bundle.name, bundle.content, Attachment.Kind.PAPER, for_offices_only=True)
    return attach(appeal=appeal, event=event, upload=kept, by=by)


def _first_step(to: str, rules: Rules, at: datetime, appeal: Appeal) -> tuple[str, datetime | None]:
    """The step due first, and when; a request to another place is due with the appeal itself."""
    if to == To.OTHER_PLACE:
        if appeal.due_at is not None and appeal.due_at > at:
            return "", appeal.due_at
        return "", term_end(rules, at, rules.limit(appeal.urgency, appeal.matter).close)
    return _step(to, rules, at, taken=False)


def _step(to: str, rules: Rules, at: datetime, *, taken: bool) -> tuple[str, datetime | None]:
    wanted = STEPS[to][taken]
    procedure = rules.procedures.get(to)
    for step in procedure.steps if procedure else ():
        if step.id == wanted:
            return step.id, term_end(rules, at, step.limit)
    return "", None


def _amber(at: datetime, due: datetime | None) -> datetime | None:
    return None if due is None else max(at, min(at + (due - at) / 2, due - timedelta(days=1)))


# --- what comes back ------------------------------------------------------------------------------


def may_answer(by: Actor, handover: Handover) -> bool:
    """Whether ``by`` may tell what became of it: the body itself, or the office responsible."""
    return _is_body(by, handover) or _is_holder(by, handover)


def _is_body(by: Actor, handover: Handover) -> bool:
    return (
        isinstance(by, Staff) and by.can(Can.HANDLE_APPEALS)
        and handover.office_id is not None and by.office_id == handover.office_id
    )  # fmt: skip


def _is_holder(by: Actor, handover: Handover) -> bool:
    offices = (handover.from_office_id, handover.appeal.holder_id)
    return isinstance(by, Staff) and by.can(Can.HANDLE_APPEALS) and by.office_id in offices


@transaction.atomic
def take_up(*, by: Staff, handover: Handover, case_number: str = "") -> Handover:
    """The body took the matter up, under its own number; its next step is due from now.

    Raises:
        NotAllowed: neither the body nor the office responsible acts.
        Conflict: it is over, or taken up already.
    """
    handover = _locked(by, handover)
    if handover.state != State.SENT:
        raise Conflict(_("%(name)s took it up already.") % {"name": handover.name})
    event = _told(by, handover, "handover_taken", case_number=case_number.strip())
    if handover.to != To.OTHER_PLACE:
        rules = rules_for(handover.appeal.place_id)
        handover.step, handover.due_at = _step(handover.to, rules, event.at, taken=True)
        handover.amber_at = _amber(event.at, handover.due_at)
    handover.state, handover.taken_at = State.TAKEN, event.at
    handover.case_number = case_number.strip()[:60] or handover.case_number
    handover.save()
    return handover


@transaction.atomic
def answer(
    *, by: Staff, handover: Handover, text: str, files: Sequence[Upload] = (),
    case_number: str = "", refused: bool = False,
) -> Handover:  # fmt: skip
    """What came back: a decision, a result; or, ``refused``, that the body does not take it.

    The body tells it itself; entered by the office responsible it needs the paper.

    Raises:
        Refusal: nothing is said, or the paper is missing.
        NotAllowed: neither the body nor the office responsible acts.
        Conflict: an answer is there already.
    """
    handover = _locked(by, handover)
    if not text.strip():
        raise Refusal(_("Write what came back."))
    if not files and not _is_body(by, handover):
        raise Refusal(
            _("Attach the paper of %(name)s: a photo or scan is enough.") % {"name": handover.name}
        )
    event = _told(
        by, handover, "handover_answered", text=text, refused=refused, case_number=case_number
    )
    for upload in files:
        attach(appeal=handover.appeal, event=event, upload=upload, by=by)
    handover.state = State.REFUSED if refused else State.ANSWERED
    handover.answer, handover.answered_at = text.strip(), event.at
    handover.case_number = case_number.strip()[:60] or handover.case_number
    handover.save()
    return handover


def _locked(by: Staff, handover: Handover) -> Handover:
    """The hand-over as it stands now, held with its appeal until the end."""
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=handover.appeal_id)
    now = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    now.appeal = appeal
    if not may_answer(by, now):
        raise NotAllowed(
            _("This is for %(name)s, or for the office that handed it over.") % {"name": now.name}
        )
    if now.state not in OPEN_STATES:
        raise Conflict(
            _("%(name)s answered on %(day)s already.")
            % {"name": now.name, "day": f"{timezone.localtime(now.answered_at):%Y-%m-%d}"}
        )
    if appeal.stage not in KNOWN:
        raise Conflict(
            _("The appeal is at “%(stage)s”; nothing more is recorded on it.")
            % {"stage": Stage(appeal.stage).label}
        )
    return now


def _told(by: Staff, handover: Handover, code: str, *, text: str = "",
          **detail: Any) -> AppealEvent:  # fmt: skip
    """The event on the appeal; the body acts as a helper, though the case is not its own."""
    who = Who.HELPER if _is_body(by, handover) else Who.HOLDER
    event = append(
        handover.appeal, code, by=by, who=who, text=text, handover=handover.pk,
        from_name=handover.name, **detail,
    )  # fmt: skip
    refresh(handover.appeal)
    return event
