"""Appeals against what was decided: which there are, and what one is about."""

from __future__ import annotations

from rongcheng.appeals.events import OPEN
from rongcheng.appeals.models import Appeal
from rongcheng.benefits.handling import Advice, handling_at
from rongcheng.benefits.models import Application, ApplicationEvent


def appeals_against(application: Application) -> list[Appeal]:
    """The appeals against decisions about an application, newest first."""
    events = application.events.filter(code="appealed")
    numbers = [number for number in events.values_list("detail__number", flat=True) if number]
    return list(Appeal.objects.filter(number__in=numbers).order_by("-pk"))


def open_against(application: Application) -> Appeal | None:
    """The appeal against it that is not over yet."""
    return next((each for each in appeals_against(application) if each.stage in OPEN), None)


def category_of(application: Application) -> str | None:
    """As what an appeal against a decision about it is handled, as the packs of its place say."""
    said = handling_at(application.place_id).objections
    return said.category_of(application.rule) if said else None


def advice_at(place: int | None) -> tuple[Advice, ...]:
    """What whoever objects to a decision of a place may know at once."""
    said = handling_at(place).objections if place else None
    return said.advice if said else ()


def about(appeal: Appeal) -> Application | None:
    """The application whose decision an appeal is against, if it is against one."""
    found = ApplicationEvent.objects.filter(code="appealed", detail__number=appeal.number)
    event = found.select_related("application").first()
    return event.application if event else None
