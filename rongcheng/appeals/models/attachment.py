"""Photos, voice, papers that belong to an appeal."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .appeal import Appeal
from .event import AppealEvent

PLAYED = ("audio", "video")
NOT_IN_BROWSERS: dict[str, Promise] = {
    "audio/amr": _("Browsers do not play this kind of recording. Press its name to save it, then "
                   "open it with the player of the phone or computer."),
    "image/heic": _("Not every browser shows this kind of photo. Press its name to save it, then "
                    "open it in the album of the phone or computer."),
}  # fmt: skip
"""Content types that are kept as they came but can only be saved, and what to do with them."""
SOUND_ALONE = (".m4a", ".mp3", ".aac", ".wav", ".ogg", ".opus")


class Attachment(models.Model):
    """One file; its content lies below the upload folder, reached only through a page."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photo")
        VOICE = "voice", _("Voice")
        PAPER = "paper", _("Document")
        PROOF = "proof", _("Proof of payment")
        FORM = "form", _("Signed paper form")

    appeal = models.ForeignKey(
        Appeal, on_delete=models.PROTECT, related_name="attachments", help_text=_("The appeal.")
    )
    event = models.ForeignKey(
        AppealEvent, on_delete=models.PROTECT, related_name="attachments",
        help_text=_("The event that brought it."),
    )  # fmt: skip
    kind = models.CharField(max_length=6, choices=Kind, help_text=_("What it is."))
    name = models.CharField(max_length=200, help_text=_("File name as it came."))
    content_type = models.CharField(max_length=80, help_text="By its content, not by its name.")
    size = models.IntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, help_text="Hash of the content.")
    stored_as = models.CharField(max_length=200, help_text="Path below the upload folder.")
    for_offices_only = models.BooleanField(
        default=False, help_text=_("Not shown to the worker, such as an internal paper.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "sha256"], name="attachment_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def played_as(self) -> str:
        """``audio`` or ``video`` where browsers play it in place.

        Recorders of phones also put sound alone into MP4: then the name says so.
        """
        kind = self.content_type.split("/")[0]
        if kind not in PLAYED or self.content_type in NOT_IN_BROWSERS:
            return ""
        return "audio" if self.name.lower().endswith(SOUND_ALONE) else kind

    @property
    def saved_because(self) -> str | Promise:
        """Why it can only be saved, and how to open it then; empty where browsers show it."""
        return NOT_IN_BROWSERS.get(self.content_type, "")
