"""The evidence bundle that goes with a hand-over: what happened, who is owed what, the files."""

from __future__ import annotations

import hashlib

from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.appeals.events import TABLE
from rongcheng.appeals.models import Appeal, AppealEvent, Attachment
from rongcheng.appeals.queries.rosters import sheet
from rongcheng.appeals.services.attachments import Upload
from rongcheng.appeals.words import category_name
from rongcheng.audit.services import record
from rongcheng.core.vault import read_sealed
from rongcheng.web.formats import moment, yuan
from rongcheng.web.masking import mask_id, mask_phone

from .sheet import Sheet

LEFT_OUT = frozenset({
    "read", "noted", "graded", "restricted", "accused", "acquitted", "reminded", "escalated",
})  # fmt: skip
"""Events that concern the offices among themselves."""


def evidence_bundle(*, by: Staff, appeal: Appeal, to: str, request: str) -> Upload:
    """Cover, parties, events, roster, evidence with hashes, photos; the trail keeps its hash.

    Args:
        to: the body it goes to, for the cover.
        request: what is asked of it.

    Raises:
        Refusal: there is no font on this server.
    """
    paper = Sheet(
        title=f"{_('Evidence bundle')} {appeal.number}",
        foot=f"{appeal.number} · {by.office or ''} · {timezone.localtime():%Y-%m-%d %H:%M}",
    )
    _cover(paper, by, appeal, to, request)
    _events(paper, appeal)
    if appeal.group:
        _roster(paper, appeal)
    files = _files(appeal)
    _list(paper, files)
    _photos(paper, files)
    content = paper.made()
    digest = hashlib.sha256(content).hexdigest()
    record(
        "appeals.bundle_made", by=by, subject=appeal, place=appeal.place_id, sha256=digest,
        pages=paper.page_no(), files=len(files), to=to,
    )  # fmt: skip
    name = _("Evidence %(n)s for %(to)s.pdf") % {"n": appeal.number, "to": to.replace("/", " ")}
    return Upload(name, content)


def _cover(paper: Sheet, by: Staff, appeal: Appeal, to: str, request: str) -> None:
    paper.heading(_("Evidence bundle"), 20, align="C")
    paper.heading(appeal.number, 13, align="C")
    paper.ln(4)
    paper.facts([
        (_("To"), to), (_("From"), str(by.office or "")),
        (_("Category"), category_name(appeal.category, appeal.place_id)),
        (_("Filed"), moment(appeal.filed_at)),
        (_("Place"), str((appeal.event_place or appeal.place).full_name)),
    ])  # fmt: skip
    paper.heading(_("Parties"))
    paper.facts(_parties(appeal))
    if said := _in_full(by, appeal):
        paper.say(said, size=9, grey=True)
    paper.heading(_("What is asked for"))
    paper.say(request)
    paper.heading(_("What happened, in the worker's words"))
    paper.say(appeal.text)


def _in_full(by: Staff, appeal: Appeal) -> str:
    """Whom to ask for the numbers of which only parts are printed; empty where there are none."""
    if appeal.person is not None or appeal.group:
        said = _("The full phone and ID number are given on request by %(office)s.")
    elif appeal.phone:
        said = _("The full phone number is given on request by %(office)s.")
    else:
        return ""
    return said % {"office": by.office or ""}


def _parties(appeal: Appeal) -> list[tuple[str, str]]:
    person = appeal.person
    pairs = [
        (_("Worker"), appeal.name or _("Not named")), (_("Phone"), mask_phone(appeal.phone)),
        (_("ID number"), mask_id(person.id_number) if person else ""),
        (_("Home place"), appeal.home_place.full_name if appeal.home_place else ""),
        (_("Employer"), appeal.employer), (_("Site"), appeal.site),
        (_("People concerned"), str(appeal.people or "")),
        (_("Amount claimed"), yuan(appeal.amount) if appeal.amount else ""),
        (_("Months owed"), f"{float(appeal.months):g}" if appeal.months else ""),
    ]  # fmt: skip
    return [pair for pair in pairs if pair[1]]


def _events(paper: Sheet, appeal: Appeal) -> None:
    rows = [
        (moment(event.at), _what(event), str(event.office or event.actor_name), event.text)
        for event in appeal.events.select_related("office", "to_office").order_by("seq")
        if event.code not in LEFT_OUT
    ]  # fmt: skip
    paper.heading(_("What was done"))
    head = (_("When"), _("Step"), _("By whom"), _("Text"))
    paper.grid(head, [(a, b, c, "" if b == str(TABLE["filed"].wording) else d)
                      for a, b, c, d in rows], (22, 20, 26, 52))  # fmt: skip


def _what(event: AppealEvent) -> str:
    """What happened, with the office that it happened to: who was asked to help, or given it."""
    to = event.to_office.name if event.to_office else event.detail.get("to_name", "")
    return f"{event.kind.wording}：{to}" if to else str(event.kind.wording)


def _roster(paper: Sheet, appeal: Appeal) -> None:
    made = sheet(appeal)
    rows = [
        (str(at), line.claim.name, mask_id(line.claim.id_number) or "—", yuan(line.claim.claimed),
         yuan(line.claim.stated), yuan(line.claim.found), yuan(line.claim.paid), yuan(line.left),
         line.claim.get_state_display())
        for at, line in enumerate(made.lines, 1)
    ]  # fmt: skip
    sums = [yuan(getattr(made, name)) for name in ("claimed", "stated", "found", "paid", "left")]
    paper.heading(_("Roster and owed amounts"))
    paper.grid(
        (_("No."), _("Person's name"), _("ID number"), _("Claimed"), _("Stated by employer"),
         _("Found"), _("Paid"), _("Left"), _("State")),
        [*rows, ("", _("Sum"), _("%(n)d people") % {"n": made.people}, *sums, "")],
        (6, 12, 24, 14, 14, 14, 14, 14, 14), right=range(3, 8), size=8,
    )  # fmt: skip


def _files(appeal: Appeal) -> list[tuple[Attachment, bytes | None]]:
    """What the worker and the offices brought as evidence; bundles made before are not."""
    made_before = appeal.handovers.exclude(bundle=None).values("bundle")
    found = appeal.attachments.exclude(pk__in=made_before).order_by("pk")
    return [(each, read_sealed(each.stored_as)) for each in found]


def _list(paper: Sheet, files: list[tuple[Attachment, bytes | None]]) -> None:
    paper.heading(_("List of evidence"))
    if not files:
        paper.say(_("No files were brought."))
        return
    rows = [
        (str(at), each.name, each.get_kind_display(), moment(each.event.at), each.sha256)
        for at, (each, _content) in enumerate(files, 1)
    ]
    head = (_("No."), _("File"), _("Kind"), _("Brought"), "SHA-256")
    paper.grid(head, rows, (6, 30, 14, 20, 50), size=8)
    paper.ln(2)
    paper.say(_("The hash of each file shows whether a copy is the one that was brought."), size=9,
              grey=True)  # fmt: skip


def _photos(paper: Sheet, files: list[tuple[Attachment, bytes | None]]) -> None:
    photos = [
        (at, each, content) for at, (each, content) in enumerate(files, 1)
        if content and each.content_type.startswith("image/")
    ]  # fmt: skip
    if not photos:
        return
    paper.add_page()
    paper.heading(_("Photos"))
    for at, each, content in photos:
        caption = _("Evidence %(n)d: %(name)s") % {"n": at, "name": each.name}
        if not paper.photo(content, caption):
            paper.say(_("%(caption)s (kept as a file; it cannot be shown on paper)")
                      % {"caption": caption}, grey=True)  # fmt: skip
