"""What a decision was taken on, kept whole, and worked out again from what was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rongcheng.benefits.models import Application, ApplicationEvent, Decision
from rongcheng.benefits.queries.lines import ground_of
from rongcheng.benefits.subjects import key_of
from rongcheng.rulekit.frozen import fingerprint, freeze, plain, thaw
from rongcheng.rulekit.judge import Judgement, judge
from rongcheng.rulekit.nodes import Type, Value
from rongcheng.rulekit.rules import Rule
from rongcheng.rules.packs import live, rule_in_force
from rongcheng.rules.screening import row_of


def snapshot(*, application: Application, event: ApplicationEvent, overruled: str = "") -> Decision:
    """Keep rule, facts and result of an application, as known now, with the event of the act."""
    day = application.as_of
    rule, row = _rule_and_facts(application, day)
    found = judge(rule, row)
    content = content_of(rule, row, found, day, overruled)
    return Decision.objects.create(
        application=application, event=event, rule_version=rule.version, **content
    )


def _rule_and_facts(application: Application, day: date) -> tuple[Rule, Mapping[str, Value]]:
    """What an application is judged by: of a payment out of something granted, its own rule."""
    if (ground := ground_of(application)) is not None:
        return ground.rule.at(day), ground.facts
    rule = rule_in_force(application.pack, application.rule, day).at(day)
    return rule, row_of(live(application.pack), application.subject, key_of(application), day)


def content_of(
    rule: Rule, row: Mapping[str, Value], found: Judgement, day: date, overruled: str = ""
) -> dict[str, Any]:
    """What a decision keeps of a rule (with its values of the day), facts and result, sealed."""
    content = {
        "as_of": day.isoformat(),
        "rule": freeze(rule),
        "facts": {name: plain(row.get(name)) for name in rule.facts()},
        "outcome": found.outcome,
        "conditions": dict(found.conditions),
        "amount": found.amount,
        "overruled": overruled,
    }
    return content | {"as_of": day, "sha256": fingerprint(content)}


@dataclass(frozen=True)
class Recomputed:
    """A decision worked out again; ``intact``: nothing of what was kept has been changed."""

    outcome: str
    conditions: dict[str, bool | None]
    amount: int | None
    same: bool
    intact: bool


def recompute(decision: Decision) -> Recomputed:
    """Judge a kept decision again from its own rule and facts."""
    rule = thaw(decision.rule)
    kinds = {
        str(node.value): node.type
        for root in [c.when for c in rule.conditions]
        + [node for node in (rule.outcome.granted(),) if node]
        for node in root.walk()
        if node.op == "fact"
    }
    row = {name: _valued(value, kinds.get(name)) for name, value in decision.facts.items()}
    found = judge(rule, row)
    same = (found.outcome, dict(found.conditions), found.amount) == (
        decision.outcome, decision.conditions, decision.amount,
    )  # fmt: skip
    content = {name: getattr(decision, name) for name in KEPT} | {
        "as_of": decision.as_of.isoformat()
    }
    intact = fingerprint(content) == decision.sha256
    return Recomputed(found.outcome, dict(found.conditions), found.amount, same, intact)


KEPT = ("rule", "facts", "outcome", "conditions", "amount", "overruled")


def _valued(value: Any, kind: Type | None) -> Value:
    if value is not None and kind is not None and kind.kind == "date":
        return date.fromisoformat(value)
    return value  # type: ignore[no-any-return]
