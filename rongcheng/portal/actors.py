"""Who acts here: a worker who proved who they are, or a visitor who is nobody yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rongcheng.appeals.models import Appeal
from rongcheng.benefits.models import Application
from rongcheng.people.models import Person


@dataclass(frozen=True)
class Worker:
    """A registered person, acting for themselves."""

    person: Person

    @property
    def actor(self) -> str:
        return f"worker:{self.person.pk}"

    @property
    def actor_name(self) -> str:
        return self.person.name


@dataclass(frozen=True)
class Visitor:
    """Somebody who proved a phone and says their name."""

    name: str

    @property
    def actor(self) -> str:
        return "visitor"

    @property
    def actor_name(self) -> str:
        return self.name


@dataclass(frozen=True)
class Follower:
    """Somebody who knows an appeal's number and the phone that was left with it."""

    appeal: Appeal

    @property
    def appeal_id(self) -> int:
        return self.appeal.pk

    @property
    def actor(self) -> str:
        return "follower"

    @property
    def actor_name(self) -> str:
        return self.appeal.name or _("By number and phone")


@dataclass(frozen=True)
class Claimant:
    """Somebody who proved the phone on record of an application's person, for this one only."""

    application: Application

    @property
    def person(self) -> Person | None:
        return self.application.person

    @property
    def actor(self) -> str:
        return "claimant"

    @property
    def actor_name(self) -> str:
        return self.application.person.name if self.application.person else ""


@dataclass(frozen=True)
class Spokesperson:
    """A registered person who acts for the employers that an office confirmed."""

    person: Person
    employer_ids: frozenset[int]

    @property
    def actor(self) -> str:
        return f"worker:{self.person.pk}"

    @property
    def actor_name(self) -> str:
        return self.person.name
