"""What a worker reads about a benefit or an application of theirs, in words for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from rongcheng.benefits.asking import told
from rongcheng.benefits.events import OPEN, TABLE, Stage, Who
from rongcheng.benefits.getting import Benefit
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.lines import facts_about
from rongcheng.benefits.models import Application, ApplicationEvent, Decision
from rongcheng.benefits.standing import sentence
from rongcheng.benefits.subjects import of_a_list
from rongcheng.benefits.words import STEPS, benefit_name, event_title, period_words
from rongcheng.rulekit.explain import SeenFact
from rongcheng.rulekit.frozen import valued
from rongcheng.rulekit.showing import shown
from rongcheng.rules.packs import live
from rongcheng.web import formats

PUBLIC = [code for code, kind in TABLE.items() if kind.public]
OWN = (Who.APPLICANT, Who.CLERK)
ICONS = {
    "offered": "bell", "applied": "send", "confirmed": "check-circle", "declined": "x-circle",
    "lapsed": "hourglass-split", "withdrawn": "x-circle", "checked": "clipboard-check",
    "papers_asked": "hourglass-split", "paper_added": "paperclip", "papers_came": "send",
    "amount_set": "pencil", "approved": "check-circle", "refused": "x-circle",
    "reopened": "arrow-counterclockwise", "put_up": "megaphone", "notice_over": "megaphone",
    "account_given": "credit-card", "batched": "bank", "paid": "cash-stack",
    "bounced": "exclamation-triangle", "reclaimed": "exclamation-triangle",
    "repaid": "cash-stack", "recovered": "check-circle", "appealed": "chat-left-text",
}  # fmt: skip
TONES = {
    "approved": "ok", "paid": "ok", "papers_asked": "warn", "bounced": "warn", "refused": "bad",
    "reclaimed": "bad",
}  # fmt: skip
PLACES_OF_FACTS = {
    "education": ("portal:change", ("education",)),
    **dict.fromkeys(
        ("host", "working", "transfer_range", "away", "start_date", "industry", "wage", "contract",
         "pension_insured", "injury_insured", "months_worked_year", "months_away_year",
         "months_in_row", "returnee", "working_away"), ("portal:work", ()),
    ),
    **dict.fromkeys(
        ("household_members", "household_working", "members", "youngest", "oldest", "alleviated",
         "monitored", "youngest_staying", "oldest_staying", "women_staying", "disabled_staying"),
        ("portal:family", ()),
    ),
}  # fmt: skip
"""Where a worker tells what the registry has wrong; everything else is put right at a desk."""


@dataclass(frozen=True)
class Told:
    """A fact beside a condition: its words, whose they are, and where they are put right."""

    name: str
    label: str
    text: str
    known: bool
    asked: bool
    url: str


def told_fact(fact: SeenFact, rule: str, query: str = "") -> Told:
    """A fact of an explanation as the benefit's page shows it to the worker."""
    asked = fact.source == "asked"
    if asked:
        url = f"{reverse('portal:ask_fact', args=[rule, fact.name])}{query}"
    else:
        name, values = PLACES_OF_FACTS.get(fact.name, ("portal:me", ()))
        url = reverse(name, args=values)
    return Told(
        fact.name, told(dict(fact.label)), told(dict(fact.text)), fact.value is not None, asked, url
    )


def amount_of(benefit: Benefit) -> str:
    """What it would bring, as money; empty where no amount is reckoned."""
    if benefit.there is not None and benefit.there.amount:
        return formats.yuan(benefit.there.amount)
    counted = benefit.rule.outcome.kind in ("cash", "loan", "support", "relief")
    if benefit.found.amount is None or not counted:
        return ""
    return formats.yuan(benefit.found.amount)


@dataclass(frozen=True)
class Line:
    """An application in the list."""

    application: Application
    title: str
    sentence: str
    over: bool
    waits: bool


def title_of(application: Application) -> str:
    """The benefit's name, or its id where the pack lost it; of a list with its month or quarter."""
    name = benefit_name(application.pack, application.rule)
    return f"{name} · {period_words(application.period)}" if of_a_list(application) else name


def lines(applications: QuerySet[Application], now: datetime) -> list[Line]:
    """Applications as the list shows them, at most fifty."""
    return [
        Line(
            one, title_of(one), sentence(one, now), one.stage not in OPEN,
            one.turn == Who.APPLICANT,
        )
        for one in applications[:50]
    ]  # fmt: skip


def timeline(application: Application) -> list[dict[str, Any]]:
    """What happened that the applicant may know, newest first; offices are named, people not."""
    events = (
        application.events.filter(code__in=PUBLIC)
        .select_related("office")
        .prefetch_related("papers")
        .order_by("-seq")
    )
    return [_item(event) for event in events]


def _item(event: ApplicationEvent) -> dict[str, Any]:
    own = event.who in OWN
    return {
        "title": event_title(event), "when": event.at,
        "icon": ICONS.get(event.code, "clock"), "tone": TONES.get(event.code, "plain"),
        "text": "" if event.code in ("checked", "amount_set", "approved") else event.text,
        "by": _by(event, own), "extra": _extra(event), "files": list(event.papers.all()),
    }  # fmt: skip


def _by(event: ApplicationEvent, own: bool) -> str:
    if event.who == Who.APPLICANT:
        return _("You")
    return event.office.name if event.office else (_("A desk") if own else "融城")


def _extra(event: ApplicationEvent) -> str:
    detail = event.detail
    if event.code in ("approved", "amount_set", "reclaimed", "repaid") and detail.get("amount"):
        return formats.yuan(detail["amount"])
    if event.code == "account_given":
        return _("%(bank)s, ends in %(ends)s") % {
            "bank": detail.get("bank", ""), "ends": detail.get("ends", "")}  # fmt: skip
    if event.code == "appealed" and detail.get("number"):
        return _("Number: %(n)s") % {"n": detail["number"]}
    return ""


def steps(application: Application) -> tuple[list[str], int]:
    """The stations of its way, and at which one it is, counted from 1 (one more: past the last)."""
    money = application.kind in ("cash", "support")
    names = [str(STEPS.get(step, step)) for step in application.path]
    at = len(names) + 1
    if application.step in application.path:
        at = application.path.index(application.step) + 1
    noticed = not of_a_list(application)
    noticed &= application.kind in handling_at(application.place_id).notice.kinds
    names += [_("Decision"), *([_("Public notice")] if noticed else [])]
    names += [_("Money paid out") if money else _("Granted")]
    offset = {
        Stage.NOTICE: 1, Stage.PAYABLE: 2, Stage.PAYING: 2, Stage.BOUNCED: 2, Stage.PAID: 3,
        Stage.GRANTED: 3, Stage.ENDED: 3, Stage.RECOVERY: 3, Stage.RECOVERED: 3,
    }.get(Stage(application.stage), 0)  # fmt: skip
    return names, at + offset - (1 if offset > 1 and not noticed else 0)


@dataclass(frozen=True)
class Condition:
    """A condition as it was decided."""

    text: str
    clause: str
    held: bool | None
    facts: list[tuple[str, str]]


def decided(decision: Decision) -> list[Condition]:
    """The conditions of a kept decision with the facts as they were."""
    application = decision.application
    pack = live(application.pack)
    facts = facts_about(pack, decision.rule["subject"])
    found = []
    for condition in decision.rule["conditions"]:
        names = _names(condition["when"])
        values = [
            (told(dict(facts[name].names)), _words(decision.facts.get(name), facts[name]))
            for name in names
            if name in facts
        ]
        held = decision.conditions.get(condition["id"])
        found.append(Condition(told(condition["text"]), condition["clause"], held, values))
    return found


def _words(value: Any, fact: Any) -> str:
    kept = valued(value, fact)
    if fact.type.kind == "place" and kept:
        return formats.place_name(kept)
    return told(shown(kept, fact))


def _names(node: dict[str, Any]) -> list[str]:
    own = [node["value"]] if node.get("op") == "fact" else []
    below = [name for arg in node.get("args", ()) for name in _names(arg)]
    return list(dict.fromkeys(own + below))


def has_account(application: Application) -> str:
    """The account of an application, masked; empty where none was given."""
    if not application.account:
        return ""
    return f"{application.bank} ****{application.account[-4:]}".strip()
