"""Small pieces that the pages of appeals show: lamps, stages, times left, marked words."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from rongcheng.appeals import words
from rongcheng.appeals.events import Stage
from rongcheng.appeals.marking import masked, pieces
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.queries import restriction
from rongcheng.appeals.state import lamp
from rongcheng.appeals.tabs import tabs_for
from rongcheng.appeals.times import due_day, length
from rongcheng.appeals.wording import short_left

register = template.Library()

STAGE_TONES = {
    Stage.RECEIVED: "warn", Stage.RETURNED: "warn", Stage.RULING: "warn", Stage.ASSIGNED: "info",
    Stage.IN_PROGRESS: "info", Stage.ANSWERED: "ok", Stage.CLOSED: "ok",
}  # fmt: skip
URGENCY_TONES = {"raised": "info", "urgent": "warn", "critical": "bad"}
LAMP_LOOK = {
    "red": ("bad", "exclamation-triangle"), "amber": ("warn", "hourglass-split"),
    "green": ("ok", "check-circle"), "": ("plain", "clock"),
}  # fmt: skip

register.filter("category_name", words.category_name)
register.filter("outcome_name", words.outcome_name)
register.filter("due_day", due_day)
register.filter("length_of", length)


@register.simple_tag
def lamp_badge(appeal: Appeal, due_at: datetime | None, amber_at: datetime | None = None) -> str:
    """A lamp with its words: colour never speaks alone; nothing while no clock runs.

    It counts as the sentence does, by the urgency and the working days of the appeal.
    """
    if due_at is None:
        return ""
    now = timezone.now()
    tone, icon = LAMP_LOOK[lamp(due_at, amber_at, now)]
    whole = appeal.due_at or appeal.answer_due  # an answer does not change a helper's unit
    words_ = short_left(due_at, now, appeal.urgency, rules_for(appeal.place_id), whole)
    shown = {"text": words_, "tone": tone, "icon": icon}
    return render_to_string("web/components/badge.html", shown)


@register.inclusion_tag("appeals/case/_why_restricted.html")
def why_restricted(appeal: Appeal) -> dict[str, object]:
    """Why an appeal is restricted and that it stays so; nothing where it is not."""
    return {"reasons": restriction.why_restricted(appeal)}


@register.simple_tag
def stage_badge(appeal: Appeal) -> str:
    """Where an appeal stands, as a mark."""
    tone = STAGE_TONES.get(Stage(appeal.stage), "plain")
    shown = {"text": Stage(appeal.stage).label, "tone": tone, "icon": ""}
    return render_to_string("web/components/badge.html", shown)


@register.simple_tag
def urgency_badge(urgency: str) -> str:
    """How soon somebody must act; nothing for what is normal."""
    tone = URGENCY_TONES.get(urgency)
    if tone is None:
        return ""
    shown = {"text": Appeal.Urgency(urgency).label, "tone": tone, "icon": "bell"}
    return render_to_string("web/components/badge.html", shown)


@register.simple_tag
def marked_text(appeal: Appeal) -> str:
    """The worker's words, with what decided and what was found in them marked."""
    out = []
    for piece in pieces(appeal.text, appeal.reading):
        if piece.kind:
            out.append(
                format_html(
                    '<mark class="mark-{}" title="{}">{}</mark>', piece.kind, piece.why, piece.text
                )
            )
        else:
            out.append(format_html("{}", piece.text))
    return mark_safe("".join(out))


@register.filter
def excerpt(appeal: Appeal, length: int = 44) -> str:
    """The beginning of the worker's words, personal numbers hidden."""
    return Truncator(masked(appeal.text, appeal.reading)).chars(length)


@register.inclusion_tag("appeals/_tabs.html", takes_context=True)
def appeal_tabs(context) -> dict:
    """The pages of this part that the reader may open, the present one marked."""
    return {"tabs": tabs_for(context["request"])}
