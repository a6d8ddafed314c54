"""Appeals against what was decided: which there are, and what one is about."""

from __future__ import annotations

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.events import OPEN
from rongcheng.appeals.models import Appeal
from rongcheng.benefits.handling import Advice, handling_at
from rongcheng.benefits.models import Application, ApplicationEvent, Decision
from rongcheng.benefits.queries.scope import visible_applications


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
    event = _appealed(appeal)
    return event.application if event else None


def decision_against(appeal: Appeal) -> Decision | None:
    """The decision that an appeal is against: the last one before it was filed."""
    event = _appealed(appeal)
    if event is None:
        return None
    before = event.application.decisions.filter(
        event__code__in=("approved", "refused"), event__seq__lt=event.seq
    )
    return before.select_related("event", "event__office", "application").last()


def may_see_facts(staff: Staff, application: Application) -> bool:
    """Whether a reader of the appeal sees what was decided on, beside what was decided.

    Those who may open the application, and those who have to settle appeals: whoever objects hands
    them the decision to be looked at. Who only took the appeal down does not.
    """
    settles = (Can.HANDLE_APPEALS, Can.DISPATCH_APPEALS, Can.RULE_APPEALS, Can.SUPERVISE_APPEALS)
    if any(staff.can(right) for right in settles):
        return True
    return visible_applications(staff).filter(pk=application.pk).exists()


def _appealed(appeal: Appeal) -> ApplicationEvent | None:
    found = ApplicationEvent.objects.filter(code="appealed", detail__number=appeal.number)
    return found.select_related("application").first()
