"""What two wordings of a rule say, part by part, so that they can be read side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from rongcheng.appeals.words import said
from rongcheng.people.queries.naming import place_name
from rongcheng.rulekit.rules import Parameter, Rule, RulePack
from rongcheng.web.formats import day as day_words

from . import words
from .packs import changed_parts


@dataclass(frozen=True)
class Beside:
    """One part of a rule in two wordings, a text for each line; a side without it has none."""

    part: str
    old: tuple[str, ...]
    new: tuple[str, ...]


def beside(old: Rule, before: RulePack, new: Rule, after: RulePack, day: date) -> list[Beside]:
    """The parts in which two wordings of a rule differ, with what each of them says.

    Args:
        before, after: the packs that the wordings are of, for names of facts and clauses.
        day: whose values stand in conditions and amounts.
    """
    sides = [_parts(old, before, day), _parts(new, after, day)]
    found = []
    for part in changed_parts(old, new):
        one, other = (side.get(part, ()) for side in sides)
        named = (new if part in sides[1] else old).worded(day)
        found.append(Beside(words.parts_words((part,), named), one, other))
    return found


def _parts(rule: Rule, pack: RulePack, day: date) -> Mapping[str, tuple[str, ...]]:
    """What a wording says in each of its parts, under the names of ``packs.changed_parts``."""
    day = _within(rule, day)
    cited = (words.clause_words(rule.clause), words.stated_by(rule, pack))
    titles = {each.id: said(dict(each.title)) for each in pack.rules.values()}
    found: dict[str, tuple[str, ...]] = {
        "title": (said(dict(rule.title)),), "subject": (str(words.SUBJECTS[rule.subject]),),
        "place": (place_name(rule.place) if rule.place else _("everywhere"),),
        "valid": (_span(*rule.valid),), "notice": (rule.notice,),
        "clause": tuple(filter(None, cited)),
        "origin": (str(words.ORIGINS[rule.origin][0]),), "outcome": _outcome(rule, pack, day),
        "without_applying": (_("yes") if rule.without_applying else _("no"),),
        "documents": tuple(said(dict(paper)) for paper in rule.documents),
        "excludes": tuple(titles.get(id, id) for id in rule.excludes),
    }  # fmt: skip
    for condition in words.conditions_of(rule, pack, day):
        found[f"condition {condition.id}"] = (
            condition.text,
            condition.words,
            words.clause_words(condition.clause),
        )
    for parameter in rule.parameters.values():
        found[f"parameter {parameter.name}"] = _values(parameter)
    return found


def _within(rule: Rule, day: date) -> date:
    """The day on which the rule is in force that is nearest to the one asked about."""
    start, end = rule.valid
    return max(start, min(day, end or day))


def _outcome(rule: Rule, pack: RulePack, day: date) -> tuple[str, ...]:
    kind, often = words.KINDS[rule.outcome.kind], words.FREQUENCIES[rule.outcome.frequency]
    lines = [words.grants(rule, day), f"{kind} · {often}"]
    amount = words.amount_of(rule, pack, day) or {}
    for name, label in (("amount", _("Amount")), ("cap", _("At most"))):
        if name in amount:
            lines.append(f"{label}：{amount[name]}")
    return tuple(lines)


def _values(parameter: Parameter) -> tuple[str, ...]:
    """Each value with the days on which it counts, in their order."""
    found = []
    for at, dated in enumerate(values := tuple(dict.fromkeys(parameter.values))):
        later = [one.start - timedelta(days=1) for one in values[:at] if one.start > dated.start]
        end = min([*later, *([dated.end] if dated.end else [])], default=None)
        told = f"{words.ORIGINS[dated.origin][0]}：{dated.source}"
        value = words.value_words(dated.value, parameter.type)
        found.append((dated.start, f"{value}（{_span(dated.start, end)}；{told}）"))
    return tuple(text for _start, text in sorted(found))


def _span(start: date, end: date | None) -> str:
    if end is None:
        return _("from %(start)s") % {"start": day_words(start)}
    return _("%(start)s to %(end)s") % {"start": day_words(start), "end": day_words(end)}
