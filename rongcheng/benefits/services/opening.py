"""Reading that leaves a trace: opening an application, fetching and comparing its papers."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.audit.services import record
from rongcheng.benefits.events import Who
from rongcheng.benefits.models import Application, Paper
from rongcheng.benefits.permissions import parts_of
from rongcheng.benefits.queries.review import statements
from rongcheng.benefits.queries.scope import NotFound, application_for
from rongcheng.core.errors import NotAllowed, Refusal
from rongcheng.rules.services.answers import confirm

from .papers import fetch


@transaction.atomic
def open_application(*, by: Staff, number: str) -> Application:
    """The application for reading; NotFound where ``by`` may not see it. Leaves a trace."""
    found = application_for(by, number)
    record("benefits.opened", by=by, subject=found, place=found.place_id)
    return found


@transaction.atomic
def fetch_paper(*, by: Staff, number: str, pk: int) -> tuple[Paper, bytes]:
    """A paper of an application and its content.

    Raises:
        NotFound: the application or the paper is not within reach.
    """
    application = application_for(by, number)
    paper = application.papers.filter(pk=pk).first()
    if paper is None:
        raise NotFound(_("The application %(n)s has no such paper.") % {"n": number})
    return paper, fetch(by=by, paper=paper)


def may_compare(by: Staff, application: Application) -> bool:
    """Whether ``by`` checks this application where it is now."""
    return Who.CHECKER in parts_of(by, application)


@transaction.atomic
def compare(*, by: Staff, application: Application, facts: Collection[str]) -> None:
    """Note that statements of the applicant were compared with their papers.

    Args:
        facts: names of the facts, of those that the rule asks for and the applicant stated.

    Raises:
        NotAllowed: ``by`` does not check the application at its step.
        Refusal: none of these was stated.
    """
    if not may_compare(by, application):
        raise NotAllowed(_("Statements are compared with papers at the step that has them."))
    answers = [each.answer for each in statements(application) if each.name in facts]
    if not answers:
        raise Refusal(_("Tick at least one statement that you compared with its paper."))
    confirm(by=by, answers=answers, place=application.place_id)
