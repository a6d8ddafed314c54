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

from rongcheng.agencies.packs import pack_places
from rongcheng.appeals.pack import rules_of
from rongcheng.core.errors import Refusal
from rongcheng.core.yamlfile import PackError
from rongcheng.places.codes import contains
from rongcheng.rulekit.dated import days_of, load_over_time, over_time, same
from rongcheng.rulekit.rulefiles import Over, PackErrors, effective_day, load_rules, paths_of
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
        folder = path.resolve()
        return load_over_time(folder.parent, folder.name, timezone.localdate())
    return live(name)


def live(name: str) -> RulePack:
    """A pack with its approved drafts, each from its day on, the old wording until then.

    Read anew once a file of the packs was changed, a draft approved (by any process), or the day
    is over.

    Raises:
        PackErrors: something in it is wrong.
    """
    return _laid_now(name).pack


def taken(draft: RuleDraft) -> bool:
    """Whether the files say what an approved draft says, so that it need not lie over them."""
    return draft.pk in _laid_now(draft.pack).taken


def over_files(name: str) -> list[RuleDraft]:
    """The approved drafts of a pack whose words its files do not have yet."""
    done = _laid_now(name).taken
    return [draft for draft in approved((name,)) if draft.pk not in done]


def written() -> float:
    """When a file of the packs was last changed."""
    return max(path.stat().st_mtime for path in root().rglob("*.yaml"))


@dataclass(frozen=True)
class _Laid:
    """A pack with its approved drafts; ``taken``: those that its files say already."""

    pack: RulePack
    taken: frozenset[int] = frozenset()


def _laid_now(name: str) -> _Laid:
    stamp = RuleDraft.objects.filter(state=RuleDraft.State.APPROVED).aggregate(
        last=Max("decided_at"), count=Count("pk")
    )
    return _laid(str(root()), name, written(), tuple(stamp.values()), timezone.localdate())


@lru_cache(maxsize=32)
def _laid(folder: str, name: str, written: float, stamp: tuple[object, ...], today: date) -> _Laid:
    files = _files(folder, name, written, today)
    drafts = approved(files.chain)
    if not drafts:
        return _Laid(files)
    packs = Path(folder)
    steps = [(date.min, load_rules(packs, name, day=date.min))]
    over: list[RuleDraft] = []
    done: set[int] = set()
    for day in sorted({*days_of(packs, files.chain), *(d.from_day for d in drafts if d.from_day)}):
        state = load_rules(packs, name, _pages(over, day), day)
        for draft in (each for each in drafts if each.from_day == day):
            after = load_rules(packs, name, _pages([*over, draft], day), day)
            if _says_the_same(draft, state, after) and _says_the_same(
                draft, load_rules(packs, name, day=day), after
            ):
                done.add(draft.pk)
            else:
                over.append(draft)
                state = after
        steps.append((day, state))
    return _Laid(over_time(steps, today), frozenset(done))


def _says_the_same(draft: RuleDraft, one: RulePack, other: RulePack) -> bool:
    rules = (one.rules.get(draft.rule), other.rules.get(draft.rule))
    return same(*rules) and one.notices == other.notices


@lru_cache(maxsize=32)
def _files(folder: str, name: str, written: float, today: date) -> RulePack:
    return load_over_time(Path(folder), name, today)


def in_files(name: str) -> RulePack:
    """A pack as its files have it, without drafts."""
    return _files(str(root()), name, written(), timezone.localdate())


def approved(chain: tuple[str, ...]) -> list[RuleDraft]:
    """The approved drafts of packs, in the order in which they take effect."""
    found = RuleDraft.objects.filter(state=RuleDraft.State.APPROVED, pack__in=chain)
    return list(found.order_by("from_day", "decided_at", "pk"))


def _pages(drafts: list[RuleDraft], day: date) -> dict[str, list[Over]]:
    pages: dict[str, list[Over]] = {}
    for draft in drafts:
        if draft.from_day and draft.from_day <= day:
            page = Over(draft.label, draft.text, draft.from_day)
            pages.setdefault(draft.pack, []).append(page)
    return pages


def with_page(name: str, label: str, text: str, day: date) -> RulePack:
    """A pack as it stands on a day, with one more page laid over it; nothing is kept.

    Raises:
        PackErrors: something in it or in the page is wrong.
    """
    done = _laid_now(name).taken
    drafts = [each for each in approved(in_files(name).chain) if each.pk not in done]
    pages = _pages(drafts, day)
    pages.setdefault(name, []).append(Over(label, text))
    return load_rules(root(), name, pages, day)


def pages_of(name: str, day: date) -> list[tuple[str, str]]:
    """The pages (label, text) of a pack and those it extends, as they are read for a day."""
    chain = in_files(name).chain
    drafts = _pages(approved(chain), day)
    found = []
    for each in chain:
        pages = [
            (effective_day(text) or date.min, path.relative_to(root()).as_posix(), text)
            for path in paths_of(root(), each)
            for text in (path.read_text("utf-8"),)
        ]
        dated = [(since, f"packs/{label}", text) for since, label, text in pages if since <= day]
        dated += [(over.day or day, over.label, over.text) for over in drafts.get(each, [])]
        found += [(label, text) for _since, label, text in sorted(dated, key=lambda one: one[0])]
    return found


def around(*places: int | None) -> list[RulePack]:
    """The packs whose rules can concern a subject with these places, the narrowest of each."""
    heads = [(code, name) for name, code in pack_places().items()]
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
