"""The log of an appeal as items of a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.appeals.events import TABLE
from rongcheng.appeals.models import Appeal, AppealEvent
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.words import category_name, outcome_name, said

ICONS = {
    "filed": "inbox", "assigned": "send", "ruled": "award", "signed": "check-lg",
    "returned": "arrow-left", "contacted": "phone", "progress": "megaphone",
    "noted": "journal-text", "material_asked": "question-circle", "material_added": "cloud-upload",
    "suspended": "clock-history", "resumed": "play", "answered": "chat-left-text",
    "confirmed": "patch-check", "disputed": "x-circle", "reminded": "bell", "supervised": "eye",
    "escalated": "arrow-up-right", "hurried": "megaphone", "closed": "lock", "withdrawn": "trash",
    "merged": "link-45deg", "joined": "link-45deg", "restricted": "shield-lock",
    "accused": "shield-lock", "acquitted": "shield-check", "corrected": "pencil",
    "graded": "bell", "helper_added": "people",
    "helper_answered": "chat-left-text", "handed_over": "signpost-split", "line_paid": "cash-stack",
}  # fmt: skip
TONES = {
    "returned": "warn", "disputed": "bad", "escalated": "bad", "supervised": "warn",
    "reminded": "warn", "hurried": "warn", "answered": "ok", "confirmed": "ok", "signed": "info",
    "assigned": "info", "ruled": "info",
}  # fmt: skip
OFFICE_AS = {
    "returned": gettext_lazy("Office responsible"),
    "transfer_refused": gettext_lazy("Office responsible"),
    "accused": gettext_lazy("About this office"), "acquitted": gettext_lazy("About this office"),
}  # fmt: skip
"""What the office is that an event names; others are given to it."""
HIDDEN = frozenset({"read"})
"""Told by other parts of the page."""


def items(events: Iterable[AppealEvent], *, full: bool, appeal: Appeal) -> list[dict[str, Any]]:
    """Events newest first; without ``full`` only what happened and when, no words and files."""
    found = []
    for event in events:
        if event.code in HIDDEN:
            continue
        found.append({
            "event": event, "title": str(TABLE[event.code].wording), "by": _by(event),
            "icon": ICONS.get(event.code, "clock"), "tone": TONES.get(event.code, "plain"),
            "text": event.text if full and event.code != "filed" else "",
            "facts": _facts(event, appeal) if full else [],
            "files": list(event.attachments.all()) if full else [],
        })  # fmt: skip
    return found[::-1]


def _by(event: AppealEvent) -> str:
    if event.office is not None:
        name = event.actor_name.split("（")[0]
        return f"{name}（{event.office.name}）"
    if event.who == "worker":
        return str(event.get_who_display())  # names stay with the person card
    return event.actor_name


def _facts(event: AppealEvent, appeal: Appeal) -> list[tuple[str, str]]:
    """What the event says beside its words."""
    detail, found = event.detail, []
    if event.to_office is not None:
        found.append((str(OFFICE_AS.get(event.code, _("To"))), event.to_office.name))
    elif detail.get("to_name"):
        found.append((_("To"), str(detail["to_name"])))
    for key, label in (
        ("from_name", _("From")), ("clause", _("By which clause")), ("signed_by", _("Signed by")),
        ("supervisor", _("Supervised by")), ("case_number", _("Case number")),
        ("number", _("Number")), ("into", _("Joined to")), ("to", _("Reported to")),
        ("done_on", _("Done on")), ("gaps_why", _("Sent with gaps because")),
    ):  # fmt: skip
        if detail.get(key):
            found.append((label, str(detail[key])))
    if event.code == "material_added" and detail.get("number"):  # by the worker of a joined appeal
        found.append((_("Added by"), event.actor_name))
    if detail.get("days"):
        found.append((_("Working days"), str(detail["days"])))
    if event.code == "corrected" and detail.get("category"):
        found.append((_("Category"), category_name(detail["category"], appeal.place_id)))
    if event.code == "graded":
        found.append((_("Urgency"), str(Appeal.Urgency(detail["urgency"]).label)))
    if event.code == "answered" and detail.get("outcome"):
        found.append((_("Outcome"), outcome_name(detail["outcome"], appeal.place_id)))
    if event.reason and (reason := rules_for(appeal.place_id).reasons.get(event.reason)):
        found.append((_("Reason"), f"{said(reason.names)}（{reason.clause}）"))
    return found
