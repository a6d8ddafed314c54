"""Hand-overs to mediation, arbitration, inspection, legal aid, police, or another place."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office

from .appeal import Appeal
from .attachment import Attachment


class Handover(models.Model):
    """A matter given to a body with a procedure of its own, and what came back."""

    class To(models.TextChoices):
        MEDIATION = "mediation", _("Mediation")
        ARBITRATION = "arbitration", _("Labour arbitration")
        INSPECTION = "inspection", _("Labour inspection")
        LEGAL_AID = "legal_aid", _("Legal aid")
        POLICE = "police", _("Police")
        OTHER_PLACE = "other_place", _("Office of another place")

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        TAKEN = "taken", _("Taken up")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Not taken up")

    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, related_name="handovers", help_text=_("The appeal.")
    )
    to = models.CharField(max_length=12, choices=To, help_text=_("Kind of body."))
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The office, if it works on this platform."),
    )  # fmt: skip
    name = models.CharField(_("Name"), max_length=120, help_text=_("Name of the body."))
    from_office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", help_text=_("Who handed it over.")
    )
    sent_at = models.DateTimeField(help_text="When it was handed over.")
    step = models.CharField(
        max_length=30, blank=True, help_text="Step of the pack's procedure that is due next."
    )
    due_at = models.DateTimeField(null=True, help_text="When that step, or an answer, is due.")
    amber_at = models.DateTimeField(null=True, help_text="From when the lamp is amber.")
    taken_at = models.DateTimeField(null=True, help_text="When the body took it up.")
    bundle = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The evidence bundle that went with it."),
    )  # fmt: skip
    message = models.TextField(help_text=_("What is asked for."))
    case_number = models.CharField(max_length=60, blank=True, help_text=_("Their number for it."))
    state = models.CharField(
        max_length=10, choices=State, default=State.SENT, help_text=_("How far it is.")
    )
    answer = models.TextField(blank=True, help_text=_("What came back."))
    answered_at = models.DateTimeField(null=True, help_text="When it came back.")

    class Meta:
        indexes = [
            models.Index(
                fields=["office", "due_at"], condition=models.Q(answered_at=None),
                name="handover_open",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.appeal_id} → {self.name}"
