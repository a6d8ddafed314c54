"""Paper forms: printed with a number, read back from a photo, filed once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.models import Appeal, Attachment, PaperForm
from rongcheng.appeals.papers.form import Blank, draw
from rongcheng.appeals.papers.read import form_number
from rongcheng.appeals.words import category_choices
from rongcheng.audit.services import record
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.core.vault import read_sealed, write_sealed
from rongcheng.people.models import Person
from rongcheng.web.masking import mask_id, mask_phone

from .attachments import Upload, recognised
from .filing import Filing, file_appeal

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs of a number: none that is taken for another when written by hand."""
MOST_AT_ONCE = 50


@transaction.atomic
def print_forms(*, by: Staff, count: int = 1, person: Person | None = None) -> bytes:
    """New forms as a PDF, each with a number of its own.

    Args:
        person: whose name, phone and home are printed; their numbers with the middle hidden, since
            the form leads to the record anyway.

    Raises:
        NotAllowed: the role does not take appeals down.
        Refusal: too many at once, or no font on this server.
    """
    office = _desk(by)
    if not 1 <= count <= MOST_AT_ONCE:
        raise Refusal(_("Between 1 and %(n)d forms are printed at once.") % {"n": MOST_AT_ONCE})
    now = timezone.now()
    forms = PaperForm.objects.bulk_create(
        PaperForm(number=_number(), place_id=office.place_id, office=office, printed_at=now,
                  printed_by=by, person=person)
        for _at in range(count)
    )  # fmt: skip
    record("appeals.form_printed", by=by, subject=person, place=office.place_id, count=count,
           numbers=[form.number for form in forms])  # fmt: skip
    return draw([_blank(form, office, person) for form in forms])


def _desk(by: Staff) -> Office:
    if not by.can(Can.TAKE_APPEALS) or by.office is None:
        raise NotAllowed(_("Your role does not take appeals down for workers."))
    return by.office


def _number() -> str:
    """``7K2M-9QXD``: nine signs that nobody guesses and anybody can type."""
    signs = [secrets.choice(SIGNS) for _at in range(8)]
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"


def _blank(form: PaperForm, office: Office, person: Person | None) -> Blank:
    names = [name for _code, name in category_choices(office.place_id) if "·" not in name]
    known = Blank(form.number, office.name, names)
    if person is None:
        return known
    home = person.home_place.full_name if person.home_place_id else ""
    return replace(known, name=person.name, phone=mask_phone(person.phone),
                   id_number=mask_id(person.id_number), home=home)  # fmt: skip


@transaction.atomic
def read_back(*, by: Staff, photo: Upload, number: str = "") -> PaperForm:
    """The form that a photo shows, found by its QR code; the photo is kept with it.

    Args:
        number: typed by hand where the code cannot be read.

    Raises:
        Refusal: no code can be read and no number was typed, or there is no such form here.
        Conflict: the form was filed already; the message names the appeal.
    """
    _desk(by)
    content_type, _kind = recognised(photo)
    if not content_type.startswith("image/"):
        raise Refusal(
            _("“%(file)s” is no photo; photograph the form, or scan it as a picture.")
            % {"file": photo.name}
        )
    form = form_for(by, number or _read(photo))
    digest = hashlib.sha256(photo.content).hexdigest()
    form.scan, form.scan_name = f"appeals/forms/{form.pk}-{digest[:20]}", photo.name[-200:]
    form.scanned_at = timezone.now()
    write_sealed(form.scan, photo.content)
    form.save(update_fields=["scan", "scan_name", "scanned_at"])
    record("appeals.form_read", by=by, subject=form, place=form.place_id, number=form.number)
    return form


def _read(photo: Upload) -> str:
    try:
        number = form_number(photo.content)
    except ValueError:
        raise Refusal(
            _("The photo “%(file)s” cannot be opened; take it as JPEG.") % {"file": photo.name}
        ) from None
    if number is None:
        raise Refusal(
            _("No code of a form can be read on “%(file)s”. Photograph the whole sheet in good "
              "light, or type the number that stands below the code.") % {"file": photo.name}
        )  # fmt: skip
    return number


def form_for(by: Staff, number: str) -> PaperForm:
    """A form of one's own place that waits to be filed.

    Raises:
        Refusal: there is no such form at this desk or below it.
        Conflict: it was filed already.
    """
    number = number.strip().upper().replace(" ", "")
    if len(number) == 8:
        number = f"{number[:4]}-{number[4:]}"
    form = PaperForm.objects.select_related("appeal", "person", "office").filter(
        number=number
    ).first()  # fmt: skip
    if form is None or not (form.office_id == by.office_id or scope_of(by).covers(form.place_id)):
        raise Refusal(_("No form %(n)s was printed here; check the number.") % {"n": number})
    if form.appeal is not None:
        raise Conflict(
            _("The form %(n)s was filed already: appeal %(appeal)s.")
            % {"n": number, "appeal": form.appeal.number}
        )
    return form


def scan_of(form: PaperForm) -> bytes | None:
    """The photo of a form, for a page that has checked who asks."""
    return read_sealed(form.scan) if form.scan else None


def file_form(*, by: Staff, form: PaperForm, filing: Filing) -> Appeal:
    """File what a clerk typed off a form; the photo goes with it as the signed form.

    Raises:
        Conflict: it was filed already, also by somebody else a moment ago.
        Refusal: the photo is missing, and see ``filing.file_appeal``.
    """
    with transaction.atomic():
        now = PaperForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
        form_for(by, now.number)
        scan = scan_of(now)
        if scan is None:
            raise Refusal(_("Photograph the form first: the signature is the worker's consent."))
        filing.channel = Appeal.Channel.PAPER
        filing.consent = _("Signed paper form %(n)s") % {"n": now.number}
        filing.person = filing.person or now.person
        filing.files = [*filing.files, Upload(now.scan_name, scan, Attachment.Kind.FORM)]
        appeal = file_appeal(by=by, filing=filing)
        now.appeal = appeal
        now.save(update_fields=["appeal"])
    return appeal
