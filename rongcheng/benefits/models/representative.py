"""People who act for an employer or agency, confirmed by a county office."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.employers.models import Employer
from rongcheng.people.models import Person
from rongcheng.places.models import Place


class Representative(models.Model):
    """One person who asked to act for one body, and what the office said to it."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", help_text=_("Who acts for it.")
    )
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, related_name="representatives",
        help_text=_("For whom; empty until the office has confirmed a new one."),
    )  # fmt: skip
    code = models.CharField(
        _("Unified social credit code"), max_length=18, help_text=_("As the person gave it.")
    )
    name = models.CharField(_("Name"), max_length=120, help_text=_("As on the business licence."))
    kind = models.CharField(
        _("Kind"), max_length=20, choices=Employer.Kind, help_text=_("What it is.")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("Place"),
        help_text=_("Where it is registered; its county confirms."),
    )  # fmt: skip
    asked_at = models.DateTimeField(auto_now_add=True, help_text="When they asked.")
    since = models.DateField(null=True, help_text=_("First day; empty until confirmed."))
    until = models.DateField(null=True, help_text=_("Last day, if it has ended."))
    answered_by = models.CharField(
        max_length=120, blank=True, help_text=_("Who of the office confirmed or refused.")
    )
    answered_at = models.DateTimeField(null=True, help_text="When they did.")
    refused = models.CharField(max_length=200, blank=True, help_text=_("Why it was refused."))

    class Meta:
        indexes = [models.Index(fields=["place", "answered_at"], name="representative_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "code"], condition=models.Q(until=None, refused=""),
                name="represented_once",
            ),
            models.CheckConstraint(
                condition=models.Q(since=None) | models.Q(employer__isnull=False),
                name="represents_an_employer",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person_id} {self.code}"

    @property
    def state(self) -> str:
        """waiting, active, refused or ended."""
        if self.until is not None:
            return "ended"
        if self.refused:
            return "refused"
        if self.since is None:
            return "waiting"
        return "active"
