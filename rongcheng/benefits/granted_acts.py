"""The wording of acts on posts, loans and workshops in the audit trail."""

from django.utils.translation import gettext_lazy as _

GRANTED_ACTS = {
    "benefits.post_set_up": _("Set up a public-welfare post"),
    "benefits.post_altered": _("Changed slots or pay of a post"),
    "benefits.post_closed": _("Closed a post"),
    "benefits.recruited": _("Recruited for a post"),
    "benefits.in_post": _("Recorded the first day in post"),
    "benefits.left_post": _("Recorded leaving a post"),
    "benefits.vacancy_reported": _("Reported a vacancy"),
    "benefits.vacancy_dropped": _("Gave a vacant slot up"),
    "benefits.post_pay_prepared": _("Made a list of post pay"),
    "benefits.post_pay_discarded": _("Discarded a list of post pay"),
    "benefits.post_pay_approved": _("Approved a list of post pay"),
    "benefits.post_pay_exported": _("Exported a list of post pay"),
    "benefits.holders_exported": _("Exported the list of post holders"),
    "benefits.loan_sent": _("Sent a loan to the bank"),
    "benefits.loan_looked_into": _("Recorded what the bank found"),
    "benefits.loan_lent": _("Recorded that a loan was lent"),
    "benefits.loan_declined": _("Recorded that the bank declined"),
    "benefits.loan_repaid": _("Recorded a repayment of a loan"),
    "benefits.loan_overdue": _("Recorded that a loan is overdue"),
    "benefits.interest_entered": _("Entered interest paid on a loan"),
    "benefits.interest_prepared": _("Made a list of interest subsidies"),
    "benefits.interest_discarded": _("Discarded a list of interest subsidies"),
    "benefits.interest_approved": _("Approved a list of interest subsidies"),
    "benefits.loans_exported": _("Exported the list of loans"),
    "benefits.proof_filed": _("Entered the yearly proof of a recognised body"),
    "benefits.proof_reviewed": _("Reviewed a yearly proof"),
    "benefits.recognised": _("Recognised on application"),
    "benefits.recognition_withdrawn": _("Withdrew a recognition after its review"),
}
