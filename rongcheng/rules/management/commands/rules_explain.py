"""``rongcheng rules explain``: what one person can get, and why."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rongcheng.audit.services import System, record
from rongcheng.core.errors import Refusal
from rongcheng.people.models import Person
from rongcheng.rulekit.explain import ConditionLine, Explanation
from rongcheng.rulekit.showing import yuan
from rongcheng.rules import typed
from rongcheng.rules.packs import load
from rongcheng.rules.screening import explain_person

OPEN = "通知未定，暂按："
SIGNS = {True: "✓", False: "✗", None: "?"}
WORDS = {"eligible": "可以享受", "not": "不符合", "needs": "还需核实"}


class Command(BaseCommand):
    help = "Explain every rule of a pack for one person: conditions, facts, what is missing"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pack", required=True, help="a pack, or the path of its folder")
        parser.add_argument("--person", type=int, required=True, help="number of the person")
        parser.add_argument(
            "--as-of", type=typed.day, default=date.today(), help="the day, else today"
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pack = load(options["pack"])
            found = explain_person(pack, options["person"], options["as_of"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        person = Person.objects.get(pk=options["person"])
        record(
            "benefits.explained", by=System("rongcheng rules explain"), subject=person,
            place=person.home_place_id, as_of=options["as_of"].isoformat(),
        )  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps([_plain(each) for each in found], ensure_ascii=False))
            return
        for each in found:
            amount = f"，{yuan(each.amount)}元" if each.amount is not None else ""
            word = "即将符合" if each.nearly else WORDS[each.outcome]
            rule = each.rule
            self.stdout.write(f"{rule.id} {rule.title['zh']}：{word}{amount}  [{rule.notice}]")
            for line in each.lines:
                self.stdout.write(_sentence(line))
            for value in each.provisional:
                self.stdout.write(f"  {OPEN}{value.told['zh']}")


def _sentence(line: ConditionLine) -> str:
    facts = "；".join(f"{fact.label['zh']}：{fact.text['zh']}" for fact in line.facts)
    away = "".join(f"  → {each.text['zh']}" for each in line.away)
    away += "".join(f"  [{OPEN}{value.told['zh']}]" for value in line.provisional)
    return f"  {SIGNS[line.held]} {line.text['zh']}（{facts}）  {line.clause}{away}"


def _plain(each: Explanation) -> dict[str, Any]:
    return {
        "rule": each.rule.id, "version": each.rule.version, "title": dict(each.rule.title),
        "outcome": each.outcome, "nearly": each.nearly, "amount": each.amount,
        "conditions": [_plain_line(line) for line in each.lines],
        "needs": [{"fact": fact.name, "paper": fact.paper} for fact in each.needs],
        "excludes": [vars(other) | {"title": dict(other.title)} for other in each.excludes],
    }  # fmt: skip


def _plain_line(line: ConditionLine) -> dict[str, Any]:
    return {
        "id": line.id, "held": line.held, "clause": line.clause, "text": dict(line.text),
        "facts": {fact.name: dict(fact.text) | {"source": fact.source} for fact in line.facts},
        "values": {
            name: {
                "title": dict(used.label), "value": str(used.value), "origin": used.origin,
                "source": used.source,
            }  # fmt: skip
            for name, used in line.values.items()
        },
        "away": [dict(each.text) for each in line.away],
    }  # fmt: skip
