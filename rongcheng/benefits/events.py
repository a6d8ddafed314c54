"""The table of everything that can happen to an application for a benefit.

One line tells how an event is called, who may record it, in which stages it can happen and to which
stage it leads. Services, pages, clocks and statistics all read this table.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where an application stands; under review also at which step (village, township, county)."""

    OFFERED = "offered", _("Offered, to be confirmed by the person")
    REVIEW = "review", _("Under review")
    WAITING = "waiting", _("Waiting for the applicant's papers")
    APPROVAL = "approval", _("Before the approver")
    NOTICE = "notice", _("On public notice")
    PAYABLE = "payable", _("To be paid")
    PAYING = "paying", _("With the bank")
    BOUNCED = "bounced", _("Returned by the bank")
    PAID = "paid", _("Paid")
    GRANTED = "granted", _("Granted")
    RECOVERY = "recovery", _("To be paid back")
    RECOVERED = "recovered", _("Paid back")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed: nobody confirmed it")
    ENDED = "ended", _("Granted, and ended since")


class Who(models.TextChoices):
    """In which part somebody acts on an application."""

    APPLICANT = "applicant", _("The applicant")
    CLERK = "clerk", _("Who applies for somebody at a desk")
    CHECKER = "checker", _("Who checks it at its step")
    APPROVER = "approver", _("Approver")
    PAYER = "payer", _("Finance officer")
    SYSTEM = "system", _("The platform")


S = Stage
BEFORE_DECISION = frozenset({S.REVIEW, S.WAITING, S.APPROVAL})
OPEN = BEFORE_DECISION | {S.OFFERED, S.NOTICE, S.PAYABLE, S.PAYING, S.BOUNCED}
"""Stages in which an application is not over."""
DECIDED = frozenset({S.NOTICE, S.PAYABLE, S.PAYING, S.BOUNCED, S.PAID, S.GRANTED, S.RECOVERY})
"""Stages of what was approved and still counts against the budget or was paid."""
DEAD = frozenset({S.REFUSED, S.WITHDRAWN, S.LAPSED, S.RECOVERED, S.ENDED})
"""Stages that leave the way free for another application for the same."""
NEW: frozenset[Stage] = frozenset()


@dataclass(frozen=True)
class Kind:
    """One kind of event; see the module's first lines. ``to`` None: the stage stays, or the step
    decides (``state.py``)."""

    wording: str | Promise
    who: frozenset[Who]
    during: frozenset[Stage]
    to: Stage | None = None
    needs: tuple[str, ...] = ()
    public: bool = False


def _kind(
    wording: str | Promise, who: str, during: frozenset[Stage] | set[Stage],
    to: Stage | None = None, needs: tuple[str, ...] = (), public: bool = True,
) -> Kind:  # fmt: skip
    return Kind(wording, frozenset(map(Who, who.split())), frozenset(during), to, needs, public)


TABLE: dict[str, Kind] = {
    # --- in at the door --------------------------------------------------------------------------
    "offered": _kind(_("Found by the platform without applying"), "system", NEW, S.OFFERED),
    "applied": _kind(_("Applied"), "applicant clerk", NEW, S.REVIEW),
    "confirmed": _kind(_("Confirmed by the person"), "applicant clerk", {S.OFFERED}, S.REVIEW),
    "declined": _kind(_("Declined by the person"), "applicant clerk", {S.OFFERED}, S.WITHDRAWN),
    "lapsed": _kind(_("Lapsed"), "system", {S.OFFERED}, S.LAPSED),
    "withdrawn": _kind(_("Withdrawn"), "applicant clerk",
                       {S.REVIEW, S.WAITING, S.APPROVAL, S.NOTICE}, S.WITHDRAWN),
    # --- checked, step by step -------------------------------------------------------------------
    "checked": _kind(_("Checked and passed on"), "checker", {S.REVIEW}),
    "sent_down": _kind(_("Sent back one step"), "checker approver", {S.REVIEW, S.APPROVAL},
                       S.REVIEW, needs=("text",), public=False),
    "papers_asked": _kind(_("More papers asked for"), "checker", {S.REVIEW}, S.WAITING,
                          needs=("text",)),
    "paper_added": _kind(_("Paper added"), "applicant clerk checker",
                         {S.OFFERED, S.REVIEW, S.WAITING}),
    "papers_came": _kind(_("Back to the office: papers are there"), "system checker", {S.WAITING},
                         S.REVIEW),
    "amount_set": _kind(_("Amount set"), "checker approver", {S.REVIEW, S.APPROVAL},
                        needs=("amount", "text")),
    "noted": _kind(_("Internal note"), "checker approver payer", frozenset(Stage), needs=("text",),
                   public=False),
    # --- decided ---------------------------------------------------------------------------------
    "approved": _kind(_("Approved"), "approver", {S.APPROVAL}),
    "refused": _kind(_("Refused, with the reason"), "checker approver",
                     {S.REVIEW, S.WAITING, S.APPROVAL, S.NOTICE, S.PAYABLE, S.BOUNCED}, S.REFUSED,
                     needs=("text", "clause")),
    "reopened": _kind(_("Taken up again"), "approver", {S.REFUSED}, S.REVIEW, needs=("text",)),
    "put_up": _kind(_("Put on public notice"), "system", {S.NOTICE}),
    "objected": _kind(_("Objection received"), "system", {S.NOTICE}, public=False),
    "objection_settled": _kind(_("Objection settled"), "approver", {S.NOTICE}, needs=("text",),
                               public=False),
    "notice_over": _kind(_("Public notice ended"), "system", {S.NOTICE}),
    # --- paid ------------------------------------------------------------------------------------
    "account_given": _kind(_("Bank account given"), "applicant clerk",
                           BEFORE_DECISION | {S.OFFERED, S.NOTICE, S.PAYABLE, S.BOUNCED}),
    "batched": _kind(_("Put into a payment batch"), "payer", {S.PAYABLE}, S.PAYING),
    "unbatched": _kind(_("Taken out of the payment batch"), "payer", {S.PAYING}, S.PAYABLE,
                       public=False),
    "paid": _kind(_("Paid"), "payer", {S.PAYING}, S.PAID),
    # days after it paid, a bank may still take a payment back
    "bounced": _kind(_("Returned by the bank"), "payer", {S.PAYING, S.PAID}, S.BOUNCED,
                     needs=("text",)),
    # --- paid back -------------------------------------------------------------------------------
    "reclaimed": _kind(_("To be paid back"), "approver", {S.PAID}, S.RECOVERY,
                       needs=("text", "clause", "amount")),
    "repaid": _kind(_("Instalment paid back"), "payer", {S.RECOVERY}, needs=("amount",)),
    "recovered": _kind(_("Paid back in full"), "system payer", {S.RECOVERY}),
    "reclaim_ended": _kind(_("Reclaim ended"), "approver", {S.RECOVERY}, S.PAID, needs=("text",)),
    # --- against a decision ----------------------------------------------------------------------
    "appealed": _kind(_("Appealed against"), "applicant clerk", DECIDED | {S.REFUSED}),
    "ended": _kind(_("What was granted has ended"), "checker approver system", {S.GRANTED},
                   S.ENDED, needs=("text",)),
}  # fmt: skip
