"""The roster of a group appeal: each worker with what they claim and what they got."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.core.fields import SealedTextField
from rongcheng.people.models import Person

from .appeal import Appeal
from .attachment import Attachment


class Claim(models.Model):
    """One line of the roster. The mother case ends only when every line is settled."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PAID = "paid", _("Paid, with proof")
        SIGNED_OFF = "signed_off", _("Signed off by the worker")

    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, related_name="claims", help_text=_("The mother case.")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The worker, where the registry knows them."),
    )  # fmt: skip
    name = models.CharField(_("Name"), max_length=60, help_text=_("The worker's name."))
    id_number = SealedTextField(_("ID number"), null=True, help_text=_("Sealed."))
    id_index = models.UUIDField(null=True, help_text="Blind index of the ID number.")
    phone = SealedTextField(_("Phone"), null=True, help_text=_("Sealed."))
    claimed = models.BigIntegerField(
        _("Claimed"), null=True, help_text=_("Fen, as the worker says; empty: not said yet.")
    )
    stated = models.BigIntegerField(
        _("Stated by employer"), null=True, help_text=_("Fen, as the employer says.")
    )
    found = models.BigIntegerField(_("Found"), null=True, help_text=_("Fen, as the office found."))
    paid = models.BigIntegerField(_("Paid"), default=0, help_text=_("Fen, with proof."))
    paid_on = models.DateField(null=True, help_text=_("Day of the last payment."))
    proof = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("Proof of payment or the signature."),
    )  # fmt: skip
    state = models.CharField(
        max_length=10, choices=State, default=State.OPEN, help_text=_("How far this line is.")
    )
    representative = models.BooleanField(
        default=False, help_text=_("Speaks for the group; five at most (XF art. 20).")
    )
    remark = models.CharField(max_length=200, blank=True, help_text=_("Free note."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "id_index"], condition=~models.Q(id_index=None),
                name="claimed_once",
            ),
            models.CheckConstraint(condition=models.Q(claimed__gt=0), name="claim_is_positive"),
            models.CheckConstraint(
                condition=models.Q(state="open") | ~models.Q(proof=None), name="settled_with_proof"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} {self.claimed}"
