"""The wording of this part's acts in the audit trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "alerts.raised": _("Raised a warning"),
    "alerts.heightened": _("Raised a warning's level"),
    "alerts.taken": _("Took up a warning"),
    "alerts.closed": _("Closed a warning"),
}
