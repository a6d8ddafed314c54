"""Rules over the registry: everybody screened for one day, or one person explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from rongcheng.core.errors import Refusal
from rongcheng.places.models import Place
from rongcheng.rulekit import engine, screened
from rongcheng.rulekit.explain import Explanation, Row, explain_all
from rongcheng.rulekit.frames import write_facts
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.rules import Rule, RulePack

from .queries.answers import stated
from .tables import facts_near, write_tables

ENGINES = ("polars", "spark")


@dataclass(frozen=True)
class Screened:
    """The decisions about one kind of subject on a day: a folder with ``decisions``, ``awards``."""

    subject: str
    rules: list[Rule]
    decisions: Path
    totals: dict[str, dict[str, int]]


def screen(pack: RulePack, day: date, using: str = "polars") -> list[Screened]:
    """Every rule of the pack in force on a day, over the whole registry.

    Facts and decisions are left in the snapshot folder.

    Raises:
        Refusal: the engine is not installed.
    """
    folder = Path(settings.SNAPSHOT_DIR) / "rules" / pack.name / day.isoformat()
    tables = write_tables(folder / "tables")
    found = []
    for name in pack.subjects:
        if rules := pack.for_subject(name, day):
            target = folder / f"{name}.{using}"
            _decide(pack, name, rules, tables, day, target, using)
            found.append(Screened(name, rules, target, screened.totals(rules, target)))
    return found


def _decide(
    pack: RulePack, name: str, rules: list[Rule], tables: dict[str, Path], day: date,
    target: Path, using: str,
) -> None:  # fmt: skip
    subject = pack.subjects[name]
    if using == "polars":
        facts = target.with_name(f"{name}.facts.parquet")
        write_facts(subject, tables, day, facts)
        engine.screen_files(rules, facts, target, subject)
        return
    from rongcheng.rulekit import spark

    try:
        session = spark.session()
    except ImportError as error:
        raise Refusal(
            "Spark is not installed here. Install the group with: .venv/bin/pip install --group "
            "spark; it needs Java 17 or newer on the path."
        ) from error
    frame = spark.facts_of(session, subject, tables, day)
    spark.screen_files(session, rules, frame, target, subject)


def explain_person(pack: RulePack, person: int, day: date) -> list[Explanation]:
    """What a person can get under a pack on a day, with reasons: eligible first.

    Raises:
        Refusal: there is no such person.
    """
    return explain_subject(pack, "person", person, day)


def explain_subject(
    pack: RulePack, subject: str, key: int | str, day: date, said: Row | None = None
) -> list[Explanation]:
    """Every rule of a pack about one subject on a day, with reasons: eligible first.

    Args:
        said: statements that are not kept yet, as while a form is filled in.

    Raises:
        Refusal: the registry does not know the subject.
    """
    row = row_of(pack, subject, key, day, said)
    return explain_all(pack, subject, row, day, place=naming(pack, subject, row))


def row_of(
    pack: RulePack, subject: str, key: int | str, day: date, said: Row | None = None
) -> dict[str, Value]:
    """The facts of one subject on a day: the registry's, and below them what it has stated.

    Raises:
        Refusal: the registry does not know the subject.
    """
    about = pack.subjects[subject]
    found = facts_near(about, key, day)
    if found is None:
        raise Refusal(_("The registry does not know %(key)s.") % {"key": key})
    for name, value in {**stated(about, key, day), **(said or {})}.items():
        if found.get(name) is None and name in about.facts:
            found[name] = value
    return found


def naming(pack: RulePack, subject: str, row: Row) -> Callable[[int], str]:
    """Names of places: those that stand in a row of facts at once, others when they are asked."""
    types = pack.subjects[subject].types
    codes = [row.get(name) for name, kind in types.items() if kind.kind == "place"]
    known = Place.objects.filter(code__in=[code for code in codes if code])
    names = dict(known.values_list("code", "full_name"))

    def named(code: int) -> str:
        if code not in names:
            other = Place.objects.filter(code=code).first()
            names[code] = other.full_name if other else str(code)
        return names[code]

    return named
