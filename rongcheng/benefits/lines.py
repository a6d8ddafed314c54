"""What is paid again and again out of what was granted: a month on a post, a quarter's interest.

``packs/national/lines.yaml`` writes each as a rule over facts of the records, so that a payment is
explained, kept and worked out again like any other decision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from rongcheng.core.yamlfile import Line, PackError, read
from rongcheng.rulekit.facts import Fact, Subject, both, fact_of
from rongcheng.rulekit.language import parse
from rongcheng.rulekit.nodes import INT, MONEY, Node, Type, literal
from rongcheng.rulekit.notices import load_notices
from rongcheng.rulekit.rules import ORIGINS, Condition, Outcome, Rule, RulePack
from rongcheng.rulekit.types import Wrong

POST, INTEREST = "post-pay", "loan-interest"
ABOUT = {"post_month": POST, "loan_quarter": INTEREST}
"""The rule of each kind of line."""
NEEDED = {"title", "subject", "clause", "origin", "text", "conditions", "amount"}
NEAREST, LOWER = "nearest", "lower"


def book() -> RulePack:
    """The rules of lines with their facts; read anew once the file was changed.

    Raises:
        PackError: the file is wrong; the message tells the line.
    """
    root = Path(settings.PACKS_DIR)
    return _book(root, (root / "national" / "lines.yaml").stat().st_mtime)


def facts_about(pack: RulePack, subject: str) -> Mapping[str, Fact]:
    """The dictionary of a kind of subject, of lines as of any other."""
    return (book() if subject in ABOUT else pack).subjects[subject].facts


@lru_cache(maxsize=2)
def _book(root: Path, written: float) -> RulePack:
    page = read(root / "national" / "lines.yaml", root)
    top = page.items({"notice", "facts", "rules"}, {"notice", "facts", "rules"})
    mistakes: list[str] = []
    notices = load_notices(root, ["national"], mistakes)
    if mistakes:
        raise PackError("\n".join(mistakes))
    subjects = {name.text(): _subject(name, line) for name, line in top["facts"].pairs()}
    rules = {}
    for key, line in top["rules"].pairs():
        rule = _rule(key.text(), line, subjects, top["notice"].text())
        if rule.clause not in notices[rule.notice].clauses:
            raise line.wrong(f"{rule.notice} has no clause {rule.clause!r}")
        rules[rule.id] = rule
    names = {"zh": "持续发放", "en": "what is paid again and again"}
    return RulePack("national", names, ("national",), None, subjects, rules, notices)


def _subject(name: Line, line: Line) -> Subject:
    facts = {key.text(): fact_of(key, given) for key, given in line.pairs()}
    return Subject(name.text(), name.text(), facts, "")


def _rule(id: str, line: Line, subjects: dict[str, Subject], notice: str) -> Rule:
    given = line.items(NEEDED, NEEDED)
    about = subjects[given["subject"].one_of(set(subjects), "subject")]
    clause = given["clause"].text()
    conditions = []
    for one in given["conditions"].list():
        parts = one.items({"id", "text", "when", "clause"}, {"id", "text", "when"})
        where = parts["clause"].text() if "clause" in parts else clause
        when = _parsed(parts["when"], about.types)
        conditions.append(Condition(parts["id"].text(), both(parts["text"]), when, where))
    amount = _amount(given["amount"], about.types)
    return Rule(
        id=id, title=both(given["title"]), subject=about.name, pack="national", place=None,
        valid=(date(2000, 1, 1), None), notice=notice, clause=clause,
        origin=given["origin"].one_of(set(ORIGINS), "origin"), conditions=tuple(conditions),
        outcome=Outcome("cash", amount, None, "each", both(given["text"])),
        version=hashlib.sha256(yaml.serialize(line.node).encode()).hexdigest()[:12],
    )  # fmt: skip


def _parsed(line: Line, types: dict[str, Type]) -> Node:
    try:
        return parse(line.text(), types, {})
    except Wrong as error:
        raise line.wrong(str(error)) from error


def _amount(line: Line, types: dict[str, Type]) -> Node:
    """A part of something in whole fen; half a fen goes up where it is ``nearest``."""
    parts = line.items({"of", "part", "whole", "to"}, {"of", "part", "whole", "to"})
    of, part, whole = (_parsed(parts[name], types) for name in ("of", "part", "whole"))
    if of.type != MONEY or part.type.kind != "int" or part.type != whole.type:
        raise line.wrong("`of` is money, `part` and `whole` are numbers of one unit")
    if parts["to"].one_of({NEAREST, LOWER}, "rounding") == LOWER:
        return Node("share", MONEY, (of, part, whole))
    twice = literal(2, INT)
    doubled = Node("*", MONEY, (of, Node("*", part.type, (part, twice))))
    above = Node("+", MONEY, (doubled, whole))
    return Node("share", MONEY, (above, literal(1, INT), Node("*", whole.type, (whole, twice))))
