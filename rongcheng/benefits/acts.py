"""The wording of this part's acts in the audit trail: every event, and a few more."""

from django.utils.translation import gettext_lazy as _

from .events import TABLE

ACTS = {f"benefits.{code}": kind.wording for code, kind in TABLE.items()} | {
    "benefits.answered": _("Stated facts for benefits"),
    "benefits.answer_checked": _("Compared a statement with its paper"),
    "benefits.opened": _("Opened an application"),
    "benefits.explained": _("Looked at what a person can get"),
    "benefits.paper_fetched": _("Fetched a paper of an application"),
    "benefits.screened": _("Screened the registry with the rules"),
}
