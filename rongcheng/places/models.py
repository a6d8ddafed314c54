"""The places of the country, so that records can point at them and be counted by them."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.places import codes


class Place(models.Model):
    """A province, prefecture, county, township or village, or abroad as a whole.

    The code is the 12-digit statistical area code, so that everything under a place is a range
    of codes: filter with `queries.within`, never by following parents.
    """

    class Level(models.TextChoices):
        PROVINCE = codes.PROVINCE, _("Province")
        PREFECTURE = codes.PREFECTURE, _("Prefecture")
        COUNTY = codes.COUNTY, _("County")
        TOWNSHIP = codes.TOWNSHIP, _("Township")
        VILLAGE = codes.VILLAGE, _("Village")
        OVERSEAS = codes.OVERSEAS_LEVEL, _("Outside the mainland")

    code = models.BigIntegerField(
        _("Code"), primary_key=True, help_text=_("12-digit statistical area code.")
    )
    name = models.CharField(_("Name"), max_length=60, help_text=_("Official name."))
    full_name = models.CharField(
        _("Full name"), max_length=160, help_text=_("Name with those of the places above.")
    )
    level = models.CharField(
        _("Level"), max_length=10, choices=Level, help_text=_("How large a division it is.")
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("Parent"), help_text=_("The place it is directly part of."),
    )  # fmt: skip
    zone = models.BooleanField(
        _("Development zone"), default=False,
        help_text=_("Counted by statistics like a county, but not one in law."),
    )  # fmt: skip
    pinyin = models.CharField(
        _("Pinyin"), max_length=200, help_text=_("Name in pinyin, without tones or spaces.")
    )
    initials = models.CharField(
        _("Initials"), max_length=60, help_text=_("First letters of the pinyin.")
    )
    valid_from = models.DateField(
        _("Valid from"), null=True, blank=True, help_text=_("First day; empty if always known.")
    )
    valid_to = models.DateField(
        _("Valid to"), null=True, blank=True, help_text=_("Last day; empty while it exists.")
    )
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors",
        verbose_name=_("Successor"), help_text=_("The place it became part of, after a merger."),
    )  # fmt: skip

    class Meta:
        ordering = ["code"]
        verbose_name = _("Place")
        verbose_name_plural = _("Places")
        indexes = [
            GinIndex(fields=["name"], name="place_name_trigram", opclasses=["gin_trgm_ops"]),
            models.Index(
                fields=["pinyin"], name="place_pinyin_prefix", opclasses=["varchar_pattern_ops"]
            ),
            models.Index(fields=["initials"], name="place_initials"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__gte=10**11, code__lt=10**12), name="place_code_12_digits"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="place_valid_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def span(self) -> tuple[int, int]:
        """The half-open range of codes at or under this place."""
        return codes.span_of(self.code)
