"""Small pieces that the pages of benefits show: where an application stands, its time, words."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.template.loader import render_to_string
from django.utils import timezone

from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.times import due_day, length
from rongcheng.appeals.wording import short_left
from rongcheng.appeals.words import said
from rongcheng.benefits import words
from rongcheng.benefits.asking import clause_words
from rongcheng.benefits.models import Application
from rongcheng.benefits.tabs import tabs_for

register = template.Library()
register.filter("benefit_title", words.title_of)
register.filter("applicant", words.applicant)
register.filter("step_name", lambda step: words.STEPS.get(step, step))
register.filter("said", lambda text: said(dict(text)) if text else "")
register.filter("clause", clause_words)
register.filter("due_day", due_day)
register.filter("length_of", length)
register.filter("period", words.period_words)
register.filter("quarter", words.quarter_words)
SOON = timedelta(days=2)


@register.simple_tag
def application_badge(application: Application) -> str:
    """Where an application stands, as a mark."""
    shown = {
        "text": words.where_it_stands(application),
        "tone": words.TONES.get(application.stage, "plain"), "icon": "",
    }  # fmt: skip
    return render_to_string("web/components/badge.html", shown)


@register.simple_tag
def stage_name(stage: str, step: str = "") -> str:
    """A stage in words, under review with its level."""
    return words.stage_words(stage, step)


@register.simple_tag
def due_badge(application: Application) -> str:
    """Working days of its place that the step has left; nothing while no clock runs."""
    due_at, now = application.due_at, timezone.now()
    if due_at is None:
        return ""
    look = ("ok", "check-circle")
    if due_at <= now:
        look = ("bad", "exclamation-triangle")
    elif due_at <= now + SOON:
        look = ("warn", "hourglass-split")
    shown = {
        "text": short_left(due_at, now, "normal", rules_for(application.place_id)),
        "tone": look[0],
        "icon": look[1],
    }
    return render_to_string("web/components/badge.html", shown)


@register.inclusion_tag("benefits/review/_tabs.html", takes_context=True)
def benefit_tabs(context) -> dict:
    """The pages about applications that the reader may open."""
    return {"tabs": tabs_for(context["request"])}
