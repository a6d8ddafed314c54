"""Drafts of rules: written, submitted, put in force by a second person, refused, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.packs import load_pack
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.core.yamlfile import PackError
from rongcheng.people.permissions import must
from rongcheng.rules.altering import as_written
from rongcheng.rules.mistakes import in_place
from rongcheng.rules.models import RuleDraft
from rongcheng.rules.packs import latest, live
from rongcheng.rules.queries.rules import concerns
from rongcheng.rules.trying import tried

State = RuleDraft.State


@transaction.atomic
def begin(*, by: Staff, pack: str, text: str, rule: str = "", reason: str = "") -> RuleDraft:
    """A new draft; mistakes in it do not keep it from being saved.

    Args:
        rule: the id of the rule that it changes; empty for a new rule or clauses alone.

    Raises:
        NotAllowed: no right to write rules, or the pack holds neither over nor in their place.
        Refusal: there is no such pack or rule.
    """
    _may_write(by, pack)
    last = latest(pack, rule) if rule else None
    if rule and not last:
        raise Refusal(_("The pack has no rule %(rule)s.") % {"rule": rule})
    assert by.office  # _may_write has asked for it
    draft = RuleDraft.objects.create(
        pack=pack, rule=rule, text=_lines(text), basis=last.version if last else "",
        reason=reason.strip(), author=by, office=by.office,
    )  # fmt: skip
    record("rules.drafted", by=by, subject=draft, pack=pack, rule=rule)
    return draft


@transaction.atomic
def save(
    *, by: Staff, draft: RuleDraft, text: str, reason: str, from_day: date | None
) -> RuleDraft:
    """Change a draft that is not submitted yet; only its author may.

    Raises:
        NotAllowed, Conflict: it is somebody else's, or submitted already.
    """
    draft = _locked(draft)
    _own(by, draft)
    _standing(draft, State.DRAFT)
    draft.text, draft.reason, draft.from_day = _lines(text), reason.strip(), from_day
    draft.save()
    record("rules.draft_saved", by=by, subject=draft)
    return draft


@transaction.atomic
def submit(*, by: Staff, draft: RuleDraft) -> RuleDraft:
    """Hand a draft in for approval; from now on its text stands fast.

    Raises:
        NotAllowed, Conflict: it is somebody else's or submitted already; the rule was changed
            since the draft was begun.
        Refusal: it has mistakes, an example fails, the reason or the day is missing, or the day is
            over.
    """
    draft = _locked(draft)
    _own(by, draft)
    _standing(draft, State.DRAFT)
    if not draft.reason:
        raise Refusal(_("Say why the rule is to be changed."))
    draft.rule = _sound(draft)
    draft.state, draft.submitted_at = State.SUBMITTED, timezone.now()
    draft.save()
    record("rules.submitted", by=by, subject=draft, reason=draft.reason, rule=draft.rule,
           from_day=str(draft.from_day))  # fmt: skip
    return draft


@transaction.atomic
def approve(*, by: Staff, draft: RuleDraft, remark: str = "") -> RuleDraft:
    """Put a submitted draft in force from its day on.

    Raises:
        NotAllowed: no right to, the pack reaches beyond their place, or they wrote it themselves.
        Conflict: it is not waiting, or the rule was changed since.
        Refusal: it no longer holds together, or its day is over.
    """
    draft = _locked(draft)
    _may_decide(by, draft)
    _sound(draft)
    _decide(draft, by, State.APPROVED, remark)
    _still_whole(draft, _("It does not go together with a draft approved for a later day:"))
    record("rules.approved", by=by, subject=draft, reason=remark, rule=draft.rule,
           from_day=str(draft.from_day))  # fmt: skip
    return draft


@transaction.atomic
def refuse(*, by: Staff, draft: RuleDraft, remark: str) -> RuleDraft:
    """Refuse a submitted draft, with a reason that its author reads.

    Raises:
        NotAllowed, Conflict: as for `approve`.
        Refusal: no reason was given.
    """
    draft = _locked(draft)
    _may_decide(by, draft)
    if not remark.strip():
        raise Refusal(_("Say why it is refused; the author reads it."))
    _decide(draft, by, State.REFUSED, remark)
    record("rules.refused", by=by, subject=draft, reason=remark, rule=draft.rule)
    return draft


@transaction.atomic
def withdraw(*, by: Staff, draft: RuleDraft, remark: str = "") -> RuleDraft:
    """Take a draft back: its author at any time before its day, also once it is approved.

    Raises:
        NotAllowed: it is somebody else's.
        Conflict: it is over, or in force already, which another draft has to change; or an approved
            draft builds on it.
    """
    draft = _locked(draft)
    _own(by, draft)
    _standing(draft, State.DRAFT, State.SUBMITTED, State.APPROVED)
    day = draft.from_day
    if draft.state == State.APPROVED and day and day <= timezone.localdate():
        raise Conflict(
            _("It has been in force since %(day)s. Write another draft to change the rule again.")
            % {"day": day}
        )
    was, draft.state, draft.remark = draft.state, State.WITHDRAWN, remark.strip() or draft.remark
    draft.save()
    if was == State.APPROVED:
        _still_whole(draft, _("A draft that was approved builds on it:"))
    record("rules.withdrawn", by=by, subject=draft, reason=remark, rule=draft.rule)
    return draft


@dataclass(frozen=True)
class NewValue:
    """A parameter's value from a day on; ``value`` as a pack writes it: ``900 yuan``, ``3``."""

    parameter: str
    value: str
    from_day: date
    origin: str
    source: str


def change_value(*, by: Staff, pack: str, rule: str, change: NewValue, reason: str) -> RuleDraft:
    """A draft that gives one parameter of a rule another value from a day on.

    Raises:
        Refusal: the value is not of the parameter's kind; what `begin` raises.
    """
    now = latest(pack, rule)
    parameter = now.parameters.get(change.parameter) if now else None
    value = as_written(change.value, parameter.type) if parameter else change.value.strip()
    entry = {"from": change.from_day, "value": value, "origin": change.origin,
             "source": change.source.strip()}  # fmt: skip
    page = {"values": {f"{rule}.{change.parameter}": [entry]}}
    return _begin_tried(by, pack, page, rule, change.from_day, reason)


@dataclass(frozen=True)
class NewClause:
    """A clause that a notice is to have from a day on; ``number`` as rules cite it: ``9``."""

    notice: str
    number: str
    zh: str
    en: str
    from_day: date


def add_clause(*, by: Staff, pack: str, clause: NewClause, reason: str) -> RuleDraft:
    """A draft that adds a clause to a notice, for rules to cite; it changes no rule.

    Raises:
        Refusal: there is no such notice, or it has the clause already and it says otherwise; what
            `begin` raises.
    """
    said = {"zh": clause.zh.strip(), "en": clause.en.strip() or clause.zh.strip()}
    page = {"clauses": {clause.notice: {clause.number.strip(): said}}}
    return _begin_tried(by, pack, page, "", clause.from_day, reason)


def _begin_tried(
    by: Staff, pack: str, page: dict[str, Any], rule: str, day: date, reason: str
) -> RuleDraft:
    """A draft of a page that was filled in as a form, if it holds together."""
    text = yaml.safe_dump(page, allow_unicode=True, sort_keys=False, width=200)
    found = tried(pack, text, day, only=rule)
    if found.mistakes:
        raise Refusal(" ".join(each.text for each in found.mistakes))
    draft = begin(by=by, pack=pack, text=text, rule=rule, reason=reason)
    draft.from_day = day
    draft.save()
    return draft


def _lines(text: str) -> str:
    """The text with plain line ends, as browsers do not send it."""
    return text.replace("\r\n", "\n").rstrip() + "\n"


def _locked(draft: RuleDraft) -> RuleDraft:
    return RuleDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)


def _own(by: Staff, draft: RuleDraft) -> None:
    _may_write(by, draft.pack)
    if draft.author_id != by.pk:
        raise NotAllowed(_("Only %(name)s, who wrote it, may do this.")
                         % {"name": draft.author.full_name})  # fmt: skip


def _standing(draft: RuleDraft, *states: str) -> None:
    if draft.state not in states:
        raise Conflict(
            _("This is not possible any more: the draft is “%(state)s”.")
            % {"state": draft.get_state_display()}
        )


def _decide(draft: RuleDraft, by: Staff, state: str, remark: str) -> None:
    draft.state, draft.decided_by, draft.remark = state, by, remark.strip()
    draft.decided_at = timezone.now()
    draft.save()


def _may_write(by: Actor, pack: str) -> None:
    must(by, Can.WRITE_RULES)
    if not concerns(by, pack):
        raise NotAllowed(_("The rules of this pack hold elsewhere; yours are those of your place."))


def _may_decide(by: Staff, draft: RuleDraft) -> None:
    must(by, Can.APPROVE_RULES)
    place = load_pack(draft.pack).place
    if not scope_of(by).covers(place):
        raise NotAllowed(
            _("These rules hold for all of %(place)s; an office of that place puts them in force.")
            % {"place": load_pack(draft.pack).name["zh"]}
        )
    if draft.author_id == by.pk:
        raise NotAllowed(_("Nobody approves or refuses their own draft; a colleague has to."))
    _standing(draft, State.SUBMITTED)


def _still_whole(draft: RuleDraft, why: str) -> None:
    """Refuse what leaves a pack that does not hold together on every day to come."""
    try:
        live(draft.pack)
    except PackError as error:
        told = "；".join(in_place(line) for line in str(error).split("\n")[:3])
        raise Conflict(f"{why} {told}") from error


def _version(pack: str, rule: str, day: date) -> str:
    """The version of the wording in force on a day, or else of the last there is."""
    found = live(pack).rule(rule, day) or latest(pack, rule)
    return found.version if found else ""


def _sound(draft: RuleDraft) -> str:
    """The id of the rule, if all is well with the draft."""
    day = draft.from_day
    if day is None:
        raise Refusal(_("Say from which day on it is to hold."))
    if day < timezone.localdate():
        raise Refusal(
            _("The day %(day)s is over. Rules take effect from a day that is still to come, or "
              "today; what was decided by the old ones stands.") % {"day": day}
        )  # fmt: skip
    found = tried(draft.pack, draft.text, day, label=draft.label, only=draft.rule)
    if found.mistakes:
        told = "；".join(
            (_("line %(n)d: ") % {"n": each.line} if each.line else "") + each.text
            for each in found.mistakes[:5]
        )
        raise Refusal(_("The draft still has mistakes: %(told)s") % {"told": told})
    rule = found.rule  # none where the draft is about clauses alone
    if rule and rule.valid[1] and rule.valid[1] < day:
        raise Refusal(_("The rule would be over on %(end)s, before the draft takes effect.")
                      % {"end": rule.valid[1]})  # fmt: skip
    now = _version(draft.pack, found.id, day)
    if now != draft.basis:
        raise Conflict(
            _("The rule %(rule)s was changed since this draft was begun; begin again from what "
              "holds now.") % {"rule": found.id}
        )  # fmt: skip
    return found.id
