"""Who acts here: a worker who proved who they are, or a visitor who is nobody yet."""

from __future__ import annotations

from dataclasses import dataclass

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
