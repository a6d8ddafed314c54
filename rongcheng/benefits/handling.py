"""How applications are handled at a place: steps, clocks, who approves what, notice and payment.

``packs/<name>/handling.yaml``; a narrower pack's entry stands in place of the wider one's. Every
entry tells its origin and source, because most of it no notice decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from rongcheng.agencies.packs import load_pack, pack_names
from rongcheng.agencies.roles import Role
from rongcheng.core.workdays import Calendar
from rongcheng.core.yamlfile import Line, PackError, read
from rongcheng.employers.models import Recognition
from rongcheng.places.codes import LEVELS, contains
from rongcheng.rulekit.facts import SUBJECTS
from rongcheng.rulekit.language import fen
from rongcheng.rulekit.rules import KINDS, ORIGINS

from .bankformat import Paying, paying
from .events import Stage

PATHS = frozenset({*SUBJECTS, "listed"})


@dataclass(frozen=True)
class Origin:
    """Who decided an entry (rules.ORIGINS), and where that is written."""

    origin: str
    source: str


@dataclass(frozen=True)
class Clock:
    """Working days that a stage or step has."""

    days: int
    said: Origin


@dataclass(frozen=True)
class Route:
    """The levels that check the applications of a kind of subject, in their order."""

    steps: tuple[str, ...]
    said: Origin


@dataclass(frozen=True)
class Tier:
    """Who approves amounts up to ``up_to`` fen (None: any amount)."""

    up_to: int | None
    role: str
    said: Origin


@dataclass(frozen=True)
class Notice:
    """How long decisions of which kinds are put on public notice before they are carried out."""

    days: int
    kinds: frozenset[str]
    said: Origin


@dataclass(frozen=True)
class Recognising:
    """What a granted application for recognition leads to, and which levels check it."""

    kind: str
    level: str
    months: int
    steps: tuple[str, ...]
    said: Origin


@dataclass(frozen=True)
class Advice:
    """A sentence in ``zh`` and ``en``, and where it is written."""

    text: dict[str, str]
    clause: str


@dataclass(frozen=True)
class Objecting:
    """The category of appeals against decisions; ``rules``: of those about some rules.

    ``advice``: what whoever objects may know at once.
    """

    category: str
    said: Origin
    rules: dict[str, str] = field(default_factory=dict)
    advice: tuple[Advice, ...] = ()

    def category_of(self, rule: str) -> str:
        """The category of an appeal against a decision about a rule."""
        return self.rules.get(rule, self.category)


@dataclass(frozen=True)
class Handling:
    """What ``handling.yaml`` decides, for the place of one pack."""

    clocks: dict[str, Clock]
    paths: dict[str, Route]
    approvers: tuple[Tier, ...]
    notice: Notice
    limits: dict[str, tuple[int, Origin]] = field(default_factory=dict)
    recognitions: dict[str, Recognising] = field(default_factory=dict)
    objections: Objecting | None = None
    payment: Paying | None = None
    calendar: Calendar = field(default_factory=Calendar)

    def clock(self, stage: str, step: str = "") -> int | None:
        """Working days of a stage or, under review, of a step; None where no clock runs."""
        if stage == Stage.NOTICE:
            return self.notice.days
        found = self.clocks.get(step if stage == Stage.REVIEW else stage)
        return found.days if found else None

    def approver(self, amount: int | None) -> str:
        """The role that approves an amount in fen; what has no amount goes to the first tier."""
        for tier in self.approvers:
            if tier.up_to is None or (amount or 0) <= tier.up_to:
                return tier.role
        return self.approvers[-1].role

    def limit(self, name: str) -> int:
        """One of the pack's plain limits: days, months, people."""
        return self.limits[name][0]


def handling_at(place: int) -> Handling:
    """What holds at a place code: its most specific pack over the national one.

    Raises:
        PackError: a file of the packs is wrong.
    """
    root = Path(settings.PACKS_DIR)
    around = [(code, name) for code, name in _places(root) if contains(code, place)]
    return handling_of(max(around, default=(0, "national"))[1], root)


def all_handlings() -> list[Handling]:
    """What holds at the places of all packs that have one."""
    root = Path(settings.PACKS_DIR)
    return [handling_of(name, root) for code, name in _places(root) if code]


@lru_cache(maxsize=64)
def handling_of(pack: str, root: Path) -> Handling:
    """The handling of a pack by its name; files are read once for the life of the process."""
    chain = [pack]
    while (wider := load_pack(chain[0]).extends) is not None:
        chain.insert(0, wider)
    chain = list(dict.fromkeys(["national", *chain]))
    entries: dict[str, dict[str, Line]] = {name: {} for name in SECTIONS}
    lists: dict[str, Line] = {}
    payment: list[Line] = []
    for name in chain:
        path = root / name / "handling.yaml"
        if not path.exists():
            continue
        for key, line in read(path, root).items(set(SECTIONS) | LISTS).items():
            if key == "payment":
                payment.append(line)
            elif key in SECTIONS:
                entries[key] |= {one.text(): value for one, value in line.pairs()}
            else:
                lists[key] = line
    if not {"approvers", "notice"} <= set(lists):
        raise PackError(f"packs/{pack}: no handling.yaml says who approves and how long notice is")
    return Handling(
        clocks={k: _clock(k, v) for k, v in entries["clocks"].items()},
        paths={k: _path(k, v) for k, v in entries["paths"].items()},
        approvers=tuple(_tier(line) for line in lists["approvers"].list()),
        notice=_notice(lists["notice"]),
        limits={k: _limit(v) for k, v in entries["limits"].items()},
        recognitions={k: _recognising(v) for k, v in entries["recognitions"].items()},
        objections=_objecting(lists.get("objections")),
        payment=paying(payment),
        calendar=Calendar.load(*(root / name for name in chain)),
    )


def forget() -> None:
    """Read the packs anew at the next question."""
    handling_of.cache_clear()
    _places.cache_clear()


SECTIONS = ("clocks", "paths", "limits", "recognitions")
LISTS = {"approvers", "notice", "objections", "payment"}
SAID = {"origin", "source"}


@lru_cache(maxsize=8)
def _places(root: Path) -> tuple[tuple[int, str], ...]:
    return tuple((load_pack(name).place or 0, name) for name in pack_names())


def _said(given: dict[str, Line]) -> Origin:
    return Origin(given["origin"].one_of(set(ORIGINS), "origin"), given["source"].text())


def _clock(name: str, line: Line) -> Clock:
    if name not in (*LEVELS, *Stage):
        raise line.wrong(f"{name!r} is neither a level nor a stage of an application")
    given = line.items({"days", *SAID}, {"days", *SAID})
    return Clock(given["days"].number(1, 365), _said(given))


def _path(name: str, line: Line) -> Route:
    if name not in PATHS:
        raise line.wrong(f"{name!r} is no kind of subject; known are {', '.join(sorted(PATHS))}")
    given = line.items({"steps", *SAID}, {"steps", *SAID})
    return Route(_steps(given["steps"]), _said(given))


def _steps(line: Line) -> tuple[str, ...]:
    steps = tuple(one.one_of(set(LEVELS), "level") for one in line.list())
    if not steps or list(steps) != sorted(set(steps), key=LEVELS.index, reverse=True):
        raise line.wrong("the steps go upwards, each level once, such as village, county")
    return steps


def _recognising(line: Line) -> Recognising:
    needed = {"as", "level", "months", "steps", *SAID}
    given = line.items(needed, needed)
    return Recognising(
        given["as"].one_of(set(Recognition.Kind.values), "kind of recognition"),
        given["level"].one_of(set(Recognition.Level.values), "level of recognition"),
        given["months"].number(1, 120), _steps(given["steps"]), _said(given),
    )  # fmt: skip


def _tier(line: Line) -> Tier:
    given = line.items({"up_to", "role", *SAID}, {"role", *SAID})
    up_to = None
    if "up_to" in given:
        text = given["up_to"].text()
        up_to = fen(text.removesuffix(" yuan")) if text.endswith(" yuan") else None
        if up_to is None:
            raise given["up_to"].wrong(f"{text!r} is not money; write it as 5000 yuan")
    role = given["role"].one_of({Role.APPROVER.value, Role.CHIEF_APPROVER.value}, "approver")
    return Tier(up_to, role, _said(given))


def _notice(line: Line) -> Notice:
    given = line.items({"days", "kinds", *SAID}, {"days", "kinds", *SAID})
    kinds = frozenset(one.one_of(set(KINDS), "kind of outcome") for one in given["kinds"].list())
    return Notice(given["days"].number(1, 60), kinds, _said(given))


def _objecting(line: Line | None) -> Objecting | None:
    if line is None:
        return None
    given = line.items({"category", "rules", "advice", *SAID}, {"category", *SAID})
    some = given["rules"].pairs() if "rules" in given else []
    rules = {rule.text(): category.text() for rule, category in some}
    advice = tuple(_advice(one) for one in given["advice"].list()) if "advice" in given else ()
    return Objecting(given["category"].text(), _said(given), rules, advice)


def _advice(line: Line) -> Advice:
    given = line.items({"zh", "en", "clause"}, {"zh", "en", "clause"})
    text = {language: given[language].text() for language in ("zh", "en")}
    return Advice(text, given["clause"].text())


def _limit(line: Line) -> tuple[int, Origin]:
    given = line.items({"value", "unit", *SAID}, {"value", "unit", *SAID})
    return given["value"].number(0, 10_000), _said(given)
