"""What a worker reads about an appeal of theirs: where it is, what happened, what they can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.appeals.events import OPEN, TABLE, Stage, Who
from rongcheng.appeals.models import Appeal, AppealEvent, Attachment, Claim
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.permissions import parts_of, possible
from rongcheng.appeals.services.log import state_of
from rongcheng.appeals.services.worker import mother_of
from rongcheng.appeals.wording import of_the_other, sentence, standing
from rongcheng.appeals.words import outcome_name
from rongcheng.audit.models import Event
from rongcheng.audit.services import Actor

from .models import AppealSeen

PUBLIC = [code for code, kind in TABLE.items() if kind.public]
OWN = (Who.WORKER, Who.TAKER)
TOLD_TO_JOINED = {"progress", "handed_over", "supervised"}
TOLD_TO_ALL = TOLD_TO_JOINED | {"answered", "into_procedure", "closed"}
"""Whose words the worker of a joined appeal reads too; in a group those of the answer as well."""
NOT_TOLD_TO_JOINED = {"filed", "accused", "material_asked", "contacted"}
UNTOLD = {"filed", "assigned"}
"""Whose words stand elsewhere on the page, or are a note from one office to another."""
ICONS = {
    "filed": "send", "assigned": "signpost-split", "ruled": "signpost-split",
    "signed": "clipboard-check", "contacted": "telephone", "progress": "tools",
    "material_asked": "hourglass-split", "material_added": "paperclip",
    "answered": "chat-left-text", "confirmed": "check-circle",
    "disputed": "exclamation-circle", "hurried": "bell",
    "supervised": "eye", "refused": "x-circle", "withdrawn": "x-circle", "closed": "check-circle",
    "merged": "people", "handed_over": "arrow-left-right", "handover_taken": "arrow-left-right",
    "handover_answered": "inbox", "into_procedure": "bank",
    "reopened": "arrow-counterclockwise", "suspended": "hourglass-split",
    "extension_granted": "clock",
}  # fmt: skip
TONES = {
    "answered": "ok", "confirmed": "ok", "material_asked": "warn", "disputed": "warn",
    "suspended": "warn", "refused": "bad", "supervised": "info",
}  # fmt: skip


def news(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """The appeals with ``news``: whether an office did something public since the worker looked."""
    read = AppealSeen.objects.filter(appeal=OuterRef("pk")).values("events")
    fresh = AppealEvent.objects.filter(
        appeal=OuterRef("pk"), code__in=PUBLIC, seq__gt=OuterRef("read_up_to")
    ).exclude(who__in=OWN)
    zero = Value(0, output_field=IntegerField())
    return appeals.annotate(read_up_to=Coalesce(Subquery(read), zero)).annotate(news=Exists(fresh))


@dataclass(frozen=True)
class Line:
    """One appeal in the list: its number, its first words, the sentence, and whether it is new."""

    appeal: Appeal
    sentence: str
    news: bool
    over: bool


def lines(appeals: QuerySet[Appeal]) -> list[Line]:
    """Appeals as the list shows them; those that are not over first, then the newest."""
    now = timezone.now()
    chosen = news(appeals.select_related("place", "holder", "merged_into"))
    found = chosen.order_by(F("ended_at").desc(nulls_first=True), "-filed_at")[:50]
    return [
        Line(
            one, sentence(standing(one), now, rules_for(one.place_id)), one.news,
            one.ended_at is not None,
        )
        for one in found
    ]  # fmt: skip


def where(appeal: Appeal, now: datetime) -> dict[str, Any]:
    """Where an appeal is, who has it and who helps; of a joined one, where the other one is."""
    rules = rules_for(appeal.place_id)
    state = state_of(appeal)
    parts = list(
        appeal.assignments.filter(ended_at=None).exclude(part="lead").select_related("office")
    )
    told = {
        "sentence": sentence(standing(appeal, state), now, rules), "state": state,
        "helpers": [each.office.name for each in parts if each.part != "offered"],
    }  # fmt: skip
    if into := mother_of(appeal):
        told["joined"] = of_the_other(standing(into, state_of(into)), now, rules)
        told["joined_over"] = into.ended_at is not None
    return told


def timeline(appeal: Appeal) -> list[dict[str, Any]]:
    """What happened that the worker may know, newest first; offices are named, people are not.

    Only who supervises it is named, because supervision goes by name.
    """
    own = [_item(event) for event in _public(appeal)]
    joined = _joined_items(appeal)
    return sorted(own + joined, key=lambda item: item["when"], reverse=True) if joined else own


def _public(appeal: Appeal) -> QuerySet[AppealEvent]:
    found = appeal.events.filter(code__in=PUBLIC).exclude(_of_a_joined_one())
    return (
        found.select_related("office", "to_office").prefetch_related("attachments").order_by("-seq")
    )


def _of_a_joined_one() -> Q:
    """Material that the worker of a joined appeal added: theirs, not for the other worker."""
    return Q(code="material_added", detail__has_key="number")


def _joined_items(appeal: Appeal) -> list[dict[str, Any]]:
    """What offices do with the appeal that this one was joined to, and what its own worker added.

    What is told to the other worker is not shown, unless it is a group's.
    """
    mother = mother_of(appeal)
    if mother is None:
        return []
    said = TOLD_TO_ALL if mother.group else TOLD_TO_JOINED
    offices = _public(mother).exclude(who__in=OWN).exclude(code__in=NOT_TOLD_TO_JOINED)
    own = mother.events.filter(_of_a_joined_one(), detail__number=appeal.number)
    found = [_item(event, said=event.code in said) for event in offices]
    found += [_item(event) for event in own.prefetch_related("attachments")]
    return found


def _item(event: AppealEvent, *, said: bool = True) -> dict[str, Any]:
    own = event.who in OWN
    return {
        "title": _title(event), "when": event.at, "icon": ICONS.get(event.code, "clock"),
        "text": event.text if said and event.code not in UNTOLD else "",
        "by": _("You") if own else (event.office.name if event.office else "融城"),
        "tone": TONES.get(event.code, "plain"), "extra": _extra(event) if said else "",
        "files": [each for each in event.attachments.all() if said and not each.for_offices_only],
    }  # fmt: skip


def _title(event: AppealEvent) -> str:
    to = event.to_office.name if event.to_office else event.detail.get("to_name", "")
    to = event.detail.get("into", "") or event.detail.get("from_name", "") or to
    return f"{event.kind.wording}：{to}" if to else str(event.kind.wording)


def _extra(event: AppealEvent) -> str:
    detail = event.detail
    if event.code == "supervised" and detail.get("supervisor"):
        return _("Supervised by %(name)s") % {"name": detail["supervisor"]}
    if event.code == "extension_granted":
        return _("%(n)d more working days") % {"n": int(detail.get("days", 0))}
    if event.code == "answered" and detail.get("outcome"):
        return _("Result: %(outcome)s") % {
            "outcome": outcome_name(detail["outcome"], event.appeal.place_id)
        }
    said = []
    if event.code == "handover_answered" and detail.get("refused"):
        said.append(_("They do not take it up"))
    if detail.get("case_number"):
        said.append(_("Case number: %(n)s") % {"n": detail["case_number"]})
    return "；".join(said)


def files(appeal: Appeal) -> QuerySet[Attachment]:
    """Files that the worker may open: their own, and those of public events."""
    shown = Attachment.objects.filter(for_offices_only=False, event__code__in=PUBLIC)
    theirs = Q(event__code="material_added", event__detail__has_key="number")
    own = Q(event__detail__number=appeal.number) & theirs
    return shown.filter(Q(appeal=appeal) & ~theirs | own)


def may_do(actor: Actor, appeal: Appeal) -> set[str]:
    """What the worker can do now: codes of events, without those that would be refused anyway."""
    codes = possible(actor, appeal)
    mother = mother_of(appeal)
    if mother is not None and mother.stage in OPEN and Who.WORKER in parts_of(actor, appeal):
        codes.add("material_added")
    today = timezone.localdate()
    last = appeal.events.filter(code="hurried").order_by("-seq").first()
    if last is not None and timezone.localtime(last.at).date() == today:
        codes.discard("hurried")
    if appeal.satisfied is not None:
        codes.discard("rated")
    if appeal.ended_at is not None or appeal.stage == Stage.ANSWERED:
        codes.discard("hurried")
    return codes


def unsaid(appeal: Appeal) -> list[Claim]:
    """Lines that the worker put on the roster without an amount, themselves first.

    Those that an office or a joined appeal brought are not theirs to fill in.
    """
    if not appeal.group:
        return []
    put = appeal.events.filter(code="roster_changed", who__in=OWN).values_list("detail", flat=True)
    theirs = [pk for detail in put for pk in detail.get("claims", ())]
    still = appeal.claims.filter(pk__in=theirs, claimed=None, state=Claim.State.OPEN)
    return list(still.order_by("-representative", "pk"))


def looks(appeal: Appeal) -> list[dict[str, Any]]:
    """Who of an office opened the appeal or fetched a file of it, newest first."""
    acts = ("appeals.opened", "appeals.file_fetched")
    found = Event.objects.filter(
        subject_type="appeal", subject_id=appeal.pk, act__in=acts, actor__startswith="staff:"
    ).order_by("-id")[:50]
    return [{"when": each.at, "by": each.actor_name, "act": each.act} for each in found]
