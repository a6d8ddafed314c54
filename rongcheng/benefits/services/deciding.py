"""What the rule says of an application, by what is known now."""

from __future__ import annotations

from rongcheng.benefits import lines
from rongcheng.benefits.models import Application
from rongcheng.benefits.queries.lines import ground_of
from rongcheng.benefits.subjects import key_of
from rongcheng.rulekit.explain import Explanation, explain
from rongcheng.rules.packs import live, rule_in_force
from rongcheng.rules.screening import naming, row_of


def judged(application: Application) -> Explanation:
    """The rule of an application explained for its subject, as of its day, by what is known now.

    Raises:
        Refusal: the rule is not in force on that day, or the subject is gone from the registry.
    """
    day = application.as_of
    if (ground := ground_of(application)) is not None:
        return explain(ground.rule, ground.facts, lines.book(), day)
    pack = live(application.pack)
    rule = rule_in_force(application.pack, application.rule, day)
    row = row_of(pack, application.subject, key_of(application), day)
    return explain(rule, row, pack, day, place=naming(pack, application.subject, row))
