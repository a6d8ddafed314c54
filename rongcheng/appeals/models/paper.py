"""Paper forms: printed with a number, filled in by hand, read back and filed once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office, Staff
from rongcheng.people.models import Person
from rongcheng.places.models import Place

from .appeal import Appeal


class PaperForm(models.Model):
    """One printed form, known by the number in its QR code."""

    number = models.CharField(
        _("Form number"), max_length=20, unique=True, help_text=_("Printed in the QR code.")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text=_("Where it was printed for.")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", help_text=_("The desk that printed it.")
    )
    printed_at = models.DateTimeField(help_text="When it was printed.")
    printed_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, related_name="+", help_text=_("Who printed it.")
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+",
        help_text=_("The worker whose name was printed on it, if one was."),
    )  # fmt: skip
    scan = models.CharField(
        max_length=200, blank=True, help_text="Path of the photo below the upload folder."
    )
    scan_name = models.CharField(max_length=200, blank=True, help_text=_("Name of the photo."))
    scanned_at = models.DateTimeField(null=True, help_text="When the photo was read.")
    appeal = models.OneToOneField(
        Appeal, on_delete=models.PROTECT, null=True, related_name="paper_form",
        help_text=_("The appeal that was filed from it."),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["office", "-printed_at"], name="paper_form_office")]

    def __str__(self) -> str:
        return self.number
