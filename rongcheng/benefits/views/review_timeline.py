"""The log of an application as items of a timeline, and a kept decision in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from rongcheng.appeals.words import said
from rongcheng.audit.services import System
from rongcheng.benefits.asking import clause_words
from rongcheng.benefits.events import TABLE
from rongcheng.benefits.lines import facts_about
from rongcheng.benefits.models import ApplicationEvent, Decision
from rongcheng.benefits.services.decisions import Recomputed
from rongcheng.benefits.words import event_title, place_named
from rongcheng.rulekit.frozen import valued
from rongcheng.rulekit.rules import RulePack
from rongcheng.rulekit.showing import shown
from rongcheng.web import formats

ICONS = {
    "offered": "megaphone", "applied": "inbox", "confirmed": "check-lg", "checked": "check-lg",
    "sent_down": "arrow-left", "papers_asked": "question-circle", "paper_added": "cloud-upload",
    "amount_set": "cash-stack", "approved": "patch-check", "refused": "x-circle",
    "put_up": "megaphone", "objected": "exclamation-triangle", "objection_settled": "award",
    "paid": "cash-stack", "noted": "journal-text", "reopened": "arrow-counterclockwise",
    "withdrawn": "trash", "declined": "x-lg", "account_given": "bank", "bounced": "arrow-left",
    "appealed": "chat-left-text",
}  # fmt: skip
TONES = {
    "approved": "ok", "paid": "ok", "refused": "bad", "objected": "warn", "sent_down": "warn",
    "papers_asked": "warn", "bounced": "bad", "checked": "info", "applied": "info",
    "appealed": "warn", "reclaimed": "bad",
}  # fmt: skip


def items(events: Iterable[ApplicationEvent]) -> list[dict[str, Any]]:
    """Events newest first, with their words, papers and kept decision."""
    found = []
    for event in events:
        found.append({
            "event": event, "title": event_title(event), "by": _by(event),
            "icon": ICONS.get(event.code, "clock"), "tone": TONES.get(event.code, "plain"),
            "text": event.text, "facts": _facts(event), "papers": list(event.papers.all()),
            "decision": getattr(event, "decision", None),
            "inside": not TABLE[event.code].public,
        })  # fmt: skip
    return found[::-1]


def _by(event: ApplicationEvent) -> str:
    if event.office is not None:
        return f"{event.actor_name.split('（')[0]}（{event.office.name}）"
    if event.who == "applicant":
        return str(event.get_who_display())  # names stay with the person card
    if event.actor == System().actor:
        return "融城"
    return event.actor_name


def _facts(event: ApplicationEvent) -> list[tuple[str, str]]:
    detail, found = event.detail, []
    bank = _("In the bank's words") if event.code == "bounced" else _("Bank")
    if detail.get("amount"):
        found.append((_("Amount"), formats.yuan(detail["amount"])))
    for key, label in (
        ("clause", _("By which clause")), ("notice", _("Public notice")), ("bank", bank),
        ("ends", _("Account ends in")), ("number", _("Appeal")), ("batch", _("Batch")),
    ):  # fmt: skip
        if detail.get(key):
            text = str(detail[key])
            found.append((label, clause_words(text) if key == "clause" else text))
    if event.code == "objection_settled":
        upheld = _("right") if detail.get("upheld") else _("not right")
        found.append((_("The objection was"), upheld))
    return found


def conditions(decision: Decision, again: Recomputed | None) -> list[dict[str, Any]]:
    """Each condition as it was kept: words, clause, held then and worked out again."""
    return [
        {
            "text": said(one["text"]), "clause": one["clause"],
            "held": decision.conditions.get(one["id"]),
            "again": again.conditions.get(one["id"]) if again else None,
            "same": not again or again.conditions.get(one["id"]) == decision.conditions[one["id"]],
        }
        for one in decision.rule["conditions"]
    ]  # fmt: skip


def facts(decision: Decision, pack: RulePack) -> list[tuple[str, str]]:
    """The facts that were kept, in words where the dictionary still knows them."""
    known = facts_about(pack, decision.rule["subject"])
    found = []
    for name, value in decision.facts.items():
        fact = known.get(name)
        if fact is None:
            found.append((name, "—" if value is None else str(value)))
            continue
        text = said(shown(valued(value, fact), fact))
        if fact.type.kind == "place" and value:
            text = place_named(int(value), full=True)
        found.append((said(dict(fact.names)), text))
    return found
