"""What can be done on the page of an application: for each kind of event its form and service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from rongcheng.agencies.models import Staff
from rongcheng.benefits import review_forms as f
from rongcheng.benefits.accounts import Account
from rongcheng.benefits.events import TABLE
from rongcheng.benefits.models import Application
from rongcheng.benefits.services import reviewing


@dataclass(frozen=True)
class Action:
    """One thing that can be done: its event, form, service, and where it stands on the page."""

    code: str
    form: type[f.ActForm]
    run: Callable[..., object]
    icon: str
    group: str
    label: object = ""

    @property
    def name(self) -> str:
        return str(self.label or TABLE[self.code].wording)


def _amount(*, by: Staff, application: Application, yuan: Any, reason: str) -> None:
    reviewing.set_amount(by=by, application=application, amount=int(yuan * 100), reason=reason)


def _papers(*, by: Staff, application: Application, title: str, files: Any, text: str) -> None:
    reviewing.add_papers(by=by, application=application, text=text,
                         papers=[(title, file) for file in files])  # fmt: skip


def _account(*, by: Staff, application: Application, **given: str) -> None:
    reviewing.give_account(by=by, application=application, account=Account(**given))


NOW, MORE, DOOR = "now", "more", "door"
GROUPS = [
    (NOW, gettext_lazy("Next")), (MORE, gettext_lazy("Also possible")),
    (DOOR, gettext_lazy("For the applicant")),
]  # fmt: skip
ACTIONS = {each.code: each for each in (
    Action("checked", f.CheckForm, reviewing.check, "check-lg", NOW,
           gettext_lazy("Check and pass on")),
    Action("approved", f.ApproveForm, reviewing.approve, "patch-check", NOW,
           gettext_lazy("Approve")),
    Action("refused", f.RefuseForm, reviewing.refuse, "x-circle", NOW,
           gettext_lazy("Refuse with the clause")),
    Action("reopened", f.ReasonForm, reviewing.reopen, "arrow-counterclockwise", NOW,
           gettext_lazy("Take up again")),
    Action("papers_asked", f.AskForm, reviewing.ask_papers, "question-circle", MORE,
           gettext_lazy("Ask for papers")),
    Action("amount_set", f.AmountForm, _amount, "cash-stack", MORE,
           gettext_lazy("Set the amount")),
    Action("sent_down", f.ReasonForm, reviewing.send_down, "arrow-left", MORE,
           gettext_lazy("Send back one step")),
    Action("noted", f.NoteForm, reviewing.note, "journal-text", MORE,
           gettext_lazy("Internal note")),
    Action("paper_added", f.PapersForm, _papers, "cloud-upload", DOOR,
           gettext_lazy("Add papers")),
    Action("account_given", f.AccountForm, _account, "bank", DOOR,
           gettext_lazy("Give the bank account")),
    Action("confirmed", f.PlainForm, reviewing.confirm, "check-lg", DOOR,
           gettext_lazy("The person confirms it")),
    Action("declined", f.ReasonForm, reviewing.decline, "x-lg", DOOR,
           gettext_lazy("The person declines it")),
    Action("withdrawn", f.ReasonForm, reviewing.withdraw, "trash", DOOR,
           gettext_lazy("Withdraw for the applicant")),
)}  # fmt: skip


def perform(action: Action, *, by: Staff, application: Application, form: f.ActForm) -> None:
    """Do it, with what the valid form says.

    Raises:
        Refusal: the service refused; the message is for the person.
    """
    action.run(by=by, application=application, **form.cleaned_data)
