"""A rule with a few things otherwise, for trials: values, conditions left out or added, amount."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rongcheng.appeals.words import said
from rongcheng.core.errors import Refusal
from rongcheng.core.yamlfile import PackError, read_text
from rongcheng.rulekit.facts import Subject, value_of
from rongcheng.rulekit.language import parse
from rongcheng.rulekit.nodes import Node, Type
from rongcheng.rulekit.rules import MOST_CONDITIONS, Condition, Dated, Rule, RulePack
from rongcheng.rulekit.showing import UNIT_NAMES
from rongcheng.rulekit.types import Wrong

from .mistakes import in_words

Changes = Mapping[str, Any]
"""``values``: parameter to value as a pack writes it; ``drop``: ids of conditions; ``add``: an
expression that must hold too; ``amount``: the expression of the amount."""


def with_altered(pack: RulePack, id: str, day: date, changes: Changes) -> RulePack:
    """The pack with one rule altered, in the wording of a day.

    Raises:
        Refusal: there is no such rule on that day, or a change cannot be read.
    """
    rule = pack.rule(id, day)
    if rule is None:
        raise Refusal(_("There is no rule %(rule)s in force on %(day)s.")
                      % {"rule": id, "day": day})  # fmt: skip
    changed = altered(rule, pack.subjects[rule.subject], changes)
    dated = {name: wordings for name, wordings in pack.dated.items() if name != id}
    return replace(pack, rules={**pack.rules, id: changed}, dated=dated)


def altered(rule: Rule, subject: Subject, changes: Changes) -> Rule:
    """The rule with its changes; its examples are left out, as they were made for what it was.

    Raises:
        Refusal: a value or expression cannot be read, or nothing is changed.
    """
    if not any(changes.get(name) for name in ("values", "drop", "add", "amount")):
        raise Refusal(_("Nothing is changed: give another value, condition or amount."))
    parameters = dict(rule.parameters)
    for name, text in (changes.get("values") or {}).items():
        if name not in parameters:
            raise Refusal(_("The rule has no value %(name)s.") % {"name": name})
        value = _value(said(dict(parameters[name].label)), text, parameters[name].type)
        dated = Dated(value, rule.valid[0], None, "default", "trial")
        parameters[name] = replace(parameters[name], values=(dated, *parameters[name].values))
    dropped = set(changes.get("drop") or ())
    conditions = [each for each in rule.conditions if each.id not in dropped]
    if added := (changes.get("add") or "").strip():
        when = _expression(added, "bool", rule, subject)
        text = {"zh": added, "en": added}
        conditions.append(Condition("added", text, when, rule.clause))
    if not 0 < len(conditions) <= MOST_CONDITIONS:
        raise Refusal(_("A rule needs at least one condition."))
    outcome = rule.outcome
    if amount := (changes.get("amount") or "").strip():
        if outcome.amount is None:
            raise Refusal(_("This rule counts no amount."))
        kind = outcome.amount.type.kind
        outcome = replace(outcome, amount=_expression(amount, kind, rule, subject))
    return replace(rule, parameters=parameters, conditions=tuple(conditions), outcome=outcome,
                   examples=(), version=f"{rule.version}*")  # fmt: skip


def as_written(text: str, kind: Type) -> str:
    """A value as a pack writes it, from what people type: ``1,000元``, ``1000``, ``3个月``."""
    plain = re.sub(r"[,，\s]", "", text)
    if kind.kind == "money" and (found := re.fullmatch(r"(\d+(?:\.\d+)?)(?:元|yuan)?", plain)):
        return f"{found[1]} yuan"
    if kind.kind == "int":
        for unit in UNIT_NAMES.get(kind.unit, ()):
            if unit and plain.removesuffix(unit).isdigit():
                return plain.removesuffix(unit)
    return text.strip()


def _value(name: str, text: str, kind: Type) -> Any:
    try:
        value = value_of(read_text(as_written(text, kind), "v"), kind)
    except PackError as error:
        told = in_words(str(error).partition(": ")[2] or str(error))
        raise Refusal(f"{name}：{told}") from error
    if value is None:
        raise Refusal(_("%(name)s needs a value.") % {"name": name})
    return value


def _expression(text: str, kind: str, rule: Rule, subject: Subject) -> Node:
    types = {name: parameter.type for name, parameter in rule.parameters.items()}
    try:
        node = parse(text, subject.types, types)
    except Wrong as error:
        raise Refusal("；".join(in_words(each) for each in error.all)) from error
    if node.type.kind != kind:
        raise Refusal(_("“%(text)s” is not what is asked for here.") % {"text": text})
    return node
