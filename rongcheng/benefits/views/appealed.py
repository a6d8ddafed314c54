"""On the page of an appeal against a decision: what was decided, and on which facts."""

from __future__ import annotations

from django.http import HttpRequest

from rongcheng.appeals.models import Appeal
from rongcheng.appeals.state import State
from rongcheng.appeals.views.sections import Section, section
from rongcheng.benefits.models import Decision
from rongcheng.benefits.queries.objecting import decision_against, may_see_facts
from rongcheng.benefits.queries.scope import visible_applications
from rongcheng.core.yamlfile import PackError
from rongcheng.rules.packs import live

from . import review_timeline


@section(order=10)
def decided(request: HttpRequest, appeal: Appeal, state: State) -> Section | None:
    """The decision with its reason; conditions and facts for those who may see them."""
    found = decision_against(appeal)
    if found is None:
        return None
    application = found.application
    context: dict[str, object] = {
        "decision": found, "application": application,
        "opens": visible_applications(request.user).filter(pk=application.pk).exists(),
    }  # fmt: skip
    if may_see_facts(request.user, application):
        context |= {
            "conditions": review_timeline.conditions(found, None), "facts": _facts(found),
        }  # fmt: skip
    return Section("benefits/review/_appealed.html", context)


def _facts(decision: Decision) -> list[tuple[str, str]]:
    try:
        return review_timeline.facts(decision, live(decision.application.pack))
    except PackError:  # the page of the pack tells what is wrong with it
        return []
