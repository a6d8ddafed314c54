"""Offices of a government by place, the staff who work in them, their sessions and tokens."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.places.models import Place

from .roles import CAPABILITIES, Role


class Office(models.Model):
    """A department of a government at one place, or a station that it keeps elsewhere."""

    class Kind(models.TextChoices):
        EMPLOYMENT = "employment", _("Employment service")
        HRSS = "hrss", _("Human resources and social security")
        INSPECTION = "inspection", _("Labour inspection")
        LEADING_GROUP = "leading_group", _("Leading-group office for migrant workers")
        STATION = "station", _("Out-of-province service station")
        VILLAGE = "village", _("Village or community desk")
        GOVERNMENT = "government", _("Government")
        AUDIT = "audit", _("Audit")
        ARBITRATION = "arbitration", _("Labour arbitration")
        SI_CENTRE = "si_centre", _("Social insurance centre")
        HOUSING_URBAN = "housing_urban", _("Housing and urban-rural development")
        TRANSPORT = "transport", _("Transport")
        WATER = "water", _("Water resources")
        PUBLIC_SECURITY = "public_security", _("Public security")
        EDUCATION = "education", _("Education department")
        HEALTH = "health", _("Health")
        MEDICAL_INSURANCE = "medical_insurance", _("Medical insurance")
        EMERGENCY_MGMT = "emergency_mgmt", _("Emergency management")
        JUSTICE = "justice", _("Justice and legal aid")
        CIVIL_AFFAIRS = "civil_affairs", _("Civil affairs")
        AGRICULTURE = "agriculture", _("Agriculture and rural affairs")
        NATURAL_RESOURCES = "natural_resources", _("Natural resources")
        CULTURE_TOURISM = "culture_tourism", _("Culture and tourism")
        TRADE_UNION = "trade_union", _("Trade union")
        YOUTH_LEAGUE = "youth_league", _("Youth league")
        WOMEN_FEDERATION = "women_federation", _("Women's federation")
        DISABLED_FEDERATION = "disabled_federation", _("Disabled persons' federation")
        ORGANISATION_DEPT = "organisation_dept", _("Party organisation department")
        SOCIAL_WORK_DEPT = "social_work_dept", _("Party social-work department")
        PETITION_OFFICE = "petition_office", _("Petition office")
        MARKET_SUPERVISION = "market_supervision", _("Market supervision")
        TAX = "tax", _("Tax")
        FINANCE = "finance", _("Finance department")
        TOWNSHIP = "township", _("Township or street office")
        OTHER = "other", _("Other department")

    name = models.CharField(_("Name"), max_length=120, help_text=_("Official name of the office."))
    kind = models.CharField(
        _("Kind"), max_length=20, choices=Kind, help_text=_("Which department it is.")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="offices", verbose_name=_("Place"),
        help_text=_("The place it answers for; its staff see this place and all below it."),
    )  # fmt: skip
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("Parent office"),
        help_text=_("The office above it."),
    )  # fmt: skip
    valid_from = models.DateField(_("Valid from"), null=True, blank=True, help_text=_("First day."))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True, help_text=_("Last day."))
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors",
        verbose_name=_("Successor"), help_text=_("The office that took over its duties."),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "name"], name="office_once_per_place"),
        ]

    def __str__(self) -> str:
        return self.name


class Staff(AbstractUser):
    """A person who works in an office; what they may do follows from their role."""

    first_name = last_name = None  # type: ignore[assignment]
    full_name = models.CharField(
        _("Name"), max_length=60, help_text=_("Name as colleagues know it.")
    )
    role = models.CharField(
        _("Role"), max_length=20, choices=Role, help_text=_("What they may do.")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="staff",
        verbose_name=_("Office"), help_text=_("Where they work; decides what they see."),
    )  # fmt: skip
    second_factor_required = models.BooleanField(
        _("Second factor required"), default=False,
        help_text=_("Log-in asks for a code from an authenticator app."),
    )  # fmt: skip
    must_change_password = models.BooleanField(
        default=False, help_text="The password was given out by somebody else."
    )
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("Staff")
        indexes = [models.Index(fields=["office", "role"], name="staff_office")]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @property
    def actor(self) -> str:
        return f"staff:{self.pk}"

    @property
    def actor_name(self) -> str:
        return f"{self.full_name}（{self.office.name}）" if self.office else self.full_name

    @property
    def actor_place(self) -> int | None:
        """The place code that acts of this person belong to when the act names none itself."""
        return self.office.place_id if self.office else None

    def can(self, capability: str) -> bool:
        """Whether this person's role holds ``capability``."""
        return self.is_active and capability in CAPABILITIES.get(self.role, frozenset())


class StaffSession(models.Model):
    """A log-in that is open now; more than the allowed number ends the oldest."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, help_text="Whose session.")
    session_key = models.CharField(max_length=40, unique=True, help_text="Key of the session.")
    started_at = models.DateTimeField(auto_now_add=True, help_text="When they logged in.")
    seen_at = models.DateTimeField(auto_now_add=True, help_text="Last request, to the minute.")
    address = models.GenericIPAddressField(null=True, help_text="Where they logged in from.")
    device = models.CharField(max_length=200, blank=True, help_text="Browser they used.")

    def __str__(self) -> str:
        return f"{self.staff} {self.started_at:%Y-%m-%d %H:%M}"


class Token(models.Model):
    """A key for programs that call the API as one member of staff; only its hash is kept."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, help_text="Acts as this person.")
    name = models.CharField(_("Name"), max_length=60, help_text=_("What the token is used for."))
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    created_at = models.DateTimeField(auto_now_add=True, help_text="When it was made.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When it stops working.")
    revoked_at = models.DateTimeField(null=True, blank=True, help_text="When it was withdrawn.")
    used_at = models.DateTimeField(null=True, blank=True, help_text="Last use, to the hour.")

    def __str__(self) -> str:
        return f"{self.name} ({self.staff})"
