"""The wording of this part's acts in the audit trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "agencies.login": _("Logged in"),
    "agencies.logout": _("Logged out"),
    "agencies.end_session": _("Ended a session of their own"),
    "agencies.login_locked": _("Log-in locked after wrong passwords"),
    "agencies.create_office": _("Added an office"),
    "agencies.change_office": _("Changed an office"),
    "agencies.succeed_office": _("Let an office be succeeded by another"),
    "agencies.create_staff": _("Added an account"),
    "agencies.change_staff": _("Changed an account"),
    "agencies.deactivate_staff": _("Closed an account"),
    "agencies.activate_staff": _("Reopened an account"),
    "agencies.reset_password": _("Gave out a new password"),
    "agencies.change_password": _("Changed their own password"),
    "agencies.enable_second_factor": _("Set up a second factor"),
    "agencies.remove_second_factor": _("Removed a second factor"),
    "agencies.new_backup_codes": _("Made new backup codes"),
    "agencies.issue_token": _("Made a token"),
    "agencies.revoke_token": _("Revoked a token"),
}
