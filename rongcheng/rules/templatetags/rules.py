"""Small pieces that the pages of rules show: origins, states, values in words."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.appeals.words import said
from rongcheng.core.yamlfile import PackError
from rongcheng.people.queries.naming import place_name
from rongcheng.rulekit.nodes import Type
from rongcheng.rulekit.rules import Rule
from rongcheng.rulekit.showing import UNIT_NAMES
from rongcheng.rules import words
from rongcheng.rules.models import RuleDraft
from rongcheng.rules.packs import latest, taken

register = template.Library()
register.filter("said", lambda text: said(dict(text)) if text else "")
register.filter("parts_words", words.parts_words)
register.filter("grants", words.grants)
register.filter("clause", words.clause_words)
register.filter("place_words", lambda code: place_name(code) or "—")
register.filter("at", lambda found, key: found.get(key))
DRAFT_TONES = {"draft": "plain", "submitted": "warn", "approved": "ok", "refused": "bad",
               "withdrawn": "plain"}  # fmt: skip


@register.simple_tag
def origin_badge(origin: str) -> str:
    """Who decided a value or rule, so that what is only our default never looks like the law."""
    text, tone, icon = words.ORIGINS[origin]
    return _badge(text, tone, icon)


@register.simple_tag
def force_badge(rule: Rule) -> str:
    """Whether a wording holds today."""
    today, (start, end) = timezone.localdate(), rule.valid
    if rule.in_force(today):
        return _badge(_("in force"), "ok", "check-circle")
    if start > today:
        return _badge(_("to come"), "info", "clock")
    return _badge(_("over"), "plain", "clock-history" if end else "clock")


@register.simple_tag
def draft_badge(draft: RuleDraft) -> str:
    """How far a draft is; approved ones tell whether their day has come."""
    today = timezone.localdate()
    if draft.state == RuleDraft.State.APPROVED and draft.from_day:
        if _taken(draft):
            return _badge(_("taken into the files"), "ok", "journal-check")
        if draft.from_day > today:
            return _badge(_("approved, still to come"), "info", "clock")
        return _badge(_("in force"), "ok", "check-circle")
    return _badge(draft.get_state_display(), DRAFT_TONES[draft.state], "")


@register.simple_tag
def draft_title(draft: RuleDraft) -> str:
    """What a draft is about: its rule's title, clauses, or a rule that is not there yet."""
    if draft.only_clauses:
        return _("Clauses of a notice")
    if not draft.rule:
        return _("New rule")
    try:
        rule = latest(draft.pack, draft.rule)
    except PackError:  # the page of the pack tells what is wrong with it
        rule = None
    return said(dict(rule.title)) if rule else draft.rule


def _taken(draft: RuleDraft) -> bool:
    try:
        return taken(draft)
    except PackError:  # the page of the pack tells what is wrong with it
        return False


@register.simple_tag
def outcome_badge(outcome: str) -> str:
    """An outcome in a word."""
    text, tone = words.OUTCOMES[outcome]
    return _badge(text, tone, "")


@register.filter
def kind_name(kind: str) -> object:
    return words.KINDS.get(kind, kind)


@register.filter
def frequency_name(often: str) -> object:
    return words.FREQUENCIES.get(often, often)


@register.filter
def subject_name(subject: str) -> object:
    return words.SUBJECTS.get(subject, subject)


@register.filter
def type_name(kind: Type) -> str:
    """A fact's type with its unit."""
    zh, en = UNIT_NAMES.get(kind.unit, ("", ""))
    unit = said({"zh": zh, "en": en}) if kind.unit else ""
    name = str(words.TYPES.get(kind.kind, kind.kind))
    return f"{name}（{unit}）" if unit else name


@register.inclusion_tag("appeals/_tabs.html", takes_context=True)
def rule_tabs(context: template.Context) -> dict[str, object]:
    """The pages of the rules desk."""
    return {"tabs": words.tabs_for(context["request"])}


def _badge(text: object, tone: str, icon: str) -> str:
    return render_to_string("web/components/badge.html", {"text": text, "tone": tone, "icon": icon})
