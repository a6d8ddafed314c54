"""The wording of this part's acts in the audit trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "portal.registered": _("Registered on the phone"),
    "portal.updated": _("Updated their own data on the phone"),
    "portal.consented": _("Agreed to the privacy notice"),
    "portal.signed_in": _("Opened their own record on the phone"),
    "portal.downloaded": _("Downloaded their own data"),
    "portal.consent_withdrawn": _("Withdrew their consent"),
    "portal.claim_opened": _("Opened an application by its number and a code"),
}
