"""What can be done on a case page: for each kind of event its form and the service behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.agencies.models import Office, Staff
from rongcheng.appeals import case_forms as f
from rongcheng.appeals.events import TABLE
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import rules_for
from rongcheng.appeals.services import accused, dispatch, handling, supervision, worker
from rongcheng.core.errors import Refusal

Run = Callable[..., object]


@dataclass(frozen=True)
class Action:
    """One thing that can be done: its event, form, service, and where it stands on the page."""

    code: str
    form: type[f.ActForm]
    run: Run
    icon: str
    group: str
    label: object = ""

    @property
    def name(self) -> str:
        return str(self.label or TABLE[self.code].wording)


def _supervise(*, by: Staff, appeal: Appeal, text: str, supervisor: Staff) -> object:
    return supervision.supervise(by=by, appeal=appeal, text=text, supervisor=supervisor)


def _correct(
    *, by: Staff, appeal: Appeal, form: f.CorrectForm, text: str = "", **_more: Any
) -> object:
    changes = form.changes()
    if not changes:
        raise Refusal(_("Nothing was changed."))
    return dispatch.correct(by=by, appeal=appeal, text=text, **changes)  # type: ignore[arg-type]


def _rule(
    *, by: Staff, appeal: Appeal, office: Office, text: str, teaches: str, words: str
) -> object:
    return supervision.rule(
        by=by, appeal=appeal, office=office, text=text,
        words=words.split() if teaches == "words" else (),
        whole_category=teaches == "category", only_this=teaches == "only",
    )  # fmt: skip


def _withdraw(*, by: Staff, appeal: Appeal, text: str, reason: str) -> object:
    from rongcheng.appeals.words import said

    known = rules_for(appeal.place_id).withdrawals.get(reason)
    told = "：".join(part for part in (said(known.names) if known else "", text) if part)
    return worker.withdraw(by=by, appeal=appeal, text=told)


NOW, MORE, ABOVE, DOOR, DESK = "now", "more", "above", "door", "desk"
GROUPS = [
    (NOW, gettext_lazy("Next")), (MORE, gettext_lazy("Also possible")),
    (DESK, gettext_lazy("At the dispatch desk")), (ABOVE, gettext_lazy("From above")),
    (DOOR, gettext_lazy("For the worker")),
]  # fmt: skip

ACTIONS = {each.code: each for each in (
    Action("signed", f.PlainForm, handling.sign, "check-lg", NOW, gettext_lazy("Sign for it")),
    Action("transfer_accepted", f.RemarkForm, handling.accept_transfer, "check-lg", NOW,
           gettext_lazy("Accept the transfer")),
    Action("transfer_refused", f.RefuseTransferForm, handling.refuse_transfer, "x-lg", NOW,
           gettext_lazy("Refuse the transfer")),
    Action("contacted", f.RemarkForm, handling.contact, "phone", NOW,
           gettext_lazy("Spoke with the worker")),
    Action("progress", f.TextAndFilesForm, handling.tell_progress, "megaphone", NOW,
           gettext_lazy("Tell of progress")),
    Action("helper_answered", f.TextForm, handling.answer_as_helper, "send", NOW,
           gettext_lazy("Answer the lead")),
    Action("resumed", f.RemarkForm, handling.resume, "play", NOW, gettext_lazy("Take up again")),
    Action("returned", f.ReturnForm, handling.send_back, "arrow-left", MORE,
           gettext_lazy("Return: not ours")),
    Action("noted", f.TextAndFilesForm, handling.note, "journal-text", MORE,
           gettext_lazy("Internal note")),
    Action("material_asked", f.TextForm, handling.ask_material, "question-circle", MORE,
           gettext_lazy("Ask the worker for material")),
    Action("helper_added", f.OfficeForm, handling.add_helper, "people", MORE,
           gettext_lazy("Ask another office to join")),
    Action("extension_asked", f.DaysForm, handling.ask_extension, "hourglass-split", MORE,
           gettext_lazy("Ask for more time")),
    Action("suspended", f.SuspendForm, handling.suspend, "clock-history", MORE,
           gettext_lazy("Suspend for a legal reason")),
    Action("transfer_offered", f.OfficeForm, handling.offer_transfer, "signpost-split", MORE,
           gettext_lazy("Offer to another place")),
    Action("into_procedure", f.ProcedureForm, handling.into_procedure, "bank", MORE,
           gettext_lazy("Into a legal procedure")),
    Action("corrected", f.CorrectForm, _correct, "pencil", DESK,
           gettext_lazy("Correct category, kind, place")),
    Action("graded", f.GradeForm, dispatch.grade, "bell", DESK, gettext_lazy("Set urgency")),
    Action("restricted", f.RemarkForm, dispatch.restrict, "shield-lock", DESK,
           gettext_lazy("Restrict as sensitive")),
    Action("accused", f.AccusedForm, accused.accuse, "shield-lock", DESK,
           gettext_lazy("It is about an office itself")),
    Action("acquitted", f.AcquittedForm, accused.acquit, "shield-check", DESK,
           gettext_lazy("It is not about that office")),
    Action("merged", f.MergeForm, dispatch.merge, "link-45deg", DESK,
           gettext_lazy("Join to another appeal")),
    Action("refused", f.RefuseForm, dispatch.refuse, "x-circle", DESK,
           gettext_lazy("Do not accept: belongs elsewhere")),
    Action("ruled", f.RuleForm, _rule, "award", ABOVE, gettext_lazy("Rule who answers")),
    Action("extension_granted", f.GrantForm, supervision.grant_extension, "check-lg", ABOVE,
           gettext_lazy("Grant more time")),
    Action("extension_refused", f.ReasonTextForm, supervision.refuse_extension, "x-lg", ABOVE,
           gettext_lazy("Refuse more time")),
    Action("reminded", f.RemarkForm, supervision.remind, "bell", ABOVE, gettext_lazy("Remind")),
    Action("supervised", f.SuperviseForm, _supervise, "eye", ABOVE,
           gettext_lazy("Supervise by name")),
    Action("escalated", f.TextForm, supervision.escalate, "arrow-up-right", ABOVE,
           gettext_lazy("Report up the line")),
    Action("closed", f.RemarkForm, supervision.close, "lock", ABOVE, gettext_lazy("Close")),
    Action("material_added", f.MaterialForm, worker.add_material, "cloud-upload", DOOR,
           gettext_lazy("Add the worker's material")),
    Action("hurried", f.RemarkForm, worker.hurry, "megaphone", DOOR,
           gettext_lazy("Ask for speed")),
    Action("confirmed", f.RemarkForm, worker.confirm, "patch-check", DOOR,
           gettext_lazy("Worker confirms: solved")),
    Action("disputed", f.TextForm, worker.dispute, "x-circle", DOOR,
           gettext_lazy("Worker says: not solved")),
    Action("rated", f.RateForm, worker.rate, "heart", DOOR, gettext_lazy("Worker's rating")),
    Action("reopened", f.ReasonTextForm, worker.reopen, "arrow-counterclockwise", DOOR,
           gettext_lazy("Take up again after closing")),
    Action("withdrawn", f.WithdrawForm, _withdraw, "trash", DOOR,
           gettext_lazy("Worker withdraws it")),
)}  # fmt: skip


def perform(action: Action, *, by: Staff, appeal: Appeal, form: f.ActForm) -> None:
    """Do it, with what the valid form says.

    Raises:
        Refusal: the service refused; the message is for the person.
    """
    given = dict(form.cleaned_data)
    if action.code == "corrected":
        given = {"form": form, "text": given.get("text", "")}
    action.run(by=by, appeal=appeal, **given)


def hint(code: str, appeal: Appeal) -> str:
    """What one should know before doing it."""
    if code == "returned":
        return [
            _("The first return goes back to the dispatcher; the worker's day does not move."),
            _("This is the second return: it takes a reason signed by the head of your office."),
            _("This is the third return: the ruling office will decide, the decision is final and "
              "becomes part of the routing table."),
        ][min(appeal.returns, 2)]  # fmt: skip
    if code == "material_asked":
        return _("The clock stands until the worker sends it, %(n)d working days at most.") % {
            "n": rules_for(appeal.place_id).waiting_limit.n
        }
    return str(HINTS.get(code, ""))


HINTS = {
    "progress": gettext_lazy("The worker can read this."),
    "noted": gettext_lazy("Only offices can read this."),
    "contacted": gettext_lazy("The first time ends the clock of first contact."),
    "suspended": gettext_lazy("The clock stands only for a reason that the rules know."),
    "transfer_offered": gettext_lazy(
        "Your office stays answerable until the other one has accepted."
    ),
    "helper_added": gettext_lazy("It answers you in half of the time that is left."),
    "restricted": gettext_lazy("This is never loosened again."),
    "accused": gettext_lazy(
        "That office and those below it no longer have or see it; another office or the level "
        "above takes it."
    ),
    "acquitted": gettext_lazy("From then on that office sees it; the reason is kept."),
    "refused": gettext_lazy("The worker must be told whom to turn to."),
    "extension_asked": gettext_lazy("Only once, and before the time is over."),
}
