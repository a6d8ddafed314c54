"""Small pieces that the registry's pages show: age, range, freshness, figures."""

from __future__ import annotations

from datetime import date

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from rongcheng.people.models import Person
from rongcheng.people.queries import codes
from rongcheng.people.queries.figures import Figure
from rongcheng.places import ranges
from rongcheng.web import formats

register = template.Library()

_RANGE_TONES = {
    ranges.WITHIN_COUNTY: "ok", ranges.ACROSS_COUNTY: "info", ranges.ACROSS_PREFECTURE: "info",
    ranges.ACROSS_PROVINCE: "plain", ranges.OVERSEAS_RANGE: "warn",
}  # fmt: skip


@register.simple_tag
def age_of(person: Person) -> object:
    """Age in full years."""
    return codes.age_on(person.birth_date, timezone.localdate())


@register.simple_tag
def range_badge(name: str) -> str:
    """The transfer range as a mark; nothing where it is not known."""
    if name == ranges.UNKNOWN:
        return ""
    words, tone = codes.RANGE.get(name, name), _RANGE_TONES.get(name, "plain")
    return render_to_string("web/components/badge.html", {"text": words, "tone": tone, "icon": ""})


@register.simple_tag
def relation(code: str | None) -> object:
    """The relation to the head of the household."""
    return codes.RELATION.get(code or "", "")


@register.simple_tag
def freshness(day: date | None) -> str:
    """A day of confirmation, coloured by how long ago it was."""
    if day is None:
        return format_html('<span class="fresh fresh-never">{}</span>', _("Never confirmed"))
    age = (timezone.localdate() - day).days
    tone = "ok" if age <= 90 else "old" if age <= 180 else "stale"
    return format_html('<span class="fresh fresh-{}">{}</span>', tone, formats.day(day))


@register.simple_tag
def edit_url(person: Person) -> str:
    """The address of the entry form for this person, where there is one."""
    try:
        return reverse("people:edit", args=[person.pk])
    except NoReverseMatch:
        return ""


def _list(figure: Figure) -> str:
    return f"{reverse('people:search')}?{figure.address}" if figure.address else ""


@register.inclusion_tag("web/components/stat.html")
def figure_stat(label: str, figure: Figure, tone: str = "plain") -> dict:
    """A figure as a tile that opens its list."""
    return {"label": label, "value": figure.shown, "url": _list(figure), "tone": tone}


@register.simple_tag
def figure_link(figure: Figure) -> str:
    """A figure that opens its list."""
    if url := _list(figure):
        return format_html('<a href="{}">{}</a>', url, figure.shown)
    return figure.shown


@register.simple_tag
def deeper_link(deeper: dict[str, str], figure: Figure) -> str:
    """A place's name that opens its own figures."""
    if url := deeper.get(figure.key):
        return format_html('<a href="{}">{}</a>', url, figure.name)
    return figure.name
