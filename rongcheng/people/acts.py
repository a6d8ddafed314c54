"""The wording of this part's acts in the audit trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "people.read": _("Opened the person's page"),
    "people.read_household": _("Opened the household's page"),
    "people.reveal": _("Saw the full numbers"),
    "people.export": _("Began an export"),
    "people.exported": _("Finished an export"),
    "people.recorded": _("Recorded persons"),
    "people.corrected": _("Corrected a person"),
    "people.confirmed": _("Confirmed a person"),
    "people.review_decided": _("Decided on a possible duplicate"),
    "people.merged": _("Merged two persons"),
    "people.link_undone": _("Took a merger back"),
    "people.split": _("Split a person in two"),
    "people.own_words_removed": _("Removed what a worker had told of themselves"),
    "people.fill_demonstration": _("Filled the demonstration"),
    "people.clear_demonstration": _("Cleared the demonstration"),
    "ledger.uploaded": _("Uploaded a ledger"),
    "ledger.checked": _("Checked a ledger"),
    "ledger.columns_chosen": _("Chose a ledger's columns"),
    "ledger.undone": _("Undid a ledger"),
}
