"""“Said solved”, held against what the registry can see: money, contract, insurance."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rongcheng.appeals.models import Appeal, Attachment, Claim
from rongcheng.people.models import EmploymentSpell, Person
from rongcheng.people.queries.codes import CONTRACT, insurance_names
from rongcheng.web.formats import day, yuan

SPEAKS, AGAINST, SILENT = "speaks for it", "speaks against it", "silent"
_CONTRACT = re.compile("合同")
_INSURANCE = re.compile("社保|参保|养老保险|工伤保险|医保|保险")
_WAGES = re.compile("工资|工钱|欠薪|血汗钱|薪|欠.{0,4}钱")


@dataclass(frozen=True)
class Seen:
    """One thing that the registry can see about the matter, and what that says."""

    about: str
    text: str
    says: str

    def as_json(self) -> dict[str, str]:
        return {"about": self.about, "text": self.text, "says": self.says}


def seen(appeal: Appeal) -> list[Seen]:
    """What the registry can tell of whether the matter is solved; never empty."""
    found = []
    if appeal.group or appeal.arrears or _WAGES.search(appeal.text):
        found.append(_money(appeal))
    spell = _present_work(appeal.person)
    if _CONTRACT.search(appeal.text):
        found.append(_contract(spell))
    if _INSURANCE.search(appeal.text):
        found.append(_insurance(spell))
    return found or [Seen("", _("Nothing in the registry can tell; ask the worker."), SILENT)]


def _money(appeal: Appeal) -> Seen:
    about = _("Money received")
    if appeal.group:
        states = list(appeal.claims.values_list("state", flat=True))
        paid = sum(state != Claim.State.OPEN for state in states)
        words = _("%(paid)d of %(all)d workers are paid with proof or signed off.") % {
            "paid": paid, "all": len(states),
        }  # fmt: skip
        return Seen(about, words, SPEAKS if states and paid == len(states) else AGAINST)
    claims = list(appeal.claims.all())
    if claims and all(claim.state == Claim.State.PAID for claim in claims):
        total = yuan(sum(claim.paid for claim in claims))
        return Seen(about, _("%(sum)s paid, with proof.") % {"sum": total}, SPEAKS)
    proofs = appeal.attachments.filter(kind=Attachment.Kind.PROOF).count()
    if proofs:
        return Seen(about, _("%(n)d proofs of payment are attached.") % {"n": proofs}, SPEAKS)
    return Seen(about, _("No proof of payment is attached."), AGAINST)


def _present_work(person: Person | None) -> EmploymentSpell | None:
    if person is None:
        return None
    return EmploymentSpell.objects.filter(person=person, end_date=None).first()


def _contract(spell: EmploymentSpell | None) -> Seen:
    about = _("Contract")
    if spell is None or not spell.contract:
        return Seen(about, _("The registry does not know of their present contract."), SILENT)
    words = _("Present work at %(who)s since %(day)s: %(what)s.") % {
        "who": spell.employer_name or "—", "day": day(spell.start_date),
        "what": CONTRACT.get(spell.contract, spell.contract),
    }  # fmt: skip
    return Seen(about, words, SPEAKS if spell.contract == "written" else AGAINST)


def _insurance(spell: EmploymentSpell | None) -> Seen:
    about = _("Insurance")
    if spell is None or not spell.insurance:
        return Seen(about, _("The registry does not know of their insurance."), SILENT)
    words = _("Present work at %(who)s: %(what)s.") % {
        "who": spell.employer_name or "—", "what": insurance_names(spell.insurance),
    }  # fmt: skip
    return Seen(about, words, AGAINST if spell.insurance == "none" else SPEAKS)
