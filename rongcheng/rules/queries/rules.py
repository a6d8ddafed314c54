"""Reading rules: packs and their state, a rule in full, search, the fact dictionary, drafts.

Packs are public reference data, the same for every reader; drafts and trials are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.packs import load_pack
from rongcheng.agencies.roles import CAPABILITIES, Can
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import Actor
from rongcheng.core.errors import Refusal
from rongcheng.places.codes import contains
from rongcheng.rulekit.facts import Fact
from rongcheng.rulekit.notices import clause_text
from rongcheng.rulekit.rulefiles import PackErrors
from rongcheng.rulekit.rules import Rule, RulePack
from rongcheng.rules.mistakes import in_place
from rongcheng.rules.models import RuleDraft, RuleTrial
from rongcheng.rules.packs import live, mistakes, names, over_files


class NotFound(Refusal):
    """There is no such thing, or not for this reader: both answer alike."""

    status = 404


def concerns(by: Actor, pack: str) -> bool:
    """Whether a pack holds at the place of a member of staff, or in a part of it.

    Packs without a place (those that others extend) are changed in their files only.
    """
    if pack not in names() or not isinstance(by, Staff) or by.office is None:
        return False
    place = load_pack(pack).place
    if not place:
        return False
    return contains(place, by.office.place_id) or scope_of(by).covers(place)


@dataclass(frozen=True)
class PackState:
    """A pack in the list: ``pack`` is None while it has mistakes."""

    name: str
    title: dict[str, str]
    own: bool
    mistakes: tuple[str, ...]
    pack: RulePack | None
    waiting: int

    @property
    def rules(self) -> int:
        return len(self.pack.rules) if self.pack else 0

    @property
    def hints(self) -> list[str]:
        """What could be better in its files, in the reader's language, with file and line."""
        found = self.pack.hints.values() if self.pack and self.own else ()
        return [in_place(line) for lines in found for line in lines]

    @property
    def examples(self) -> int:
        return sum(len(rule.examples) for rule in self.pack.rules.values()) if self.pack else 0


def packs(staff: Staff) -> list[PackState]:
    """Every pack with its state, those of one's own place first."""
    waiting = RuleDraft.objects.filter(state=RuleDraft.State.SUBMITTED)
    counts: dict[str, int] = {}
    for pack in waiting.values_list("pack", flat=True):
        counts[pack] = counts.get(pack, 0) + 1
    found = [pack_state(staff, name, counts.get(name, 0)) for name in names()]
    return sorted(found, key=lambda each: (not each.own, not each.rules, each.name))


def pack_state(staff: Staff, name: str, waiting: int = 0) -> PackState:
    """One pack as it is now.

    Raises:
        NotFound: there is no such pack.
    """
    if name not in names():
        raise NotFound(_("There is no pack %(pack)s.") % {"pack": name})
    wrong = tuple(in_place(line) for line in mistakes(name))
    pack = None if wrong else live(name)
    own = concerns(staff, name)
    return PackState(name, load_pack(name).name, own, wrong, pack, waiting if own else 0)


def pack_for(name: str) -> RulePack:
    """A pack that holds together.

    Raises:
        NotFound: there is none of this name.
        PackErrors: something in it is wrong.
    """
    if name not in names():
        raise NotFound(_("There is no pack %(pack)s.") % {"pack": name})
    return live(name)


def rule_for(pack: RulePack, id: str) -> tuple[Rule, ...]:
    """All wordings of a rule, in the order of their days.

    Raises:
        NotFound: the pack has no such rule.
    """
    if id not in pack.rules:
        raise NotFound(_("The pack has no rule %(rule)s.") % {"rule": id})
    return pack.dated.get(id) or (pack.rules[id],)


@dataclass(frozen=True)
class Hit:
    """A rule that was looked for; ``where`` tells in which of its words the search was met."""

    pack: RulePack
    rule: Rule
    where: str


def search(staff: Staff, words: str) -> list[Hit]:
    """Rules in whose words every word of the search stands: title, clause, conditions, sources.

    A number of a clause, a notice, a paper or what a clause says finds its rules as well.
    """
    asked = words.casefold().split()
    found = []
    for name in sorted(names(), key=lambda each: (not concerns(staff, each), each)):
        try:
            pack = live(name)
        except PackErrors:
            continue  # the list of packs tells what is wrong with it
        for rule in pack.rules.values():
            texts = list(_texts(rule, pack))
            whole = "\n".join(texts).casefold()
            if asked and all(word in whole for word in asked):
                best = max(texts, key=lambda text: _met(text, asked))
                found.append(Hit(pack, rule, best))
    return found


def _met(text: str, asked: list[str]) -> int:
    folded = text.casefold()
    return sum(word in folded for word in asked)


def _texts(rule: Rule, pack: RulePack) -> Iterator[str]:
    rule = rule.worded(timezone.localdate())
    yield f"{rule.title['zh']} {rule.id}"
    yield rule.title["en"]
    stated = clause_text(rule.notice, rule.clause, pack.notices)
    yield f"{rule.notice} {rule.clause}" + (f"：{stated['zh']}" if stated else "")
    for condition in rule.conditions:
        yield f"{condition.text['zh']}（{condition.clause}）"
    yield rule.outcome.text["zh"]
    for parameter in rule.parameters.values():
        for dated in parameter.values:
            yield dated.source
    for paper in rule.documents:
        yield paper["zh"]


@dataclass(frozen=True)
class FactEntry:
    """A fact of the dictionary with the rules that ask for it."""

    fact: Fact
    subject: str
    rules: tuple[Rule, ...]


def facts(pack: RulePack, subject: str = "", words: str = "") -> list[FactEntry]:
    """The fact dictionary of a pack, narrowed to a kind of subject and to words."""
    asked = words.casefold().split()
    found = []
    for name, about in pack.subjects.items():
        if subject and name != subject:
            continue
        uses = [(rule, set(rule.facts())) for rule in pack.rules.values() if rule.subject == name]
        for fact in about.facts.values():
            codes = " ".join(each["zh"] for each in fact.code_names.values())
            whole = f"{fact.name} {fact.names['zh']} {fact.names['en']} {codes}".casefold()
            if all(word in whole for word in asked):
                rules = tuple(rule for rule, used in uses if fact.name in used)
                found.append(FactEntry(fact, name, rules))
    return found


def visible_drafts(staff: Staff) -> QuerySet[RuleDraft]:
    """Drafts of the packs that hold at one's place; unsubmitted ones only of one's own office."""
    if not (staff.can(Can.WRITE_RULES) or staff.can(Can.APPROVE_RULES)):
        return RuleDraft.objects.none()
    mine = [name for name in names() if concerns(staff, name)]
    hidden = Q(state=RuleDraft.State.DRAFT) & ~Q(office_id=staff.office_id)
    found = RuleDraft.objects.filter(pack__in=mine).exclude(hidden)
    return found.select_related("author", "office", "decided_by").order_by("-saved_at", "-pk")


def draft_for(staff: Staff, pk: int) -> RuleDraft:
    """A draft that `staff` may open.

    Raises:
        NotFound: there is none of this number among those.
    """
    found = visible_drafts(staff).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no draft %(n)s among those you may see.") % {"n": pk})
    return found


def deciders(draft: RuleDraft) -> list[Staff]:
    """Whoever can approve or refuse a draft now: all but its author, in offices of its pack's place
    or of one around it, the nearest first."""
    roles = [role for role, may in CAPABILITIES.items() if Can.APPROVE_RULES in may]
    place = load_pack(draft.pack).place
    staff = Staff.objects.filter(is_active=True, role__in=roles, office__isnull=False)
    found = staff.exclude(pk=draft.author_id).select_related("office")
    there = [each for each in found if scope_of(each).covers(place)]
    return sorted(there, key=lambda each: (-(each.office.place_id if each.office else 0), each.pk))


def drafts_of(staff: Staff, pack: str, rule: str) -> Iterable[RuleDraft]:
    """What is or was drafted about one rule, the newest first."""
    return visible_drafts(staff).filter(pack=pack, rule=rule)[:20]


def drafts_over(staff: Staff, pack: str) -> Iterable[RuleDraft]:
    """Approved drafts whose words the files of a pack do not have yet, by their days."""
    numbers = [draft.pk for draft in over_files(pack)]
    return visible_drafts(staff).filter(pk__in=numbers).order_by("from_day", "pk")


def visible_trials(staff: Staff) -> QuerySet[RuleTrial]:
    """Trials over the people of one's own place or of a part of it."""
    scope = scope_of(staff)
    may = staff.can(Can.WRITE_RULES) or staff.can(Can.APPROVE_RULES)
    if not may or scope.only_own_office:
        return RuleTrial.objects.none()
    found = RuleTrial.objects.filter(place_id__gte=scope.lo, place_id__lt=scope.hi)
    return found.select_related("by", "place", "draft").order_by("-asked_at", "-pk")


def trial_for(staff: Staff, pk: int) -> RuleTrial:
    """A trial that `staff` may open.

    Raises:
        NotFound: there is none of this number among those.
    """
    found = visible_trials(staff).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no trial %(n)s among those you may see.") % {"n": pk})
    return found


def in_force_on(rule: Rule, day: date | None = None) -> bool:
    return rule.in_force(day or timezone.localdate())
