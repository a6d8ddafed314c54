"""Files of an appeal: taken in, kept sealed, fetched only through a page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rongcheng.appeals.models import Appeal, AppealEvent, Attachment
from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Refusal
from rongcheng.core.vault import read_sealed, write_sealed

LARGEST = 20 * 1024 * 1024
MOST = 30
TOGETHER = 100 * 1024 * 1024
"""Of the files of one act: they are in memory at the same time."""

SIGNS: tuple[tuple[bytes, int, str, str], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg", Attachment.Kind.PHOTO),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", Attachment.Kind.PHOTO),
    (b"WEBP", 8, "image/webp", Attachment.Kind.PHOTO),
    (b"ftypheic", 4, "image/heic", Attachment.Kind.PHOTO),
    (b"%PDF-", 0, "application/pdf", Attachment.Kind.PAPER),
    (b"#!AMR", 0, "audio/amr", Attachment.Kind.VOICE),
    (b"ID3", 0, "audio/mpeg", Attachment.Kind.VOICE),
    (b"\xff\xfb", 0, "audio/mpeg", Attachment.Kind.VOICE),
    (b"OggS", 0, "audio/ogg", Attachment.Kind.VOICE),
    (b"WAVE", 8, "audio/wav", Attachment.Kind.VOICE),
    (b"\x1aE\xdf\xa3", 0, "audio/webm", Attachment.Kind.VOICE),
    (b"ftypM4A", 4, "audio/mp4", Attachment.Kind.VOICE),
    (b"ftyp", 4, "video/mp4", Attachment.Kind.VOICE),
    (b"PK\x03\x04", 0, "application/zip", Attachment.Kind.PAPER),
    (b"\xd0\xcf\x11\xe0", 0, "application/msword", Attachment.Kind.PAPER),
)
"""First bytes, where they stand, what the file then is: names and browsers are not believed."""


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes
    kind: str = ""
    for_offices_only: bool = False


def attach(*, appeal: Appeal, event: AppealEvent, upload: Upload, by: Actor) -> Attachment:
    """Keep a file with an event of an appeal; the same content twice is kept once.

    The offices' own papers do not count towards the limit: a large group has a proof of payment for
    each worker.

    Raises:
        Refusal: it is empty, too large, of a kind that nobody can look at, or one too many.
    """
    content_type, kind = recognised(upload)
    digest = hashlib.sha256(upload.content).hexdigest()
    known = Attachment.objects.filter(appeal=appeal, sha256=digest).first()
    if known is not None:
        return known
    counted = Attachment.objects.filter(appeal=appeal, for_offices_only=False)
    if not upload.for_offices_only and counted.count() >= MOST:
        raise Refusal(_("An appeal takes %(n)d files; this one has them.") % {"n": MOST})
    stored_as = f"appeals/{appeal.filed_at:%Y%m}/{appeal.pk}-{digest[:20]}"
    write_sealed(stored_as, upload.content)
    return Attachment.objects.create(
        appeal=appeal, event=event, kind=upload.kind or kind, name=upload.name[-200:],
        content_type=content_type, size=len(upload.content), sha256=digest, stored_as=stored_as,
        for_offices_only=upload.for_offices_only,
    )  # fmt: skip


def recognised(upload: Upload) -> tuple[str, str]:
    """Content type and kind by the file's first bytes.

    Raises:
        Refusal: the file cannot be taken; the message names it and what can be.
    """
    if not upload.content:
        raise Refusal(_("The file “%(name)s” is empty.") % {"name": upload.name})
    if len(upload.content) > LARGEST:
        raise Refusal(
            _("The file “%(name)s” is larger than %(mb)d MB; send a smaller photo or a part of it.")
            % {"name": upload.name, "mb": LARGEST // 1024 // 1024}
        )
    for sign, offset, content_type, kind in SIGNS:
        if upload.content[offset : offset + len(sign)] == sign:
            return content_type, kind
    raise Refusal(
        _("The file “%(name)s” is not a photo, voice recording, PDF or office document.")
        % {"name": upload.name}
    )


def fetch(*, by: Actor, attachment: Attachment) -> bytes:
    """The content of a file, for a page that has checked who asks; the trail tells who did.

    Raises:
        Refusal: the file is no longer there.
    """
    content = read_sealed(attachment.stored_as)
    if content is None:
        raise Refusal(_("The file “%(name)s” is no longer kept.") % {"name": attachment.name})
    record(
        "appeals.file_fetched", by=by, subject=attachment.appeal,
        place=attachment.appeal.place_id, file=attachment.name,
    )  # fmt: skip
    return content
