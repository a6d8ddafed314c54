"""Lists of organised transfer: taken in and checked, marked back, loaded, withdrawn."""

from __future__ import annotations

import tempfile
import uuid
from datetime import date
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.core.vault import read_sealed, write_sealed
from rongcheng.employers.models import Employer
from rongcheng.employers.permissions import ENTER, may
from rongcheng.people import ledger
from rongcheng.people.ledger.messages import TITLES
from rongcheng.people.permissions import must, must_cover
from rongcheng.people.services.ledgers import check_file

from .checking import Line, compared, remark_claims
from .models import OrganisedTransfer, Roster


@transaction.atomic
def hand_in(
    *, by: Actor, organiser: Employer, place: int, name: str = "", content: bytes = b""
) -> Roster:
    """A list taken in; with a file its rows are read and compared with the registry at once.

    Args:
        place: 12-digit code of where the people come from.
        name: the file's name; without one the rows are typed on the page (``add_row``).

    Raises:
        NotAllowed: the role may not load ledgers, the office stands below the township, or the
            place is outside the person's own.
        Refusal: the file is empty, too large or no list of people; the sentence says why.
    """
    _must(by, place)
    if name and not 0 < len(content) <= settings.LEDGER_MAX_BYTES:
        raise Refusal(
            _("The file %(name)s has %(size)d bytes; it must have between 1 and %(limit)d.")
            % {"name": name, "size": len(content), "limit": settings.LEDGER_MAX_BYTES}
        )
    roster = Roster.objects.create(
        organiser=organiser, place_id=place, file_name=Path(name).name[:200],
        stored_as=f"rosters/{uuid.uuid4().hex}" if name else "",
        office=by.office if isinstance(by, Staff) else None,
        entered_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    lines: list[Line] = []
    if name:
        lines = _lines(_read(roster, content))
        write_sealed(roster.stored_as, content)
    _keep(compared(roster, lines))
    record("transfers.handed_in", by=by, subject=roster, place=place, organiser=organiser.code,
           rows=len(lines))  # fmt: skip
    return roster


@transaction.atomic
def add_row(
    *, by: Actor, roster: Roster, name: str, start: date, end: date | None = None,
    id_number: str | None = None, birth_date: date | None = None,
) -> OrganisedTransfer:  # fmt: skip
    """A row typed on the page of a list that is not loaded yet.

    Raises:
        NotAllowed: see ``hand_in``.
        Conflict: the list is loaded or withdrawn.
        Refusal: neither ID number nor birth date is given.
    """
    _must(by, roster.place_id)
    locked = Roster.objects.select_for_update().get(pk=roster.pk)
    _must_be(locked, Roster.State.CHECKED)
    if not id_number and birth_date is None:
        raise Refusal(_("Give the ID number, or the birth date where it is not known."))
    last = OrganisedTransfer.objects.filter(roster=locked).order_by("-row").first()
    line = Line("", last.row + 1 if last else 1, name.strip(), id_number, birth_date, start, end)
    (row,) = _keep(compared(locked, [line]))
    record("transfers.typed", by=by, subject=locked, place=locked.place_id, row=row.row)
    return row


@transaction.atomic
def load(*, by: Actor, roster: Roster) -> int:
    """The good rows of a list count from now on; returns how many.

    The rows are compared with the registry again, which may have learnt something since.

    Raises:
        NotAllowed: see ``hand_in``.
        Conflict: the list is loaded or withdrawn already.
        Refusal: it has no good row.
    """
    _must(by, roster.place_id)
    locked = Roster.objects.select_for_update().get(pk=roster.pk)
    _must_be(locked, Roster.State.CHECKED)
    _check_again(locked)
    good = OrganisedTransfer.objects.filter(roster=locked, problem="").count()
    if not good:
        raise Refusal(_("No row of this list can be loaded; correct them and hand it in again."))
    locked.state, locked.loaded_at = Roster.State.LOADED, timezone.now()
    locked.save(update_fields=["state", "loaded_at"])
    record("transfers.loaded", by=by, subject=locked, place=locked.place_id, rows=good)
    roster.refresh_from_db()
    return good


@transaction.atomic
def withdraw(*, by: Actor, roster: Roster, reason: str) -> None:
    """A list counts no longer; it stays readable.

    Raises:
        NotAllowed: see ``hand_in``.
        Conflict: it is withdrawn already.
        Refusal: no reason is given.
    """
    _must(by, roster.place_id)
    if not reason.strip():
        raise Refusal(_("Say why the list is withdrawn."))
    locked = Roster.objects.select_for_update().get(pk=roster.pk)
    if locked.state == Roster.State.WITHDRAWN:
        raise Conflict(_("This list is withdrawn already."))
    locked.state = Roster.State.WITHDRAWN
    locked.save(update_fields=["state"])
    record("transfers.withdrawn", by=by, subject=locked, place=locked.place_id,
           reason=reason.strip())  # fmt: skip
    roster.refresh_from_db()


def marked_copy(roster: Roster) -> bytes:
    """The file as it came, its doubtful cells coloured and explained, as .xlsx.

    Raises:
        Conflict: there is no file: the rows were typed.
    """
    content = read_sealed(roster.stored_as) if roster.stored_as else None
    if content is None:
        raise Conflict(_("This list was typed on the page; there is no file to mark."))
    checked = _read(roster, content)
    letters = {c["sheet"]: c["column"] for c in checked.mapping if c["field"] == "name"}
    told = [
        (row.sheet, row.row, letters.get(row.sheet), "name", row.name,
         "error" if row.problem else "warning", "not_in_registry", row.problem or row.remark, None)
        for row in OrganisedTransfer.objects.filter(roster=roster)
        if row.problem or row.remark
    ]  # fmt: skip
    ours = pl.DataFrame(told, schema=checked.problems.schema, orient="row")
    checked.problems = pl.concat([checked.problems, ours])
    with tempfile.TemporaryDirectory(prefix="rc-") as folder:
        path = Path(folder) / roster.file_name
        path.write_bytes(content)
        out = Path(folder) / "marked.out.xlsx"
        ledger.mark(path, checked, out)
        return out.read_bytes()


def _read(roster: Roster, content: bytes) -> ledger.Checked:
    with tempfile.TemporaryDirectory(prefix="rc-") as folder:
        path = Path(folder) / roster.file_name
        path.write_bytes(content)
        return check_file(path, place=roster.place_id, office=roster.office)


def _lines(checked: ledger.Checked) -> list[Line]:
    """The rows of a file; an error in a column that is needed here keeps a row from counting.

    Somebody may stand in a list twice, for two times of work; under two names they are found out
    by the comparison with the registry.
    """
    needed = ("name", "id_number", "birth_date", "start_date", "end_date")
    at = 1 if (get_language() or "").startswith("en") else 0
    errors: dict[tuple[str, int], str] = {}
    wrong = checked.problems.filter(
        (pl.col("severity") == "error") & pl.col("field").is_in(needed)
        & (pl.col("code") != "conflict_in_file")
    )  # fmt: skip
    for sheet, row, code in wrong.select("sheet", "row", "code").iter_rows():
        errors.setdefault((sheet, row), TITLES[code][at])  # what is kept names no number
    return [
        Line(
            row["sheet"], row["row"], row["name"] or "", row["id_number"], row["birth_date"],
            row["start_date"], row["end_date"], errors.get((row["sheet"], row["row"]), ""),
        )
        for row in checked.rows.iter_rows(named=True)
    ]  # fmt: skip


def _keep(rows: list[OrganisedTransfer]) -> list[OrganisedTransfer]:
    made = OrganisedTransfer.objects.bulk_create(rows, batch_size=2000)
    remark_claims(made)
    return made


def _check_again(roster: Roster) -> None:
    """Rows read before, compared with what the registry knows now."""
    before = list(OrganisedTransfer.objects.filter(roster=roster).order_by("pk"))
    lines = [
        Line(r.sheet, r.row, r.name, r.id_number, r.birth_date, r.start_date, r.end_date, r.misread)
        for r in before
    ]
    for old, new in zip(before, compared(roster, lines), strict=True):
        old.person, old.problem, old.remark = new.person, new.problem, new.remark
    OrganisedTransfer.objects.bulk_update(before, ["person", "problem", "remark"], batch_size=2000)
    remark_claims(before)


def _must(by: Actor, place: int) -> None:
    must(by, Can.LOAD_LEDGERS)
    if not may(by, ENTER):
        raise NotAllowed(_("Such lists are taken in by township offices and those above them."))
    must_cover(by, place)


def _must_be(roster: Roster, state: str) -> None:
    if roster.state != state:
        raise Conflict(
            _("The list is “%(state)s”; this is no longer possible.")
            % {"state": roster.get_state_display()}
        )
