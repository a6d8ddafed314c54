"""Words for what lists and pages show of applications: benefits, steps, who applies."""

from __future__ import annotations

import re
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rongcheng.appeals.words import said
from rongcheng.core.yamlfile import PackError
from rongcheng.places.models import Place
from rongcheng.rulekit.rulefiles import PackErrors
from rongcheng.rulekit.rules import Rule
from rongcheng.rules.packs import live
from rongcheng.web import formats
from rongcheng.web.masking import mask_name

from . import lines
from .events import Stage
from .models import Application, ApplicationEvent

STEPS: dict[str, str | Promise] = {
    "village": _("Village"), "township": _("Township"), "county": _("County"),
    "prefecture": _("City"), "province": _("Province"),
}  # fmt: skip
TONES: dict[str, str] = {
    Stage.OFFERED: "info", Stage.REVIEW: "info", Stage.WAITING: "warn", Stage.APPROVAL: "warn",
    Stage.NOTICE: "info", Stage.PAYABLE: "ok", Stage.PAYING: "ok", Stage.PAID: "ok",
    Stage.GRANTED: "ok", Stage.BOUNCED: "bad", Stage.RECOVERY: "bad", Stage.REFUSED: "bad",
}  # fmt: skip


def rule_of(pack: str, rule: str) -> Rule | None:
    """A rule as its pack has it today; None where it is gone or the pack cannot be read."""
    try:
        return live(pack).rules.get(rule) or lines.book().rules.get(rule)
    except (PackError, PackErrors):
        return None


def benefit_name(pack: str, rule: str) -> str:
    """The title of a benefit in the reader's language; its id where the pack lost it."""
    found = rule_of(pack, rule)
    return said(dict(found.title)) if found else rule


def title_of(application: Application) -> str:
    """What is applied for, with its period where it has one."""
    return benefit_name(application.pack, application.rule)


def event_title(event: ApplicationEvent) -> str:
    """What happened; who is on a list of payments did not apply for this one."""
    if event.code == "applied" and event.detail.get("run"):
        return gettext("Put on a list of payments")
    return str(event.kind.wording)


def applicant(application: Application) -> str:
    """Who applies, as lists show it: persons masked, employers by their name."""
    if application.employer is not None:
        return application.employer.name
    return mask_name(application.person.name) if application.person else ""


def where_it_stands(application: Application) -> str:
    """The stage, under review with the level that has it."""
    return stage_words(application.stage, application.step)


def stage_words(stage: str, step: str = "") -> str:
    """A stage in words, under review with the level that has it."""
    label = str(Stage(stage).label)
    return f"{label} · {STEPS.get(step, step)}" if stage == Stage.REVIEW and step else label


def period_words(period: str) -> str:
    """A month or quarter in words, a year as it is; empty for the day of what is had each time."""
    if re.fullmatch(r"\d{6}", period):
        return ""
    if re.fullmatch(r"\d{4}-\d\d", period):
        return formats.month(date(int(period[:4]), int(period[5:]), 1))
    return quarter_words(period)


def quarter_words(quarter: str) -> str:
    """A quarter in words; what is none, as it is."""
    year, _q, number = quarter.partition("Q")
    return gettext("Quarter %(n)s of %(year)s") % {"n": number, "year": year} if number else quarter


def place_named(code: int, *, full: bool = False) -> str:
    """The name of a place by its code; the code where the place is not known."""
    found = Place.objects.filter(code=code).first()
    return (found.full_name if full else found.name) if found else str(code)


def cited(rule: Rule, clause: str) -> str:
    """A clause with the notice it stands in; a document that it names stands for itself."""
    try:
        notice = live(rule.pack).notices.get(rule.notice)
    except (PackError, PackErrors):
        notice = None
    return f"{rule.notice} {clause}" if notice and clause in notice.clauses else clause
