"""The wording of this part's acts in the audit trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "exchange.webhook_made": _("Made a webhook"),
    "exchange.webhook_ended": _("Took a webhook away"),
    "exchange.webhook_resumed": _("Switched a webhook on again"),
    "exchange.webhook_disabled": _("Switched a webhook off that could not be reached"),
}
