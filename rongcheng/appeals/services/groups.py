"""Group matters: one mother case, a line for each worker, closed only when every line is settled.

A line is settled when what is owed (as found, else as claimed) was paid with proof, or when the
worker signed it off. See domain.md 2.6 for the sheet, 3.5 for the five representatives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.appeals.models import Appeal, AppealEvent, Attachment, Claim
from rongcheng.audit.services import Actor
from rongcheng.core.crypto import blind
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.people.fingerprints import ID_PURPOSE
from rongcheng.people.models import Person
from rongcheng.web.formats import yuan

from .attachments import Upload, attach
from .log import add
from .roster_reading import Line, wrong_number

MOST_REPRESENTATIVES = 5
MOST_LINES = 5000


@dataclass
class Added:
    """What became of lines: those taken, and those left out because they stand there already."""

    taken: list[Claim] = field(default_factory=list)
    doubles: list[Line] = field(default_factory=list)


@transaction.atomic
def start_group(*, by: Actor, appeal: Appeal, claimed: int | None = None) -> Appeal:
    """Make an appeal the mother case of a group: a line for its filer, who speaks, and who joined.

    Args:
        claimed: what the speaker claims for themselves, in fen; without it the appeal's amount
            where it is about one person.

    Raises:
        Conflict: it is a group already, or joined to another appeal.
        Refusal: nobody is named who could speak for the group.
    """
    if appeal.group or appeal.merged_into_id:
        raise Conflict(_("%(n)s is a group matter already, or part of one.") % {"n": appeal})
    if not appeal.name:
        raise Refusal(_("A group needs a speaker: write the name of who filed it first."))
    speaker = _from_appeal(appeal, appeal, claimed=claimed, representative=True)
    speaker.save()
    add(appeal, "roster_changed", by=by, act="started", claims=[speaker.pk],
        text=_("Made a group matter."))  # fmt: skip
    appeal.group = True
    appeal.save(update_fields=["group"])
    _bring(appeal, [_from_appeal(appeal, each) for each in _joined(appeal)])
    return appeal


@transaction.atomic
def add_claims(*, by: Actor, appeal: Appeal, lines: Sequence[Line]) -> Added:
    """Put workers on the roster.

    Who stands on it already (same ID number; without one the same name and phone) is left out and
    told; everybody else is taken. ID numbers link a line to the registry's person.

    Returns:
        ``Added``: the new claims, and the lines left out.

    Raises:
        Refusal: more than five representatives (XF art. 20), an ID number that cannot be right,
            too many lines, or nobody at all.
        Conflict: the appeal is not a group matter.
    """
    _must_be_group(Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk))
    _checked(appeal, lines)
    there = list(appeal.claims.all())
    persons = _persons(lines)
    added = Added()
    for line in lines:
        claim = _claim(appeal, line, persons)
        if any(_same(claim, other) for other in (*there, *added.taken)):
            added.doubles.append(line)
        else:
            added.taken.append(claim)
    if added.taken:
        Claim.objects.bulk_create(added.taken)
        add(
            appeal, "roster_changed", by=by, act="added", lines=len(added.taken),
            claims=[claim.pk for claim in added.taken], doubles=len(added.doubles),
            text=_("Put on it: %(n)d.") % {"n": len(added.taken)},
        )  # fmt: skip
        _count(appeal)
    return added


def _checked(appeal: Appeal, lines: Sequence[Line]) -> None:
    if not lines:
        raise Refusal(_("There is nobody to put on the roster."))
    if len(lines) + appeal.claims.count() > MOST_LINES:
        raise Refusal(_("A roster takes %(n)d workers.") % {"n": MOST_LINES})
    for line in lines:
        if not line.name.strip():
            raise Refusal(_("Write the name of each worker."))
        if line.claimed is not None and line.claimed <= 0:
            raise Refusal(_("What %(name)s claims must be above zero.") % {"name": line.name})
        if why := wrong_number(line.id_number):
            raise Refusal(f"{line.name}：{why}")
    _not_too_many(appeal, sum(line.representative for line in lines))


def _not_too_many(appeal: Appeal, more: int) -> None:
    now = appeal.claims.filter(representative=True).count()
    if more and now + more > MOST_REPRESENTATIVES:
        raise Refusal(
            _("At most five representatives speak for a group (Regulations on Petitions, art. 20); "
              "there are %(now)d, and %(more)d would be added.") % {"now": now, "more": more}
        )  # fmt: skip


def _persons(lines: Sequence[Line]) -> dict[Any, Person]:
    """Blind index to the person of the registry."""
    wanted = {blind(line.id_number.upper(), ID_PURPOSE) for line in lines if line.id_number}
    return {one.id_index: one for one in Person.objects.filter(id_index__in=wanted)}


def _claim(appeal: Appeal, line: Line, persons: dict[Any, Person]) -> Claim:
    number = line.id_number.upper()
    index = blind(number, ID_PURPOSE) if number else None
    return Claim(
        appeal=appeal, person=persons.get(index), name=line.name.strip()[:60],
        id_number=number or None, id_index=index, phone=line.phone or None,
        claimed=line.claimed, representative=line.representative, remark=line.remark[:200],
    )  # fmt: skip


def _same(one: Claim, other: Claim) -> bool:
    if one.person_id and one.person_id == other.person_id:
        return True
    if one.id_index and other.id_index:
        return one.id_index == other.id_index
    return one.name == other.name and (one.phone or "") == (other.phone or "")


def _from_appeal(mother: Appeal, appeal: Appeal, *, claimed: int | None = None,
                 representative: bool = False) -> Claim:  # fmt: skip
    """The line of who filed an appeal; a sum for several people is nobody's own claim."""
    person = appeal.person
    own = appeal.amount if (appeal.people or 1) == 1 else None
    return Claim(
        appeal=mother, person=person, name=appeal.name or _("Not named"), phone=appeal.phone,
        id_number=person.id_number if person else None,
        id_index=person.id_index if person else None, claimed=claimed or own or None,
        representative=representative, remark=_("Appeal %(n)s") % {"n": appeal.number},
    )  # fmt: skip


def join(*, by: Actor, mother: Appeal, appeal: Appeal) -> list[Claim]:
    """The lines that an appeal brings when it is joined to a mother case.

    Its roster; or its own line, and those of whoever had joined it before. Called inside the
    joining (``dispatch.merge``), which has checked who may.
    """
    if not appeal.group:
        return _bring(mother, [_from_appeal(mother, each) for each in (appeal, *_joined(appeal))])
    brought = list(appeal.claims.all())
    for claim in brought:
        claim.pk, claim.appeal, claim.representative = None, mother, False
    return _bring(mother, brought)


def _joined(appeal: Appeal) -> list[Appeal]:
    """Appeals that were joined to this one, or to one of those."""
    found: list[Appeal] = []
    nearest = [appeal]
    while nearest:
        nearest = list(Appeal.objects.filter(merged_into__in=nearest).order_by("filed_at"))
        found += nearest
    return found


def _bring(mother: Appeal, claims: Sequence[Claim]) -> list[Claim]:
    """Put lines on the roster; one that stands on it already is not doubled."""
    there = list(mother.claims.all())
    new: list[Claim] = []
    for claim in claims:
        if not any(_same(claim, other) for other in (*there, *new)):
            new.append(claim)
    Claim.objects.bulk_create(new)
    if new:
        _count(mother)
    return new


def _count(appeal: Appeal) -> None:
    """As many people are concerned as stand on the roster, if not more were named."""
    count = appeal.claims.count()
    if (appeal.people or 0) < count:
        Appeal.objects.filter(pk=appeal.pk).update(people=count)
        appeal.people = count


# --- what is owed ---------------------------------------------------------------------------------


def owed(claim: Claim) -> int | None:
    """What is owed on a line in fen: as found, else as claimed; None while neither is known."""
    return claim.found if claim.found is not None else claim.claimed


@transaction.atomic
def set_amounts(*, by: Actor, claim: Claim, claimed: int | None = None,
                stated: int | None = None, found: int | None = None) -> Claim:  # fmt: skip
    """Write what the worker claims, the employer states, the office found; None leaves it.

    A line whose payments no longer reach what was found is open again.

    Raises:
        Refusal: an amount below zero, or a claim of nothing.
    """
    told = {"claimed": claimed, "stated": stated, "found": found}
    given: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
    if not given or any(value < 0 for value in given.values()) or given.get("claimed") == 0:
        raise Refusal(_("Write an amount in yuan, above zero."))
    claim = _locked(claim)
    before = {name: getattr(claim, name) for name in given}
    labels = {"claimed": _("Claimed"), "stated": _("Stated by employer"), "found": _("Found")}
    words = "，".join(f"{labels[name]} {yuan(value)}" for name, value in given.items())
    add(claim.appeal, "roster_changed", by=by, act="amounts", claim=claim.pk, before=before,
        text=f"{claim.name}：{words}", **given)  # fmt: skip
    for name, value in given.items():
        setattr(claim, name, value)
    if claim.state != Claim.State.SIGNED_OFF:
        claim.state = _state(claim)
    claim.save()
    return claim


@transaction.atomic
def say_claims(*, by: Actor, appeal: Appeal, amounts: Mapping[int, int]) -> list[Claim]:
    """What workers claim whose amount was not known when they were put on the roster.

    Args:
        amounts: line to fen; a line whose amount was said meanwhile stays as it is.

    Raises:
        Refusal: an amount that is not above zero.
    """
    Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    unsaid = appeal.claims.filter(pk__in=amounts, claimed=None).order_by("pk")
    return [set_amounts(by=by, claim=claim, claimed=amounts[claim.pk]) for claim in unsaid]


def set_found(*, by: Actor, claim: Claim, amount: int) -> Claim:
    """What the office found to be owed, in fen."""
    return set_amounts(by=by, claim=claim, found=amount)


def set_stated(*, by: Actor, claim: Claim, amount: int) -> Claim:
    """What the employer says is owed, in fen."""
    return set_amounts(by=by, claim=claim, stated=amount)


def _state(claim: Claim) -> str:
    due = owed(claim)
    paid = due is not None and claim.paid >= due and claim.proof_id is not None
    return Claim.State.PAID if paid else Claim.State.OPEN


@transaction.atomic
def set_representative(*, by: Actor, claim: Claim, speaks: bool) -> Claim:
    """Have a worker of the roster speak for the group, or no longer; five at most."""
    claim = _locked(claim)
    if speaks and not claim.representative:
        _not_too_many(claim.appeal, 1)
    add(claim.appeal, "roster_changed", by=by, act="speaks" if speaks else "speaks_not",
        claim=claim.pk)  # fmt: skip
    claim.representative = speaks
    claim.save(update_fields=["representative"])
    return claim


# --- settling -------------------------------------------------------------------------------------


@transaction.atomic
def record_payment(*, by: Actor, claim: Claim, amount: int, paid_on: date,
                   proof: Upload) -> Claim:  # fmt: skip
    """A payment to a worker with its proof; the line is paid once all that is owed was.

    Args:
        amount: fen; several payments add up.
        proof: bank receipt, signed list, photo; one file may prove several lines.

    Raises:
        Refusal: nothing, more than is owed, in the future, or before an amount is known.
        Conflict: the line is settled already.
    """
    claim = _locked(claim)
    due = owed(claim)
    if claim.state != Claim.State.OPEN:
        raise Conflict(_("The line of %(name)s is settled already.") % {"name": claim.name})
    if due is None:
        raise Refusal(_("Write first what is owed to %(name)s.") % {"name": claim.name})
    if not 0 < amount <= due - claim.paid:
        raise Refusal(
            _("%(amount)s cannot be right for %(name)s: %(left)s is left of what is owed. If more "
              "was owed, correct the amount found first.")
            % {"amount": yuan(amount), "name": claim.name, "left": yuan(due - claim.paid)}
        )  # fmt: skip
    if paid_on > timezone.localdate():
        raise Refusal(_("%(day)s lies ahead; write the day of the payment.") % {"day": paid_on})
    event = add(claim.appeal, "line_paid", by=by, claim=claim.pk, amount=amount,
                paid_on=paid_on.isoformat(), text=f"{claim.name} {yuan(amount)}")  # fmt: skip
    claim.proof = _proof(claim, event, proof, by)
    claim.paid, claim.paid_on = claim.paid + amount, paid_on
    claim.state = _state(claim)
    claim.save()
    return claim


@transaction.atomic
def record_payments(*, by: Actor, claims: Sequence[Claim], paid_on: date,
                    proof: Upload) -> list[Claim]:  # fmt: skip
    """Several workers were paid all that was left, by one list; all of them, or nobody.

    Raises:
        Refusal, Conflict: see ``record_payment``; the message names the worker.
    """
    done = []
    for claim in claims:
        left = (owed(claim) or 0) - claim.paid
        done.append(record_payment(by=by, claim=claim, amount=left, paid_on=paid_on, proof=proof))
    return done


@transaction.atomic
def sign_off(*, by: Actor, claim: Claim, proof: Upload, remark: str) -> Claim:
    """The worker signed that nothing more is claimed: an agreement, a withdrawal.

    Raises:
        Refusal: nothing is said about what was agreed.
        Conflict: the line is settled already.
    """
    claim = _locked(claim)
    if claim.state != Claim.State.OPEN:
        raise Conflict(_("The line of %(name)s is settled already.") % {"name": claim.name})
    if not remark.strip():
        raise Refusal(_("Write what the worker agreed to."))
    event = add(claim.appeal, "line_signed_off", by=by, claim=claim.pk,
                text=f"{claim.name}：{remark.strip()}")  # fmt: skip
    claim.proof = _proof(claim, event, proof, by)
    claim.state, claim.remark = Claim.State.SIGNED_OFF, remark.strip()[:200]
    claim.save()
    return claim


@transaction.atomic
def reopen_line(*, by: Actor, claim: Claim, text: str) -> Claim:
    """Take back what was recorded on a line by mistake; the log keeps both.

    Raises:
        Refusal: no reason is given.
    """
    if not text.strip():
        raise Refusal(_("Write why what was recorded is taken back."))
    claim = _locked(claim)
    add(claim.appeal, "roster_changed", by=by, act="taken_back", claim=claim.pk,
        text=f"{claim.name}：{text.strip()}",
        before={"paid": claim.paid, "state": claim.state})  # fmt: skip
    claim.paid, claim.paid_on, claim.proof, claim.state = 0, None, None, Claim.State.OPEN
    claim.save()
    return claim


def _proof(claim: Claim, event: AppealEvent, proof: Upload, by: Actor) -> Attachment:
    kept = Upload(proof.name, proof.content, Attachment.Kind.PROOF, for_offices_only=True)
    return attach(appeal=claim.appeal, event=event, upload=kept, by=by)


def _must_be_group(appeal: Appeal) -> None:
    if not appeal.group:
        raise Conflict(_("%(n)s is not a group matter; make it one first.") % {"n": appeal})


def _locked(claim: Claim) -> Claim:
    """The line as it stands now, held until the end, with its appeal locked before it."""
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=claim.appeal_id)
    now = Claim.objects.select_for_update().get(pk=claim.pk)
    now.appeal = appeal
    return now
