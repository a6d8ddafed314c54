"""What the page of an application shows: the rule condition by condition, papers, time, changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rongcheng.agencies.models import Staff
from rongcheng.benefits.models import (
    Application,
    ApplicationEvent,
    Decision,
    Paper,
    Recognised,
)
from rongcheng.benefits.services.deciding import judged
from rongcheng.benefits.services.log import state_of
from rongcheng.benefits.state import Charge
from rongcheng.benefits.subjects import key_of
from rongcheng.benefits.words import place_named
from rongcheng.core.errors import Refusal
from rongcheng.employers.models import Recognition
from rongcheng.rulekit.explain import Explanation
from rongcheng.rulekit.facts import Fact
from rongcheng.rulekit.frozen import plain, valued
from rongcheng.rulekit.showing import shown
from rongcheng.rules.models import Answer
from rongcheng.rules.packs import live
from rongcheng.rules.queries.answers import newest

from .lines import ground_of, remark
from .scope import visible_applications

FACTS_OF_FILING = ("applied", "offered")


def explained(application: Application) -> tuple[Explanation | None, str]:
    """The rule for its subject by what is known now, or why it cannot be asked."""
    try:
        return judged(application), ""
    except Refusal as error:
        return None, str(error)


def paid_out_of(application: Application) -> str:
    """Of a month on a post or a quarter's interest: what it is paid out of; empty for others."""
    ground = ground_of(application)
    return remark(ground, application.as_of) if ground else ""


def recognised(application: Application) -> Recognition | None:
    """The recognition that it led to; the rule would now say that there is one already."""
    found = Recognised.objects.filter(application=application).select_related("recognition").first()
    return found.recognition if found else None


@dataclass(frozen=True)
class Stated:
    """A statement that the rule asks for; ``answer`` None: only the registry has it."""

    name: str
    label: Mapping[str, str]
    text: Mapping[str, str]
    answer: Answer


def statements(application: Application) -> list[Stated]:
    """What the subject stated of the facts that its rule asks for, newest of each."""
    pack = live(application.pack)
    rule = pack.rule(application.rule, application.as_of)
    subject = pack.subjects[application.subject]
    if rule is None:
        return []
    known = newest(subject, key_of(application), application.as_of)
    found = []
    for name in rule.facts():
        if (answer := known.get(name)) is not None:
            fact = subject.facts[name]
            text = shown(valued(answer.value, fact), fact)
            found.append(Stated(name, fact.names, text, answer))
    return found


@dataclass(frozen=True)
class PaperLine:
    """A paper that the rule asks for, with the files that came for it; more that came besides."""

    title: str
    files: list[Paper]
    asked: bool


def papers(application: Application) -> list[PaperLine]:
    """The rule's papers with their files, then what came besides."""
    rule = live(application.pack).rule(application.rule, application.as_of)
    titles = [paper["zh"] for paper in rule.documents] if rule else []
    files = list(application.papers.order_by("pk"))
    lines = [PaperLine(title, [f for f in files if f.title == title], True) for title in titles]
    others = dict.fromkeys(file.title for file in files if file.title not in titles)
    lines += [PaperLine(title, [f for f in files if f.title == title], False) for title in others]
    return lines


@dataclass(frozen=True)
class Changed:
    """A fact that is no longer as it was when the application was made."""

    label: Mapping[str, str]
    was: Mapping[str, str]
    now: Mapping[str, str]


def changed(application: Application, found: Explanation | None) -> list[Changed]:
    """Facts of the rule as they are now against those kept with the application."""
    kept = application.decisions.filter(event__code__in=FACTS_OF_FILING).order_by("pk").first()
    if kept is None or found is None:
        return []
    seen = {fact.name: fact for line in found.lines for fact in line.facts}
    facts = live(application.pack).subjects[application.subject].facts
    lines = []
    for name, fact in seen.items():
        before = kept.facts.get(name)
        if name in kept.facts and before != plain(fact.value) and name in facts:
            was = _named(before, facts[name])
            lines.append(Changed(fact.label, was, fact.text))
    return lines


def _named(kept: Any, fact: Fact) -> Mapping[str, str]:
    """A kept value in words, a place by its name."""
    if fact.type.kind == "place" and kept:
        return dict.fromkeys(("zh", "en"), place_named(int(kept), full=True))
    return shown(valued(kept, fact), fact)


@dataclass(frozen=True)
class Had:
    """How long a step had it; ``share`` of the longest, for a bar."""

    charge: Charge
    share: float
    now: bool


def times(application: Application, now: datetime) -> list[Had]:
    """Each stage and step with the working time it took, the running one last."""
    state = state_of(application, now)
    charges = [c for c in state.charges if c.seconds or c.until == now]
    most = max((c.seconds for c in charges), default=0) or 1
    return [Had(c, 100 * c.seconds / most, c.until == now and not state.ended_at) for c in charges]


def events_of(application: Application) -> list[ApplicationEvent]:
    """The log, in order, with offices and papers."""
    found = application.events.select_related("office", "decision").prefetch_related("papers")
    return list(found.order_by("seq"))


def others_of(staff: Staff, application: Application, most: int = 12) -> list[Application]:
    """Other applications of the same person or employer that the reader may open."""
    same: dict[str, Any] = {}
    if application.employer_id:
        same["employer"] = application.employer_id
    else:
        same["person"] = application.person_id
    found = visible_applications(staff).filter(**same).exclude(pk=application.pk)
    return list(found.order_by("-filed_at")[:most])


def appeal_numbers(events: Iterable[ApplicationEvent]) -> list[str]:
    """Numbers of the appeals made against what was decided."""
    numbers = [event.detail.get("number") for event in events if event.code == "appealed"]
    return [str(number) for number in numbers if number]


def decisions_of(application: Application) -> list[Decision]:
    """What was kept of the application, oldest first."""
    return list(application.decisions.select_related("event", "event__office").order_by("pk"))
