"""The packs of this installation, their mistakes, and what differs between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.packs import load_pack, pack_names
from rongcheng.appeals.pack import rules_of
from rongcheng.core.errors import Refusal
from rongcheng.core.yamlfile import PackError
from rongcheng.places.codes import contains
from rongcheng.rulekit.dated import over_time
from rongcheng.rulekit.rulefiles import PackErrors, load_rules
from rongcheng.rulekit.rules import Rule, RulePack

from .models import RuleDraft


def root() -> Path:
    return Path(settings.PACKS_DIR)


def names() -> list[str]:
    """Every pack that is there, with a place of its own or not."""
    return sorted(path.parent.name for path in root().glob("*/pack.yaml"))


def load(name: str) -> RulePack:
    """A pack of this installation by its name, or what stands in a folder by its path.

    Raises:
        PackErrors: something in it is wrong.
    """
    path = Path(name)
    if path.is_absolute() or len(path.parts) > 1:
        return load_rules(path.resolve().parent, path.resolve().name)
    return live(name)


def live(name: str) -> RulePack:
    """A pack with its approved drafts, each from its day on, the old wording until then.

    Read anew once a file of the packs was changed, a draft approved (by any process), or the day
    is over.

    Raises:
        PackErrors: something in it is wrong.
    """
    stamp = RuleDraft.objects.filter(state=RuleDraft.State.APPROVED).aggregate(
        last=Max("decided_at"), count=Count("pk")
    )
    return _live(str(root()), name, written(), tuple(stamp.values()), timezone.localdate())


def written() -> float:
    """When a file of the packs was last changed."""
    return max(path.stat().st_mtime for path in root().rglob("*.yaml"))


@lru_cache(maxsize=32)
def _live(
    folder: str, name: str, written: float, stamp: tuple[object, ...], today: date
) -> RulePack:
    files = _files(folder, name, written)
    drafts = approved(files.chain)
    days = sorted({draft.from_day for draft in drafts if draft.from_day})
    if not days:
        return files
    steps = [(day, load_rules(Path(folder), name, _pages(drafts, day))) for day in days]
    return over_time([(date.min, files), *steps], today)


@lru_cache(maxsize=32)
def _files(folder: str, name: str, written: float) -> RulePack:
    return load_rules(Path(folder), name)


def in_files(name: str) -> RulePack:
    """A pack as its files have it, without drafts."""
    return _files(str(root()), name, written())


def approved(chain: tuple[str, ...]) -> list[RuleDraft]:
    """The approved drafts of packs, in the order in which they take effect."""
    found = RuleDraft.objects.filter(state=RuleDraft.State.APPROVED, pack__in=chain)
    return list(found.order_by("from_day", "decided_at", "pk"))


def _pages(drafts: list[RuleDraft], day: date) -> dict[str, list[tuple[str, str]]]:
    pages: dict[str, list[tuple[str, str]]] = {}
    for draft in drafts:
        if draft.from_day and draft.from_day <= day:
            pages.setdefault(draft.pack, []).append((draft.label, draft.text))
    return pages


def with_page(name: str, label: str, text: str, day: date) -> RulePack:
    """A pack as it stands on a day, with one more page laid over it; nothing is kept.

    Raises:
        PackErrors: something in it or in the page is wrong.
    """
    pages = _pages(approved(in_files(name).chain), day)
    pages.setdefault(name, []).append((label, text))
    return load_rules(root(), name, pages)


def pages_of(name: str, day: date) -> list[tuple[str, str]]:
    """The pages (label, text) of a pack and those it extends, as they are read for a day."""
    chain = in_files(name).chain
    drafts = _pages(approved(chain), day)
    found = []
    for each in chain:
        for path in sorted((root() / each / "benefits").glob("*.yaml")):
            found.append((f"packs/{each}/benefits/{path.name}", path.read_text("utf-8")))
        found += drafts.get(each, [])
    return found


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


def latest(pack: str, id: str) -> Rule | None:
    """The last wording of a rule, also one that is approved and still to come."""
    found = live(pack)
    wordings = found.dated.get(id) or (found.rules[id],) if id in found.rules else ()
    return wordings[-1] if wordings else None


def rule_in_force(pack: str, rule: str, day: date) -> Rule:
    """A rule of a pack on a day.

    Raises:
        Refusal: there is none of this id, or not on that day.
    """
    found = live(pack).rule(rule, day)
    if found is None:
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
