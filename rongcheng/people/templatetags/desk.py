"""Small pieces that the desk's pages show: a ledger's state, its rows as a bar."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join

from rongcheng.people.models import LedgerBatch
from rongcheng.people.queries import failures
from rongcheng.people.queries.reasons import in_words
from rongcheng.people.views.ledger_wordings import TONES, Glance

register = template.Library()


@register.simple_tag
def batch_state(batch: LedgerBatch) -> str:
    """How far a ledger is, as a mark."""
    shown = {"text": batch.get_state_display(), "tone": TONES.get(batch.state, "plain"), "icon": ""}
    return render_to_string("web/components/badge.html", shown)


@register.simple_tag
def bar(glance: Glance) -> str:
    """A ledger's rows as a bar, each part as wide as its share."""
    parts = [
        ("ok", glance.new), ("info", glance.matched), ("plain", glance.unchanged + glance.repeated),
        ("bad", glance.bad),
    ]  # fmt: skip
    whole = sum(count for _tone, count in parts) or 1
    return format_html_join(
        "",
        '<span class="bar-part {}" style="flex-grow: {}"></span>',
        ((tone, f"{100 * count / whole:.2f}") for tone, count in parts if count),
    )


@register.simple_tag
def likeness(score: float) -> str:
    """How sure the comparison is, as a short bar with its percentage."""
    percent = round(100 * score)
    return format_html(
        '<span class="likeness"><span class="likeness-bar"><span style="width: {}%"></span></span>'
        '<span class="figures">{}%</span></span>',
        percent,
        percent,
    )


register.filter("in_words", in_words)
register.filter("failure", failures.in_words)


@register.filter
def entry_css(name: str) -> str:
    """How wide a field of the entry form is."""
    return "wide" if name in WIDE else "half" if name in HALF else ""


WIDE = {"home_place", "work_place", "employer", "insurance", "remark"}
HALF = {"id_number", "job_wish"}
