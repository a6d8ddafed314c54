"""The wording of this part's acts in the audit trail: every event, and a few more."""

from django.utils.translation import gettext_lazy as _

from .events import TABLE

ACTS = {f"benefits.{code}": kind.wording for code, kind in TABLE.items()} | {
    "benefits.opened": _("Opened an application"),
    "benefits.represent_asked": _("Asked to act for an employer"),
    "benefits.represent_confirmed": _("Confirmed who acts for an employer"),
    "benefits.represent_refused": _("Refused who wanted to act for an employer"),
    "benefits.represent_ended": _("Ended who acts for an employer"),
    "benefits.explained": _("Looked at what a person can get"),
    "benefits.paper_fetched": _("Fetched a paper of an application"),
    "benefits.exported": _("Exported a list of applications"),
    "benefits.notice_printed": _("Printed a public notice"),
    "benefits.budget_set": _("Entered a budget"),
    "benefits.budget_changed": _("Changed a budget"),
    "benefits.move_asked": _("Asked that another budget pay"),
    "benefits.budget_moved": _("Agreed that another budget pays"),
    "benefits.move_declined": _("Did not agree that another budget pays"),
    "benefits.batch_made": _("Made a payment batch"),
    "benefits.batch_signed": _("Signed a payment batch"),
    "benefits.batch_sent_back": _("Sent a payment batch back to its maker"),
    "benefits.batch_reduced": _("Took payments out of a batch"),
    "benefits.batch_handed_in": _("Handed a payment batch in again"),
    "benefits.batch_cancelled": _("Cancelled a payment batch"),
    "benefits.bankfile_fetched": _("Fetched a bank file"),
    "benefits.bank_answered": _("Read the bank's answer"),
    "benefits.instalments_set": _("Set the instalments of a clawback"),
    "benefits.clawbacks_exported": _("Exported the clawback ledger"),
    "benefits.offers_started": _("Had the lists of offers worked out"),
    "benefits.list_offered": _("Offered benefits without applying"),
}
