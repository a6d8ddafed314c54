"""What the office responsible, and those that help it, do with an appeal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Office
from rongcheng.appeals.events import Who
from rongcheng.appeals.models import Appeal, AppealEvent
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.replies import unfilled
from rongcheng.appeals.state import State, span_end
from rongcheng.audit.services import Actor, System
from rongcheng.core.errors import Conflict, Refusal

from .attachments import Upload, attach
from .log import add, append, hold, refresh, roster_is_settled

LAST_RETURN = 3
"""The third return goes to the catch-all office, which rules."""


def sign(*, by: Actor, appeal: Appeal) -> Appeal:
    """The office takes the appeal; from now on it answers for it (R724 art. 10)."""
    add(appeal, "signed", by=by)
    return appeal


@transaction.atomic
def send_back(*, by: Actor, appeal: Appeal, text: str, clause: str, responsible: Office,
              signed_by: str = "") -> Appeal:  # fmt: skip
    """The office says that another one is responsible, by which clause.

    The first return goes back to the dispatcher; the second needs a reason signed by the head of
    the office; the third goes to the catch-all office. After a ruling nothing can be returned.

    Raises:
        Conflict: the appeal is critical (accept first), it was ruled upon, or the office took it
            as its own before: answered it, or accepted its transfer.
        Refusal: the second return without a signature, or to the office itself.
    """
    state = hold(appeal)
    if state.ruled:
        raise Conflict(_("The ruling office decided that this office answers; it stays here."))
    owned = appeal.events.filter(code__in=("answered", "transfer_accepted"))
    if owned.filter(office=appeal.holder_id).exists():
        raise Conflict(_("Your office took this as its own before; offer it to the other office."))
    _in_time_to_return(appeal, state)
    if responsible.pk == appeal.holder_id:
        raise Refusal(_("Name the office that is responsible instead of your own."))
    if state.returns + 1 == LAST_RETURN - 1 and not signed_by.strip():
        raise Refusal(
            _("This would be the second return: it takes a reason signed by the head of the "
              "office. Write who signed.")
        )  # fmt: skip
    add(appeal, "returned", by=by, text=text, to_office=responsible, clause=clause,
        signed_by=signed_by.strip())  # fmt: skip
    if appeal.returns >= LAST_RETURN:
        add(appeal, "put_before_ruler", by=System("融城"))
    return appeal


def _in_time_to_return(appeal: Appeal, state: State) -> None:
    """Critical matters are taken first; others go back soon after they came, or not at all."""
    limit = rules_for(appeal.place_id).limit(appeal.urgency, appeal.matter).return_by
    if limit is None:
        raise Conflict(_("A critical appeal is taken first; ask the other office to join."))
    part = state.open_part("lead")
    if part is None:
        return
    last = span_end(rules_for(appeal.place_id), appeal.urgency, part.given_at, limit)
    if timezone.now() >= last:
        raise Conflict(
            _("It could be returned until %(day)s; now offer it to the other office, or ask the "
              "supervisor.") % {"day": f"{timezone.localtime(last):%Y-%m-%d %H:%M}"}
        )  # fmt: skip


def contact(*, by: Actor, appeal: Appeal, text: str = "") -> Appeal:
    """The office spoke with the worker; the first time ends the clock of first contact."""
    add(appeal, "contacted", by=by, text=text)
    return appeal


@transaction.atomic
def tell_progress(*, by: Actor, appeal: Appeal, text: str, files: Sequence[Upload] = ()) -> Appeal:
    """Something was done; the worker can read it."""
    event = add(appeal, "progress", by=by, text=text)
    for upload in files:
        attach(appeal=appeal, event=event, upload=upload, by=by)
    return appeal


@transaction.atomic
def note(*, by: Actor, appeal: Appeal, text: str, files: Sequence[Upload] = ()) -> Appeal:
    """A note for the offices; the worker does not see it."""
    event = add(appeal, "noted", by=by, text=text)
    for upload in files:
        attach(appeal=appeal, event=event, upload=upload, by=by)
    return appeal


@transaction.atomic
def ask_material(*, by: Actor, appeal: Appeal, text: str) -> Appeal:
    """The worker is asked for something; the clock stands until it comes, ten working days.

    Raises:
        Conflict: it stood for material as often as the rules of the place allow.
    """
    hold(appeal)
    most = rules_for(appeal.place_id).waiting_times
    if _this_time(appeal).filter(code="material_asked").count() >= most:
        raise Conflict(
            _("The clock stood %(n)d times for material already; ask for the rest by telling "
              "progress, while it runs.") % {"n": most}
        )  # fmt: skip
    add(appeal, "material_asked", by=by, text=text)
    return appeal


def _this_time(appeal: Appeal) -> QuerySet[AppealEvent]:
    """The events since it was filed, or taken up again after it was closed."""
    begun = appeal.events.filter(code__in=("filed", "reopened")).order_by("-seq").first()
    return appeal.events.filter(seq__gte=begun.seq if begun else 0)


@transaction.atomic
def suspend(*, by: Actor, appeal: Appeal, reason: str, text: str) -> Appeal:
    """The clock stands for a reason that the law knows; others are refused.

    Raises:
        Refusal: the reason is not one of the list of the appeal's place.
        Conflict: it stood for this reason already.
    """
    hold(appeal)
    if reason not in rules_for(appeal.place_id).reasons:
        raise Refusal(_("“%(r)s” is not a reason for which the clock may stand.") % {"r": reason})
    if _this_time(appeal).filter(code="suspended", reason=reason).exists():
        raise Conflict(_("The clock stood for this reason already; it does so only once."))
    add(appeal, "suspended", by=by, reason=reason, text=text)
    return appeal


def resume(*, by: Actor, appeal: Appeal, text: str = "") -> Appeal:
    """The reason for waiting is over; the clock goes on."""
    add(appeal, "resumed", by=by, text=text)
    return appeal


@transaction.atomic
def ask_extension(*, by: Actor, appeal: Appeal, days: int, text: str) -> Appeal:
    """Ask the supervisor for more working days, before the time is over, once.

    Raises:
        Conflict: the time is over, or an extension was granted already.
        Refusal: more days than the rules of the place allow.
    """
    state = hold(appeal)
    allowed = rules_for(appeal.place_id).limit(appeal.urgency, appeal.matter).extension
    most = allowed.n if allowed else 0
    if state.extension:
        raise Conflict(_("An extension was granted already; there is only one."))
    if not most:
        raise Conflict(_("A critical appeal is not extended."))
    if not 1 <= days <= most:
        raise Refusal(_("At most %(most)d working days can be asked for.") % {"most": most})
    if appeal.due_at is not None and timezone.now() >= appeal.due_at:
        raise Conflict(_("The time is over; an extension is asked for before that."))
    add(appeal, "extension_asked", by=by, days=days, text=text)
    return appeal


@transaction.atomic
def add_helper(*, by: Actor, appeal: Appeal, office: Office, text: str = "") -> Appeal:
    """Ask another office to co-handle; it answers the lead in half of the time left.

    Raises:
        Conflict: that office works on the appeal already.
    """
    hold(appeal)
    if appeal.assignments.filter(office=office, ended_at=None).exists():
        raise Conflict(_("%(office)s works on this appeal already.") % {"office": office})
    add(appeal, "helper_added", by=by, to_office=office, text=text, part="helper")
    return appeal


def answer_as_helper(*, by: Actor, appeal: Appeal, text: str) -> Appeal:
    """A co-handling office tells the lead what it found or did."""
    add(appeal, "helper_answered", by=by, text=text)
    return appeal


@transaction.atomic
def offer_transfer(*, by: Actor, appeal: Appeal, office: Office, text: str) -> Appeal:
    """Offer the lead to an office of another place; this one stays answerable until it accepts.

    Raises:
        Conflict: that office works on the appeal already in another part than home or host.
    """
    hold(appeal)
    if office.pk == appeal.holder_id:
        raise Conflict(_("This office has the appeal already."))
    if appeal.assignments.filter(office=office, ended_at=None, part="offered").exists():
        raise Conflict(_("It was offered to %(office)s already.") % {"office": office})
    add(appeal, "transfer_offered", by=by, to_office=office, text=text)
    return appeal


@transaction.atomic
def accept_transfer(*, by: Actor, appeal: Appeal, text: str = "") -> Appeal:
    """The office of the other place takes the lead."""
    _must_be_offered(by, appeal)
    add(appeal, "transfer_accepted", by=by, text=text)
    return appeal


@transaction.atomic
def refuse_transfer(*, by: Actor, appeal: Appeal, text: str, clause: str,
                    responsible: Office) -> Appeal:  # fmt: skip
    """The office of the other place does not take it: by which clause, and who is responsible."""
    _must_be_offered(by, appeal)
    add(appeal, "transfer_refused", by=by, text=text, clause=clause, to_office=responsible)
    return appeal


def _must_be_offered(by: Actor, appeal: Appeal) -> None:
    hold(appeal)
    office = getattr(by, "office_id", None)
    if not appeal.assignments.filter(office=office, part="offered", ended_at=None).exists():
        raise Conflict(_("No transfer of this appeal is offered to your office."))


@transaction.atomic
def answer(*, by: Actor, appeal: Appeal, text: str, outcome: str, done_on: date | None = None,
           points: Sequence[str] = (), files: Sequence[Upload] = (),
           checked: Mapping[str, Any] | None = None) -> Appeal:  # fmt: skip
    """Tell the worker the result; whether it is solved is then theirs to say.

    Args:
        checked: what the check before sending found, kept with the event: ``gaps``, ``gaps_why``,
            ``seen`` (what the registry can tell of it).

    Raises:
        Refusal: the outcome is not one of the list, or words of a template are not filled in.
        Conflict: a group's roster has lines that are neither paid with proof nor signed off.
    """
    if outcome not in rules_for(appeal.place_id).outcomes:
        raise Refusal(_("“%(o)s” is not an outcome of the list.") % {"o": outcome})
    if left := unfilled(text):
        raise Refusal(
            _("This still stands in braces: %(left)s. Write in its place what the worker should "
              "read, or take the line out; then send it.") % {"left": "、".join(left)}
        )  # fmt: skip
    if appeal.group and outcome == "solved":
        roster_is_settled(appeal, by)
    event = add(
        appeal, "answered", by=by, text=text, outcome=outcome, points=list(points),
        done_on=done_on.isoformat() if done_on else "", **(checked or {}),
    )  # fmt: skip
    for upload in files:
        attach(appeal=appeal, event=event, upload=upload, by=by)
    return appeal


@transaction.atomic
def into_procedure(*, by: Actor, appeal: Appeal, text: str, procedure: str,
                   case_number: str) -> Appeal:  # fmt: skip
    """The matter goes on in a procedure of the law, which has clocks of its own."""
    add(appeal, "into_procedure", by=by, text=text, outcome="into_procedure", procedure=procedure,
        case_number=case_number)  # fmt: skip
    return appeal


def material_is_there(appeal: Appeal) -> None:
    """What the worker sent puts the appeal back to the office that waits for it."""
    append(appeal, "material_came", by=System("融城"), who=Who.SYSTEM)
    refresh(appeal)
