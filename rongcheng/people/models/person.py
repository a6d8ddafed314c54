"""A person of the registry: the values in force now, each won from the source records."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.core.fields import SealedTextField
from rongcheng.places.models import Place

from .household import Household


class Person(models.Model):
    """One human being, once. Every stated field is recomputed from ``SourceRecord`` rows."""

    name = models.CharField(_("Name"), max_length=60, help_text=_("Name as on the ID card."))
    pinyin = models.CharField(
        max_length=200, blank=True, help_text=_("Full pinyin and initials, for search.")
    )
    id_number = SealedTextField(
        _("ID number"), null=True, blank=True, help_text=_("Citizen ID number, sealed.")
    )
    id_index = models.UUIDField(null=True, help_text="Blind index of the ID number.")
    sex = models.SmallIntegerField(
        _("Sex"), null=True, choices=[(1, _("Male")), (2, _("Female"))], help_text="GB/T 2261.1"
    )
    birth_date = models.DateField(_("Birth date"), null=True, help_text=_("Date of birth."))
    ethnicity = models.CharField(_("Ethnic group"), max_length=2, null=True, help_text="GB 3304")
    education = models.CharField(_("Education"), max_length=2, null=True, help_text="GB/T 4658")
    marital_status = models.CharField(
        _("Marital status"), max_length=2, null=True, help_text="GB/T 2261.2"
    )
    phone = SealedTextField(_("Phone"), null=True, help_text=_("Mobile or landline, sealed."))
    phone_index = models.UUIDField(null=True, help_text="Blind index of the phone.")
    home_place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("Home place"),
        help_text=_("Place of household registration, as deep as known."),
    )  # fmt: skip
    host_place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("Host place"),
        help_text=_("Where they work now; taken from the employment in force."),
    )  # fmt: skip
    address = models.CharField(_("Address"), max_length=200, null=True, help_text=_("Home address."))
    household = models.ForeignKey(
        Household, on_delete=models.SET_NULL, null=True, related_name="members",
        verbose_name=_("Household"), help_text=_("The household they belong to."),
    )  # fmt: skip
    relation_to_head = models.CharField(
        _("Relation to head"), max_length=2, null=True, help_text="GB/T 4761"
    )
    poverty_status = models.CharField(
        _("Poverty status"), max_length=12, null=True, help_text="none | alleviated | monitored"
    )
    disability = models.CharField(
        _("Disability"), max_length=12, null=True, help_text="none | 1–4 | unspecified"
    )
    training_wish = models.CharField(
        _("Training wish"), max_length=200, null=True, help_text=_("What they would like to learn.")
    )
    job_wish = models.CharField(
        _("Job wish"), max_length=200, null=True, help_text=_("What work they look for, and where.")
    )
    remark = models.CharField(_("Remark"), max_length=500, null=True, help_text=_("Free note."))
    confirmed_on = models.DateField(
        _("Confirmed on"), null=True, help_text=_("When the person's data was last confirmed.")
    )
    confirmed_by = models.CharField(
        _("Confirmed by"), max_length=120, null=True, help_text=_("Who confirmed it.")
    )
    created_at = models.DateTimeField(auto_now_add=True, help_text="When first recorded.")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged",
        help_text="Set when this record turned out to be somebody already known.",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id_index"], name="person_once"),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(id_index=None),
                name="merged_person_gives_up_its_id",
            ),
        ]
        indexes = [
            models.Index(fields=["phone_index"], name="person_phone"),
            models.Index(fields=["home_place", "confirmed_on"], name="person_home"),
            models.Index(fields=["host_place"], name="person_host"),
            models.Index(fields=["household"], name="person_household"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="person_name_trgm"),
            models.Index(fields=["name", "birth_date"], name="person_name_birth"),
            models.Index(
                fields=["pinyin"], opclasses=["text_pattern_ops"], name="person_pinyin_prefix"
            ),
        ]

    def __str__(self) -> str:
        return self.name


STATED = (
    "name", "pinyin", "id_number", "id_index", "sex", "birth_date", "ethnicity", "education",
    "marital_status", "phone", "phone_index", "home_place", "address", "relation_to_head",
    "poverty_status", "disability", "training_wish", "job_wish", "remark", "household_no",
)  # fmt: skip
"""The fields that sources state and that are won newest-trusted-first (keys of record values)."""
