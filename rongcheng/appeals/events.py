"""The table of everything that can happen to an appeal.

One line tells how an event is called, who may record it, in which stages it can happen, to which
stage it leads, what it does to the clock, and whose turn it is afterwards. Services, pages, clocks
and statistics all read this table; none of them knows an event that is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where an appeal stands."""

    RECEIVED = "received", _("Received")
    RETURNED = "returned", _("Returned, to be assigned again")
    RULING = "ruling", _("Before the ruling office")
    ASSIGNED = "assigned", _("Assigned, not yet signed for")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING_WORKER = "waiting_worker", _("Waiting for the worker")
    SUSPENDED = "suspended", _("Suspended by law")
    ANSWERED = "answered", _("Answered, to be confirmed")
    PROCEDURE = "procedure", _("Transferred to a legal procedure")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Joined to another appeal")


class Turn(models.TextChoices):
    """Who has to act next."""

    DISPATCHER = "dispatcher", _("Dispatcher")
    RULER = "ruler", _("Ruling office")
    HOLDER = "holder", _("Responsible office")
    WORKER = "worker", _("Worker")
    NOBODY = "nobody", _("Nobody")


class Who(models.TextChoices):
    """In which part somebody acts on an appeal."""

    WORKER = "worker", _("The worker or who speaks for them")
    TAKER = "taker", _("Who takes appeals down for workers")
    DISPATCHER = "dispatcher", _("Dispatcher")
    HOLDER = "holder", _("Responsible office")
    HELPER = "helper", _("Co-handling office")
    SUPERVISOR = "supervisor", _("Supervisor")
    RULER = "ruler", _("Ruling office")
    SYSTEM = "system", _("The platform")


Clock = Literal["", "start", "pause", "resume", "stop", "extend"]

OPEN = frozenset({
    Stage.RECEIVED, Stage.RETURNED, Stage.RULING, Stage.ASSIGNED, Stage.IN_PROGRESS,
    Stage.WAITING_WORKER, Stage.SUSPENDED, Stage.ANSWERED,
})  # fmt: skip
"""Stages in which an appeal is not over."""
DISPATCHED = frozenset({Stage.RECEIVED, Stage.RETURNED})
HELD = frozenset({Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.WAITING_WORKER, Stage.SUSPENDED})
"""Stages in which an office is answerable."""
WORKING = frozenset({Stage.IN_PROGRESS, Stage.WAITING_WORKER, Stage.SUSPENDED})
ENDED = frozenset(Stage) - OPEN
KNOWN = OPEN | {Stage.PROCEDURE, Stage.CLOSED}
"""Stages in which what another body decides is still recorded."""


@dataclass(frozen=True)
class Kind:
    """One kind of event; see the module's first lines."""

    wording: str | Promise
    who: frozenset[Who]
    during: frozenset[Stage]
    to: Stage | None = None
    clock: Clock = ""
    turn: Turn | None = None
    public: bool = False
    needs: tuple[str, ...] = ()


def _kind(
    wording: str | Promise, who: str, during: frozenset[Stage] | set[Stage],
    to: Stage | None = None, **more: object,
) -> Kind:  # fmt: skip
    return Kind(wording, frozenset(map(Who, who.split())), frozenset(during), to, **more)  # type: ignore[arg-type]


S, T = Stage, Turn
NEW: frozenset[Stage] = frozenset()
"""An event that begins an appeal happens in no stage."""

TABLE: dict[str, Kind] = {
    # --- at the door -----------------------------------------------------------------------------
    "filed": _kind(_("Appeal filed"), "worker taker system", NEW, S.RECEIVED, clock="start",
                   turn=T.DISPATCHER, public=True),
    "read": _kind(_("Read by the platform"), "system", OPEN),
    "corrected": _kind(_("Category or place corrected"), "worker dispatcher ruler", OPEN),
    "graded": _kind(_("Urgency set"), "dispatcher supervisor system", OPEN),
    "restricted": _kind(_("Restricted as sensitive"), "dispatcher supervisor holder system", OPEN),
    "accused": _kind(_("About an office itself, which is kept from it"),
                     "worker taker dispatcher supervisor system",
                     DISPATCHED | {S.RULING, S.ASSIGNED} | WORKING, public=True,
                     needs=("to_office",)),
    "acquitted": _kind(_("Not about that office: it may have it"), "dispatcher supervisor", OPEN,
                       needs=("to_office", "text")),
    "refused": _kind(_("Not accepted, with whom to turn to"), "dispatcher", DISPATCHED, S.REFUSED,
                     clock="stop", turn=T.NOBODY, public=True, needs=("text",)),
    "merged": _kind(_("Joined to another appeal"), "worker dispatcher", OPEN, S.MERGED,
                    clock="stop", turn=T.NOBODY, public=True),
    "joined": _kind(_("Another worker joined"), "worker dispatcher", OPEN),
    # --- to the office responsible ---------------------------------------------------------------
    "assigned": _kind(_("Assigned"), "dispatcher system", DISPATCHED, S.ASSIGNED, turn=T.HOLDER,
                      public=True, needs=("to_office",)),
    "ruled": _kind(_("Assigned by ruling"), "ruler", {S.RULING, S.RECEIVED, S.RETURNED, S.ASSIGNED},
                   S.ASSIGNED, turn=T.HOLDER, public=True, needs=("to_office", "text")),
    "helper_added": _kind(_("Co-handling office added"), "dispatcher holder system", OPEN,
                          needs=("to_office",)),
    "signed": _kind(_("Signed for"), "holder", {S.ASSIGNED}, S.IN_PROGRESS, turn=T.HOLDER,
                    public=True),
    "returned": _kind(_("Returned: another office is responsible"), "holder",
                      {S.ASSIGNED, S.IN_PROGRESS}, S.RETURNED, turn=T.DISPATCHER,
                      needs=("text", "clause", "to_office")),
    "put_before_ruler": _kind(_("Put before the ruling office"), "system", {S.RETURNED}, S.RULING,
                              turn=T.RULER),
    "transfer_offered": _kind(_("Transfer offered to another place"), "holder", {S.IN_PROGRESS},
                              needs=("text", "to_office")),
    "transfer_accepted": _kind(_("Transfer accepted"), "helper", {S.IN_PROGRESS}, S.IN_PROGRESS,
                               turn=T.HOLDER, public=True),
    "transfer_refused": _kind(_("Transfer refused"), "helper", {S.IN_PROGRESS},
                              needs=("text", "clause", "to_office")),
    # --- at work ---------------------------------------------------------------------------------
    "contacted": _kind(_("Spoke with the worker"), "holder", WORKING, public=True),
    "progress": _kind(_("Progress"), "holder", WORKING, public=True, needs=("text",)),
    "noted": _kind(_("Internal note"), "holder helper dispatcher supervisor", OPEN,
                   needs=("text",)),
    "material_asked": _kind(_("More material asked for"), "holder", {S.IN_PROGRESS},
                            S.WAITING_WORKER, clock="pause", turn=T.WORKER, public=True,
                            needs=("text",)),
    "material_added": _kind(_("Material added"), "worker taker", OPEN, public=True),
    "material_came": _kind(_("Back to the office: material is there"), "system",
                           {S.WAITING_WORKER}, S.IN_PROGRESS, clock="resume", turn=T.HOLDER),
    "suspended": _kind(_("Suspended"), "holder", {S.IN_PROGRESS}, S.SUSPENDED, clock="pause",
                       turn=T.HOLDER, public=True, needs=("text", "reason")),
    "resumed": _kind(_("Taken up again"), "holder system", {S.SUSPENDED, S.WAITING_WORKER},
                     S.IN_PROGRESS, clock="resume", turn=T.HOLDER, public=True),
    "extension_asked": _kind(_("Extension asked for"), "holder", WORKING, needs=("text", "days")),
    "extension_granted": _kind(_("Extension granted"), "supervisor", WORKING, clock="extend",
                               public=True, needs=("days",)),
    "extension_refused": _kind(_("Extension refused"), "supervisor", WORKING, needs=("text",)),
    "helper_answered": _kind(_("Co-handling office answered"), "helper", OPEN, needs=("text",)),
    "handed_over": _kind(_("Handed over"), "holder", WORKING, public=True, needs=("to_name",)),
    "handover_taken": _kind(_("The hand-over was taken up"), "holder helper system", KNOWN,
                            public=True),
    "handover_answered": _kind(_("Answer to the hand-over"), "holder helper system", KNOWN,
                               public=True, needs=("text",)),
    "into_procedure": _kind(_("Transferred to a legal procedure"), "holder", WORKING, S.PROCEDURE,
                            clock="stop", turn=T.NOBODY, public=True, needs=("text",)),
    # --- pressing --------------------------------------------------------------------------------
    "hurried": _kind(_("Asked for speed"), "worker taker", OPEN, public=True),
    "reminded": _kind(_("Reminded"), "supervisor system dispatcher", OPEN),
    "supervised": _kind(_("Under supervision"), "supervisor", OPEN, public=True, needs=("text",)),
    "escalated": _kind(_("Reported up the line"), "system supervisor", KNOWN),
    # --- groups ----------------------------------------------------------------------------------
    "roster_changed": _kind(_("Roster changed"), "worker taker holder dispatcher",
                            OPEN | {S.PROCEDURE}),
    "line_paid": _kind(_("A worker was paid"), "holder", WORKING | {S.ANSWERED, S.PROCEDURE}),
    "line_signed_off": _kind(_("A worker signed off"), "holder",
                             WORKING | {S.ANSWERED, S.PROCEDURE}),
    # --- to the end ------------------------------------------------------------------------------
    "answered": _kind(_("Answered"), "holder", WORKING, S.ANSWERED, clock="stop", turn=T.WORKER,
                      public=True, needs=("text", "outcome")),
    "confirmed": _kind(_("Worker confirms: solved"), "worker taker", {S.ANSWERED}, S.CLOSED,
                       turn=T.NOBODY, public=True),
    "disputed": _kind(_("Worker says: not solved"), "worker taker system", {S.ANSWERED},
                      S.IN_PROGRESS, clock="resume", turn=T.HOLDER, public=True, needs=("text",)),
    "called_back": _kind(_("Called back"), "supervisor dispatcher",
                         {S.ANSWERED, S.CLOSED, S.PROCEDURE}),
    "rated": _kind(_("Rated by the worker"), "worker taker", {S.ANSWERED, S.CLOSED, S.PROCEDURE}),
    "closed": _kind(_("Closed"), "system dispatcher supervisor", {S.ANSWERED, S.WAITING_WORKER},
                    S.CLOSED, clock="stop", turn=T.NOBODY, public=True),
    "reopened": _kind(_("Taken up again after it was closed"), "worker taker supervisor system",
                      {S.CLOSED, S.PROCEDURE}, S.IN_PROGRESS, clock="start", turn=T.HOLDER,
                      public=True, needs=("text",)),
    "withdrawn": _kind(_("Withdrawn by the worker"), "worker taker", OPEN, S.WITHDRAWN,
                       clock="stop", turn=T.NOBODY, public=True),
}  # fmt: skip
"""Code of the event to its line."""
