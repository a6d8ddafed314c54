"""Papers of an application: certificates, wage statements, rosters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .application import Application
from .event import ApplicationEvent


class Paper(models.Model):
    """One file; its content lies sealed below the upload folder, reached only through a page."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="papers", help_text=_("Which.")
    )
    event = models.ForeignKey(
        ApplicationEvent, on_delete=models.PROTECT, related_name="papers",
        help_text=_("The event that brought it."),
    )  # fmt: skip
    title = models.CharField(
        max_length=120, help_text=_("Which paper it is, as the rule names it.")
    )
    name = models.CharField(max_length=200, help_text=_("File name as it came."))
    content_type = models.CharField(max_length=80, help_text="By its content, not by its name.")
    size = models.IntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, help_text="Hash of the content.")
    stored_as = models.CharField(max_length=200, help_text="Path below the upload folder.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "sha256"], name="paper_once"),
        ]

    def __str__(self) -> str:
        return self.name
