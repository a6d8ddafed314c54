"""Who tells a matter: a worker who signed in, somebody who proved a phone, or nobody by name."""

from __future__ import annotations

from dataclasses import dataclass

from rongcheng.appeals.models import Appeal
from rongcheng.audit.services import Actor
from rongcheng.people.models import Person

from .actors import Follower, Worker


@dataclass(frozen=True)
class Speaker:
    """Who tells it, as far as it is known, and as whom they act."""

    by: Actor
    person: Person | None = None
    name: str = ""
    phone: str = ""
    said_home: int | None = None

    @property
    def home(self) -> int | None:
        """Code of the home place: on record, or as said by who is not registered."""
        return self.person.home_place_id if self.person else self.said_home

    def of(self, appeal: Appeal) -> Worker | Follower:
        """As whom they act on an appeal that they filed."""
        return Worker(self.person) if self.person else Follower(appeal)
