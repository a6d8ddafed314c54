"""The packs of this installation, their mistakes, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.packs import pack_places
from rongcheng.appeals.pack import rules_of
from rongcheng.core.errors import Refusal
from rongcheng.core.yamlfile import PackError
from rongcheng.places.codes import contains
from rongcheng.rulekit.dated import days_of, load_over_time, over_time, same
from rongcheng.rulekit.rulefiles import Over, effective_day, load_rules, paths_of
from rongcheng.rulekit.rules import Rule, RulePack

from .looking import Files, root, stamp
from .models import RuleDraft


def names() -> list[str]:
    """Every pack that is there, with a place of its own or not."""
    return sorted(path.parent.name for path in root().glob("*/pack.yaml"))


def load(name: str) -> RulePack:
    """A pack of this installation by its name, or what stands in a folder by its path.

    Raises:
        PackErrors: something in it is wrong.
    """
    return load_files(name) if _is_path(name) else live(name)


def load_files(name: str) -> RulePack:
    """A pack by its name or path as its files have it; asks no database.

    Raises:
        PackErrors: something in it is wrong.
    """
    folder = folder_of(name)
    return load_over_time(folder.parent, folder.name, timezone.localdate())


def folder_of(name: str) -> Path:
    """The folder of a pack that is given by its name or by its path."""
    return Path(name).resolve() if _is_path(name) else (root() / name).absolute()


def _is_path(name: str) -> bool:
    return name in (".", "..") or "/" in Path(name).as_posix() or name.startswith("./")


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


@dataclass(frozen=True)
class _Laid:
    """A pack with its approved drafts; ``taken``: those that its files say already."""

    pack: RulePack
    taken: frozenset[int] = frozenset()


def _laid_now(name: str) -> _Laid:
    return _laid(str(root()), name, *stamp(), timezone.localdate())


@lru_cache(maxsize=32)
def _laid(
    folder: str, name: str, files: Files, approvals: tuple[object, ...], today: date
) -> _Laid:
    pack = _over_time(folder, name, files, today)
    drafts = approved(pack.chain)
    if not drafts:
        return _Laid(pack)
    of_files = days_of(Path(folder), pack.chain)

    def state(lying: list[RuleDraft], day: date) -> RulePack:
        since = max((each for each in of_files if each <= day), default=date.min)
        pages = tuple((pack, tuple(each)) for pack, each in _pages(lying, day).items())
        return _state(folder, name, files, pages, since)

    steps = [(date.min, state([], date.min))]
    over: list[RuleDraft] = []
    done: set[int] = set()
    for day in sorted({*of_files, *(draft.from_day for draft in drafts if draft.from_day)}):
        for draft in (each for each in drafts if each.from_day == day):
            after = state([*over, draft], day)
            said = (state(over, day), state([], day))
            if all(_says_the_same(draft, before, after) for before in said):
                done.add(draft.pk)
            else:
                over.append(draft)
        steps.append((day, state(over, day)))
    return _Laid(over_time(steps, today), frozenset(done))


@lru_cache(maxsize=64)
def _state(
    folder: str,
    name: str,
    files: Files,
    over: tuple[tuple[str, tuple[Over, ...]], ...],
    since: date,
) -> RulePack:
    """A pack with its files up to ``since`` and pages over them, each state read once."""
    return load_rules(Path(folder), name, dict(over), since)


def _says_the_same(draft: RuleDraft, one: RulePack, other: RulePack) -> bool:
    rules = (one.rules.get(draft.rule), other.rules.get(draft.rule))
    return same(*rules) and one.notices == other.notices


@lru_cache(maxsize=32)
def _over_time(folder: str, name: str, files: Files, today: date) -> RulePack:
    first = _state(folder, name, files, (), date.min)
    days = days_of(Path(folder), first.chain)
    steps = [(day, _state(folder, name, files, (), day)) for day in days]
    return over_time([(date.min, first), *steps], today) if steps else first


def lying(name: str) -> list[RuleDraft]:
    """The approved drafts that count where a pack is given by its name; none by its path."""
    if _is_path(name):
        return []
    laid = _laid_now(name)
    return [draft for draft in approved(laid.pack.chain) if draft.pk not in laid.taken]


def in_files(name: str) -> RulePack:
    """A pack as its files have it, without drafts."""
    return _over_time(str(root()), name, stamp()[0], timezone.localdate())


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
    pages = _lying_over(name, day)
    pages.setdefault(name, []).append(Over(label, text))
    return load_rules(root(), name, pages, day)


def whole_wording(name: str, id: str, day: date) -> Rule | None:
    """A rule as it stands on a day, valid in the days that its text gives, not those it is left."""
    pack = live(name)
    if id not in pack.dated:
        return pack.rules.get(id)
    return load_rules(root(), name, _lying_over(name, day), day).rules.get(id)


def _lying_over(name: str, day: date) -> dict[str, list[Over]]:
    """The approved drafts that lie over the files of packs on a day."""
    done = _laid_now(name).taken
    return _pages([d for d in approved(in_files(name).chain) if d.pk not in done], day)


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


def mistakes(name: str, read: Callable[[str], RulePack] = load) -> list[str]:
    """What is wrong in a pack, a line for each, with file and line; rules and appeals."""
    found: list[str] = []
    try:
        read(name)
    except PackError as error:
        found += error.mistakes
    if name in names():
        try:
            rules_of(name, root())
        except PackError as error:
            found += error.mistakes
    return list(dict.fromkeys(found))


def hints(name: str) -> list[str]:
    """What would make the rules of a pack that holds together easier to read; no mistakes.

    Raises:
        PackErrors: something in it is wrong.
    """
    return [line for lines in load(name).hints.values() for line in lines]


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
             "documents", "excludes", "without_applying")  # fmt: skip
    found = [part for part in parts if getattr(before, part) != getattr(after, part)]
    pairs = (
        ("condition", {c.id: c for c in before.conditions}, {c.id: c for c in after.conditions}),
        ("parameter", dict(before.parameters), dict(after.parameters)),
    )
    for kind, olds, news in pairs:
        ids = dict.fromkeys([*olds, *news])
        found += [f"{kind} {id}" for id in ids if olds.get(id) != news.get(id)]
    return tuple(found)
