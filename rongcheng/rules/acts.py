"""The wording of this part's acts in the audit trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "rules.stated": _("Stated facts for benefits"),
    "rules.statement_checked": _("Compared a statement with its paper"),
    "rules.drafted": _("Began a draft of a rule"),
    "rules.draft_saved": _("Changed a draft of a rule"),
    "rules.submitted": _("Submitted a draft of a rule"),
    "rules.approved": _("Put a rule in force"),
    "rules.refused": _("Refused a draft of a rule"),
    "rules.withdrawn": _("Withdrew a draft of a rule"),
    "rules.tried": _("Tried rules over the registry"),
}
EARLIER = {
    "benefits.answered": "rules.stated",
    "benefits.answer_checked": "rules.statement_checked",
    "benefits.rule_drafted": "rules.drafted",
    "benefits.rule_draft_saved": "rules.draft_saved",
    "benefits.rule_submitted": "rules.submitted",
    "benefits.rule_approved": "rules.approved",
    "benefits.rule_refused": "rules.refused",
    "benefits.rule_withdrawn": "rules.withdrawn",
    "benefits.rules_tried": "rules.tried",
}
"""Names under which trails have these acts from when the desk was part of benefits."""
ACTS |= {old: ACTS[new] for old, new in EARLIER.items()}
