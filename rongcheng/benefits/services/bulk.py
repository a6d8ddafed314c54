"""The same act on several applications at once: each stands for itself, none hinders another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.benefits.models import Application
from rongcheng.benefits.permissions import possible
from rongcheng.benefits.queries.conflicts import findings
from rongcheng.benefits.queries.scope import application_for
from rongcheng.core.errors import Conflict, Refusal

from .reviewing import approve, check

MOST = 100
ACTS = {"checked": check, "approved": approve}


@dataclass(frozen=True)
class Result:
    """What became of one of them; ``problem`` empty where it was done."""

    number: str
    application: Application | None
    problem: str = ""


def do_all(*, by: Staff, code: str, numbers: Iterable[str]) -> list[Result]:
    """Check or approve several applications that nothing speaks against.

    One that the page of its own would warn of is left for a person to look at.

    Args:
        code: ``checked`` or ``approved``.

    Raises:
        Refusal: another act, none ticked, or more than ``MOST``.
    """
    if code not in ACTS:
        raise Refusal(_("“%(code)s” cannot be done for several at once.") % {"code": code})
    chosen = list(dict.fromkeys(numbers))
    if not chosen:
        raise Refusal(_("Tick at least one application first."))
    if len(chosen) > MOST:
        raise Refusal(_("At most %(n)d at once; these are %(m)d.") % {"n": MOST, "m": len(chosen)})
    return [_one(by, code, number) for number in chosen]


def _one(by: Staff, code: str, number: str) -> Result:
    application = None
    try:
        with transaction.atomic():
            application = application_for(by, number)
            if code not in possible(by, application):
                raise Conflict(_("This is not yours to do now."))
            if found := findings(application):
                raise Conflict(_("%(what)s: look at it alone.") % {"what": found[0].title})
            ACTS[code](by=by, application=application)
    except Refusal as error:
        if application is not None:  # as it is without what was taken back
            application = Application.objects.get(pk=application.pk)
        return Result(number, application, str(error))
    return Result(number, application)
