"""Offices that an appeal is about: it is kept from them and from those below them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongcheng.agencies.models import Office

from .appeal import Appeal


class Accused(models.Model):
    """An office that an appeal complains of; written by services/accused.py with the log."""

    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, related_name="accused", help_text=_("The appeal.")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+",
        help_text=_("The office that it is about."),
    )  # fmt: skip
    words = models.CharField(
        max_length=120,
        blank=True,
        help_text=_("The words of the text that say so; empty: a person said so."),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "office"], name="accused_once"),
        ]
        indexes = [models.Index(fields=["office"], name="accused_office")]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.office}"
