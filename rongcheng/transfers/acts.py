"""The wording of this part's acts in the audit trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "transfers.handed_in": _("Took in a list of organised transfer"),
    "transfers.typed": _("Typed a row of a list of organised transfer"),
    "transfers.loaded": _("Loaded a list of organised transfer"),
    "transfers.withdrawn": _("Withdrew a list of organised transfer"),
}
