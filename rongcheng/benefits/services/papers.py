"""Papers of an application: taken in, kept sealed, fetched only through a page."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from rongcheng.appeals.services.attachments import Upload, recognised
from rongcheng.audit.services import Actor, record
from rongcheng.benefits.models import Application, ApplicationEvent, Paper
from rongcheng.core.errors import Refusal
from rongcheng.core.vault import read_sealed, write_sealed

MOST = 30
__all__ = ["Upload", "fetch", "keep"]


def keep(*, application: Application, event: ApplicationEvent, title: str, upload: Upload) -> Paper:
    """Keep a file with an event of an application; the same content twice is kept once.

    Raises:
        Refusal: it is empty, too large, of a kind that nobody can look at, or one too many.
    """
    content_type, _kind = recognised(upload)
    digest = hashlib.sha256(upload.content).hexdigest()
    known = Paper.objects.filter(application=application, sha256=digest).first()
    if known is not None:
        return known
    if Paper.objects.filter(application=application).count() >= MOST:
        raise Refusal(_("An application takes %(n)d files; this one has them.") % {"n": MOST})
    stored_as = f"benefits/{application.filed_at:%Y%m}/{application.pk}-{digest[:20]}"
    write_sealed(stored_as, upload.content)
    return Paper.objects.create(
        application=application, event=event, title=title, name=upload.name[-200:],
        content_type=content_type, size=len(upload.content), sha256=digest, stored_as=stored_as,
    )  # fmt: skip


def fetch(*, by: Actor, paper: Paper) -> bytes:
    """The content of a paper, with a trace of who looked at it; the caller checked their scope."""
    record("benefits.paper_fetched", by=by, subject=paper.application,
           place=paper.application.place_id, paper=paper.pk)  # fmt: skip
    content = read_sealed(paper.stored_as)
    if content is None:
        raise Refusal(_("The file %(name)s is no longer there.") % {"name": paper.name})
    return content
