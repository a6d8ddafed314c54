"""What filing would lead to: the place, the office and the days, before anybody has filed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rongcheng.agencies.models import Office
from rongcheng.places.codes import COUNTY, at_level
from rongcheng.places.models import Place

from .pack import rules_for
from .services.accused import accused_of
from .services.reading import Proposal
from .services.routing import CATCH_ALL, Matter, Route, answering_place, route
from .state import State, fold
from .wording import Standing


@dataclass
class Imagined:
    """An event that has not happened."""

    code: str
    at: datetime
    office_id: int | None = None
    to_office_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Forecast:
    """Where it would go.

    ``place`` answers for it; ``served``: a dispatcher works there; ``route`` names the offices;
    ``state`` is what the log would fold to, with the days; ``accused`` the offices it is kept from.
    """

    place: Place
    served: bool
    route: Route
    state: State
    accused: tuple[Office, ...] = ()

    @property
    def standing(self) -> Standing:
        """The sentence's facts, as if it had been assigned."""
        lead = self.route.lead
        return Standing(
            self.state.stage, self.state.urgency, lead.name if lead else "", self.place.name,
            self.state.due_at, self.state.contact_due, provisional=self.state.provisional,
        )  # fmt: skip


def forecast(
    text: str, category: str, proposal: Proposal, *, event: int | None, home: int | None,
    matter: str, now: datetime, about_office: str | None = None,
) -> Forecast | None:  # fmt: skip
    """Where an appeal of ``category`` would go if it were filed now; None: no place is known.

    Args:
        event, home: 12-digit place codes of what happened and of the worker's home.
        about_office: see ``services/filing.Filing``.
        matter: the kind of request, which decides the time.
    """
    from rongcheng.agencies.queries import offices_of

    code = answering_place(category, event, home, rules_for(event or home or 0))
    place = Place.objects.filter(code=at_level(code, COUNTY)).first() if code else None
    if place is None:
        return None
    rules = rules_for(place.code)
    filed = Imagined("filed", now, detail={"urgency": proposal.urgency, "matter": matter})
    looked_at = Matter(category, text, event, home, place.code, list(proposal.more_categories))
    about = accused_of(looked_at, rules, about_office)
    found = route(replace(looked_at, accused_ids=[office.pk for office in about]), rules=rules)
    served = offices_of(place.code, CATCH_ALL) is not None
    return Forecast(place, served, found, fold([filed], rules), tuple(about))
