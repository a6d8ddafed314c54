"""A person of the registry: the values in force now, each won from the source records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from .household import Household
from .stated import StatedPerson, place_key

if TYPE_CHECKING:
    from .spell import EmploymentSpell

INITIALS = models.Func(
    models.F("pinyin"), models.Value(" "), models.Value(2),
    function="split_part", output_field=models.TextField(),
)  # fmt: skip
"""The initials of the name: the second word of ``pinyin``."""


class Person(StatedPerson):
    """One human being, once. Every stated field is derived from ``SourceRecord`` rows."""

    name = models.CharField(_("Name"), max_length=60, help_text=_("Name as on the ID card."))
    pinyin = models.CharField(
        max_length=200, blank=True, help_text=_("Full pinyin and initials, for search.")
    )
    host_place = place_key(
        _("Host place"), _("Where they work now; taken from the employment in force.")
    )
    household = models.ForeignKey(
        Household, on_delete=models.SET_NULL, null=True, related_name="members",
        verbose_name=_("Household"), help_text=_("The household they belong to."),
        db_index=False, db_constraint=False,
    )  # fmt: skip
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
        db_index=False, db_constraint=False,
    )  # fmt: skip

    jobs: list[EmploymentSpell]
    """Present work, one at most; only persons out of ``queries.persons.for_list`` have it."""

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
            models.Index(
                fields=["name", "birth_date"],
                opclasses=["text_pattern_ops", "date_ops"],
                name="person_name_birth",
            ),
            models.Index(
                fields=["pinyin"], opclasses=["text_pattern_ops"], name="person_pinyin_prefix"
            ),
            models.Index(
                fields=["merged_into"], condition=~models.Q(merged_into=None), name="person_merged"
            ),
            models.Index(
                fields=["name"], condition=models.Q(id_index=None), name="person_without_id"
            ),
            # given names are the ends of names; initials are typed most
            models.Index(
                OpClass(Reverse("name"), "text_pattern_ops"), name="person_name_backwards"
            ),
            models.Index(OpClass(INITIALS, "text_pattern_ops"), name="person_initials"),
        ]

    def __str__(self) -> str:
        return self.name
