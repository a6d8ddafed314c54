"""Employers and other bodies that bring people to work, and what they are recognised as."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.core.fields import SealedTextField
from rongcheng.places.models import Place


class Employer(models.Model):
    """A body by its unified social credit code; the work told of people names it by this code."""

    class Kind(models.TextChoices):
        """The codes of the fact ``kind`` of employers (packs/national/facts/employer.yaml)."""

        ENTERPRISE = "enterprise", _("Enterprise")
        MICRO_SMALL = "micro_small", _("Small or medium firm")
        INDIVIDUAL = "individual_business", _("Individual business")
        COOPERATIVE = "cooperative", _("Cooperative")
        WORKSHOP = "workshop", _("Employment workshop")
        HR_AGENCY = "hr_agency", _("HR agency")
        BROKER = "labour_broker", _("Labour broker")
        PARK = "park", _("Park")
        INCUBATOR = "incubator", _("Start-up incubator")
        TRAINING = "training_org", _("Training organisation or college")
        BRAND = "brand_owner", _("Owner of a labour brand")

    code = models.CharField(
        _("Unified social credit code"), max_length=18, unique=True, help_text="GB 32100, checked."
    )
    name = models.CharField(_("Name"), max_length=120, help_text=_("As on the business licence."))
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind, help_text=_("What it is."))
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("Place"),
        help_text=_("Where it is registered, to the township if known."),
    )  # fmt: skip
    contact = models.CharField(_("Contact"), max_length=60, blank=True, help_text=_("Who answers."))
    phone = SealedTextField(_("Phone"), null=True, help_text=_("Of the contact, sealed."))
    created_at = models.DateTimeField(auto_now_add=True, help_text="When first recorded.")

    class Meta:
        indexes = [
            models.Index(fields=["place", "kind"], name="employer_place"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="employer_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Recognition(models.Model):
    """What an office has recognised an employer as: a workshop, a demonstration park, …"""

    class Kind(models.TextChoices):
        WORKSHOP = "workshop", _("Employment workshop")
        DEMO_PARK = "demo_park", _("Returnee start-up demonstration park")
        INCUBATOR = "incubator", _("Start-up incubator")
        TRAINING_BASE = "training_base", _("Training base")
        BRAND = "brand", _("Labour brand")

    class Level(models.TextChoices):
        COUNTY = "county", _("County")
        PREFECTURE = "prefecture", _("City")
        PROVINCE = "province", _("Province")

    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, related_name="recognitions", help_text=_("Who.")
    )
    kind = models.CharField(_("As"), max_length=16, choices=Kind, help_text=_("As what."))
    level = models.CharField(
        _("Level"), max_length=10, choices=Level, help_text=_("By which level.")
    )
    document = models.CharField(_("Document"), max_length=120, help_text=_("Its number and title."))
    since = models.DateField(_("Since"), help_text=_("First day."))
    until = models.DateField(
        _("Until"), null=True, blank=True, help_text=_("Last day, if it ends.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "kind", "level"], condition=models.Q(until=None),
                name="recognised_once",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="recognition_ends_after_start",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.employer} {self.kind}"
