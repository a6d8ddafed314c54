"""The wording of this part's acts in the audit trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "people.read": _("Opened the person's page"),
    "people.read_household": _("Opened the household's page"),
    "people.reveal": _("Saw the full numbers"),
    "people.export": _("Began an export"),
    "people.exported": _("Finished an export"),
}
