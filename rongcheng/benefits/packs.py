"""The packs of this installation, their mistakes, and what differs between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from rongcheng.agencies.packs import load_pack, pack_names
from rongcheng.appeals.pack import rules_of
from rongcheng.core.errors import Refusal
from rongcheng.core.yamlfile import PackError
from rongcheng.places.codes import contains
from rongcheng.rulekit.rulefiles import PackErrors, load_rules
from rongcheng.rulekit.rules import Rule, RulePack


def root() -> Path:
    return Path(settings.PACKS_DIR)


def names() -> list[str]:
    """Every pack that is there, with a place of its own or not."""
    return sorted(path.parent.name for path in root().glob("*/pack.yaml"))


def load(name: str) -> RulePack:
    """A pack by its name, or by the path of its folder.

    Raises:
        PackErrors: something in it is wrong.
    """
    path = Path(name)
    if path.is_absolute() or len(path.parts) > 1:
        return load_rules(path.resolve().parent, path.resolve().name)
    return load_rules(root(), name)


@lru_cache(maxsize=32)
def _live(name: str, written: float) -> RulePack:
    return load(name)


def live(name: str) -> RulePack:
    """A pack as it is in force now; read anew once a file of the packs was changed.

    Raises:
        PackErrors: something in it is wrong.
    """
    return _live(name, max(path.stat().st_mtime for path in root().rglob("*.yaml")))


def around(*places: int | None) -> list[RulePack]:
    """The packs whose rules can concern a subject with these places, the narrowest of each."""
    heads = [(load_pack(name).place or 0, name) for name in pack_names()]
    found: dict[str, RulePack] = {}
    for place in places:
        over = [(code, name) for code, name in heads if place and contains(code, place)]
        if over:
            name = max(over)[1]
            found[name] = live(name)
    return list(found.values())


def rule_in_force(pack: str, rule: str, day: date) -> Rule:
    """A rule of a pack on a day.

    Raises:
        Refusal: there is none of this id, or not on that day.
    """
    found = live(pack).rules.get(rule)
    if found is None or not found.in_force(day):
        raise Refusal(
            _("There is no benefit %(rule)s in force on %(day)s.") % {"rule": rule, "day": day}
        )
    return found


def mistakes(name: str) -> list[str]:
    """What is wrong in a pack, a line for each, with file and line; rules and appeals."""
    found: list[str] = []
    try:
        load(name)
    except PackErrors as error:
        found += error.mistakes
    except PackError as error:
        found.append(str(error))
    if name in names():
        try:
            rules_of(name, root())
        except PackError as error:
            found.append(str(error))
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Difference:
    """A rule that is in one pack only (added, removed) or in both and not the same (changed)."""

    rule: str
    title: dict[str, str]
    how: str
    what: tuple[str, ...] = ()


def differences(old: RulePack, new: RulePack) -> list[Difference]:
    """What differs between the rules of two packs, by id."""
    found = []
    for id in dict.fromkeys([*old.rules, *new.rules]):
        before, after = old.rules.get(id), new.rules.get(id)
        one = after or before
        assert one
        if before and after:
            if what := changed_parts(before, after):
                found.append(Difference(id, dict(one.title), "changed", what))
        else:
            found.append(Difference(id, dict(one.title), "added" if after else "removed"))
    return found


def changed_parts(before: Rule, after: Rule) -> tuple[str, ...]:
    """Which parts of a rule differ: ``valid``, ``condition months``, ``parameter least_months``…"""
    parts = ("title", "subject", "place", "valid", "notice", "clause", "origin", "outcome",
             "documents", "excludes")  # fmt: skip
    found = [part for part in parts if getattr(before, part) != getattr(after, part)]
    pairs = (
        ("condition", {c.id: c for c in before.conditions}, {c.id: c for c in after.conditions}),
        ("parameter", dict(before.parameters), dict(after.parameters)),
    )
    for kind, olds, news in pairs:
        ids = dict.fromkeys([*olds, *news])
        found += [f"{kind} {id}" for id in ids if olds.get(id) != news.get(id)]
    return tuple(found)
