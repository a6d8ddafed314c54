"""What applicants, checkers and approvers do with an application, one function an act."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.audit.services import Actor, System
from rongcheng.benefits.accounts import ACCOUNT_PURPOSE, Account, own_account
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application
from rongcheng.core.crypto import blind
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.rulekit.explain import Explanation

from . import budgets, recognising
from .decisions import snapshot
from .log import add
from .papers import Upload, keep


def confirm(*, by: Actor, application: Application, account: Account | None = None) -> None:
    """The person says yes to what was offered without applying."""
    with transaction.atomic():
        if account is not None:
            give_account(by=by, application=application, account=account)
        add(application, "confirmed", by=by)


def decline(*, by: Actor, application: Application, reason: str = "") -> None:
    """The person does not want what was offered."""
    add(application, "declined", by=by, text=reason)


def withdraw(*, by: Actor, application: Application, reason: str = "") -> None:
    """The applicant takes the application back before it is carried out."""
    add(application, "withdrawn", by=by, text=reason)


@transaction.atomic
def give_account(*, by: Actor, application: Application, account: Account) -> None:
    """Set the bank account; it must be in the applicant's own name.

    Raises:
        Refusal: the holder is somebody else, or the number is none.
    """
    owner = str(application.employer or application.person or "")
    account = own_account(account, owner)
    add(application, "account_given", by=by, bank=account.bank, ends=account.number[-4:])
    application.payee, application.bank = account.holder, account.bank
    application.account = account.number
    application.account_index = blind(account.number, ACCOUNT_PURPOSE)
    application.save(update_fields=["payee", "bank", "account", "account_index"])


@transaction.atomic
def check(*, by: Actor, application: Application, note: str = "") -> None:
    """Pass an application on to the next step, after the last one to the approver.

    Raises:
        Conflict: facts that decide are still not known, or no amount is set.
        NotAllowed: it lies at another step, or ``by`` has had a hand in it already.
    """
    if application.step == (application.path or [""])[-1]:
        _ready(application)
    add(application, "checked", by=by, text=note)


def _ready(application: Application) -> None:
    """Before it goes to the approver: every condition known, and an amount where money is paid."""
    from .deciding import judged

    if missing := lacking(application, judged(application)):
        raise Conflict(missing)


def lacking(application: Application, found: Explanation) -> str:
    """What keeps an application from going to the approver, and what to do; empty: nothing."""
    asked = [fact for fact in found.needs if fact.source == "asked"]
    recorded = [fact for fact in found.needs if fact.source != "asked"]
    if asked:
        return _("It is still not known: %(facts)s. Ask for the papers first.") % {
            "facts": "、".join(fact.label["zh"] for fact in asked)}  # fmt: skip
    if recorded:
        return _("The registry lacks: %(facts)s. Have it entered in the record first.") % {
            "facts": "、".join(fact.label["zh"] for fact in recorded)}  # fmt: skip
    if application.kind in ("cash", "support") and not application.amount:
        return _("No amount is set; set it with its reason first.")
    return ""


def send_down(*, by: Actor, application: Application, reason: str) -> None:
    """Back to the step before, with the reason."""
    add(application, "sent_down", by=by, text=reason)


def ask_papers(*, by: Actor, application: Application, text: str) -> None:
    """Ask the applicant for more papers; the step's clock stands meanwhile."""
    add(application, "papers_asked", by=by, text=text)


@transaction.atomic
def add_papers(
    *, by: Actor, application: Application, papers: Sequence[tuple[str, Upload]], text: str = ""
) -> None:
    """Add papers; where they were asked for, the application goes back to the office."""
    event = add(application, "paper_added", by=by, text=text)
    for title, upload in papers:
        keep(application=application, event=event, title=title, upload=upload)
    if application.stage == Stage.WAITING:
        add(application, "papers_came", by=System())


def set_amount(*, by: Actor, application: Application, amount: int, reason: str) -> None:
    """Set the amount (fen) of what is decided case by case, or cut it, with the reason."""
    if amount <= 0:
        raise Refusal(_("The amount must be more than nothing."))
    add(application, "amount_set", by=by, amount=amount, text=reason)


def note(*, by: Actor, application: Application, text: str) -> None:
    """An internal note."""
    add(application, "noted", by=by, text=text)


@transaction.atomic
def approve(*, by: Actor, application: Application, note: str = "", overruled: str = "") -> None:
    """Approve: money and posts go on public notice, everything else is granted at once.

    The right is judged as of the application's day, by what is known now, and kept with it.

    Args:
        overruled: why it is approved although the rule says otherwise today.

    Raises:
        Conflict: the rule says otherwise, or another benefit that was approved excludes it, and no
            reason is given. Or budgets are kept for it and none has enough left.
        NotAllowed: the amount is above the approver's, or they had a hand in it.
    """
    from .deciding import judged
    from .notices import put_up

    found = judged(application)
    if not overruled.strip():
        _nothing_against(application)
    if found.outcome != "eligible" and not overruled.strip():
        failing = [line.text["zh"] for line in found.lines if line.held is not True]
        raise Conflict(
            _("By the rule this is not to be granted: %(why)s. Approve with a reason, refuse, or "
              "send it back.") % {"why": "、".join(failing)}
        )  # fmt: skip
    event = add(application, "approved", by=by, text=note, amount=application.amount)
    snapshot(application=application, event=event, overruled=overruled.strip())
    budgets.commit(by=by, application=application)
    if application.stage == Stage.NOTICE:
        put_up(application=application)
    recognising.follow(by=by, application=application)


def _nothing_against(application: Application) -> None:
    """Refuse an approval against what was approved or paid and excludes it."""
    from rongcheng.benefits.queries.conflicts import hard_against

    if found := hard_against(application):
        one = found[0]
        raise Conflict(
            _("%(title)s: %(what)s (%(number)s, %(when)s). Approve with a reason, or refuse.")
            % {"title": one.title, "what": one.right.what, "number": one.right.record,
               "when": one.right.when}
        )  # fmt: skip


@transaction.atomic
def refuse(*, by: Actor, application: Application, reason: str, clause: str) -> None:
    """Refuse with reason and clause, and keep what it was decided on."""
    event = add(application, "refused", by=by, text=reason, clause=clause)
    snapshot(application=application, event=event)


def reopen(*, by: Actor, application: Application, reason: str) -> None:
    """Take a refused application up again at its last step.

    Raises:
        Conflict: another was made for the same since.
        Refusal: its rule or its subject is no longer there to be asked.
    """
    from .deciding import judged

    judged(application)
    add(application, "reopened", by=by, text=reason)
