"""The wording of this part's acts in the audit trail: every event, and a few more."""

from django.utils.translation import gettext_lazy as _

from .events import TABLE

ACTS = {f"appeals.{code}": kind.wording for code, kind in TABLE.items()} | {
    "appeals.opened": _("Opened an appeal"),
    "appeals.followed": _("Looked at an appeal by number and phone"),
    "appeals.revealed": _("Saw the full phone of an appeal"),
    "appeals.file_fetched": _("Fetched a file of an appeal"),
    "appeals.threshold_set": _("Set a threshold of dispatch"),
    "appeals.ruling_ended": _("Ended a ruling"),
    "appeals.callbacks_drawn": _("Drew call-backs"),
    "appeals.exported": _("Exported appeals"),
    "appeals.bundle_made": _("Made an evidence bundle"),
    "appeals.form_printed": _("Printed a paper form"),
    "appeals.form_read": _("Read a paper form back"),
    "appeals.callback_made": _("Made a call-back"),
    "appeals.trained": _("Trained the recognition"),
    "appeals.model_chosen": _("Chose the model of recognition"),
    "appeals.corrections_exported": _("Exported corrections as training data"),
    "appeals.training_choice": _("Let restricted appeals teach the recognition, or not"),
}
