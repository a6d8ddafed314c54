"""What a worker reads about themself: every value with its source, and who looked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from rongcheng.audit.acts import wording
from rongcheng.people.models import Person, SourceRecord
from rongcheng.people.queries import person as one
from rongcheng.people.queries.person import FieldHistory
from rongcheng.people.views import wordings
from rongcheng.web import formats

from .models import Consent


@dataclass(frozen=True)
class Line:
    """A field with the value in force, who said so when, and what oneself said that waits."""

    name: str
    label: str
    value: str
    source: str
    said_on: date | None
    waiting: str
    waiting_since: date | None

    @property
    def origin(self) -> tuple[str, date | None]:
        """Who said so, and when."""
        return self.source, self.said_on


def usual_source(told: list[Line]) -> tuple[str, date | None]:
    """Where most of the values come from, so that a page need not repeat it at each."""
    counted = Counter((line.source, line.said_on) for line in told)
    return max(counted, key=counted.__getitem__, default=("", None))


def lines(of: Person) -> list[Line]:
    """What is recorded about a person, field by field."""
    return [_line(history) for history in one.provenance(one.records(of))]


def _line(history: FieldHistory) -> Line:
    winner = history.winner
    own = [
        said for said in history.others
        if said.record.channel == SourceRecord.Channel.SELF
        and winner and said.record.pk > winner.pk
    ]  # fmt: skip
    newest = max(own, key=lambda said: said.record.pk, default=None)
    return Line(
        name=history.name,
        label=str(wordings.FIELDS.get(history.name, history.name)),
        value=_words(history.name, history.value),
        source=wordings.source(winner) if winner else "",
        said_on=winner.said_on if winner else None,
        waiting=_words(history.name, newest.value) if newest else "",
        waiting_since=newest.record.said_on if newest else None,
    )


def _words(name: str, value: str) -> str:
    if name == "birth_date" and value:
        return formats.day(date.fromisoformat(value))
    return wordings.value(name, value)


def spells(of: Person) -> list[dict]:
    """Employment, the present one first, in words."""
    return wordings.work_timeline(list(one.spells(of)))


def sources(of: Person) -> list[dict]:
    """Every statement about the person, newest first."""
    return [wordings.statement(told) for told in one.history(one.records(of))]


def looks(of: Person) -> list[dict[str, Any]]:
    """Who opened, changed or exported the person's data, when and why, newest first."""
    return [
        {"when": look.at, "by": look.who, "title": wording(look.act), "text": look.reason,
         "act": look.act}
        for look in one.looks(of)
    ]  # fmt: skip


def consents(of: Person) -> list[Consent]:
    """The notices that the person agreed to, the latest first."""
    return list(Consent.objects.filter(person=of).order_by("-pk"))


def everything(of: Person) -> dict[str, Any]:
    """All of it as data, with full numbers: a person's copy of their own record."""
    inner = {"id_index", "phone_index", "pinyin"}
    values = {
        name: getattr(of, of._meta.get_field(name).attname)
        for name in one.SHOWN
        if name not in inner | {"household_no"}
    }
    return {
        "number": of.pk,
        "values": values | {"household_no": of.household.number if of.household else None},
        "employment": [
            {"employer": s["spell"].employer_name, "occupation": s["spell"].occupation,
             "industry": s["spell"].industry, "place": s["place"], "wage_fen": s["spell"].wage,
             "contract": s["spell"].contract, "insurance": s["spell"].insurance,
             "from": s["spell"].start_date, "to": s["spell"].end_date, "source": s["source"]}
            for s in spells(of)
        ],
        "statements": [
            {"said_on": r.said_on, "recorded_at": r.recorded_at, "source": wordings.source(r),
             "values": {k: v for k, v in r.stated().items() if k not in inner}}
            for r in one.records(of)
        ],
        "who_looked": looks(of),
        "consents": [
            {"notice": c.version, "given_at": c.given_at, "withdrawn_at": c.withdrawn_at}
            for c in consents(of)
        ],
    }  # fmt: skip
