"""The wording of this part's acts in the audit trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "employers.entered": _("Entered an employer"),
    "employers.changed": _("Changed an employer"),
    "employers.recognised": _("Recorded a recognition"),
    "employers.recognition_ended": _("Ended a recognition"),
}
