"""Ledgers: uploaded, checked, their columns corrected, loaded, undone."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Query, Router, Status
from ninja.files import UploadedFile

from rongcheng.agencies.roles import Can
from rongcheng.core.errors import Conflict
from rongcheng.people import tasks
from rongcheng.people.models import LedgerBatch
from rongcheng.people.queries import ledgers as found
from rongcheng.people.queries.failures import in_words
from rongcheng.people.queries.person import NotFound
from rongcheng.people.services import ledgers as services
from rongcheng.people.services.undo import undo_ledger
from rongcheng.places.models import Place

from ..access import caller
from ..schemas import ERRORS, ColumnsIn, Error, LedgerOut, LedgersOut, LoadIn

router = Router()
State = LedgerBatch.State
FILE = File(..., description="A workbook (xlsx, xls) or CSV, as it is.")
STATUS = Query(None, description="Only ledgers in this state.")
PK = Path(..., ge=1, lt=2**63, description="Number of the ledger.", example=3)
CHANGED = ERRORS | {409: Error}
COUNTS = ("rows", "clean", "bad", "warnings", "new", "matched", "unchanged", "to_review", "seconds")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def shown(batch: LedgerBatch, *, problems: bool = True) -> dict[str, Any]:
    """A ledger as the API gives it; ``problems`` may be long, so lists go without."""
    return {
        "id": batch.pk, "status": batch.state, "file_name": batch.file_name,
        "place": batch.place_id, "uploaded_at": batch.uploaded_at,
        "failure": in_words(batch.failure),
        **{name: batch.counts.get(name) for name in COUNTS},
        "mapping": batch.mapping if problems else [],
        "problems": services.problems_of(batch).to_dicts() if problems else [],
    }  # fmt: skip


@router.get("", response={200: LedgersOut} | ERRORS, summary="List ledgers")
def listed(
    request: HttpRequest,
    status: State | None = STATUS,
    limit: int = Query(50, ge=1, le=200, description="Most ledgers on a page."),
    offset: int = Query(0, ge=0, le=10_000, description="How many to pass over."),
) -> dict:
    """Ledgers about your place (of your station), the latest first, without their problems."""
    chosen = found.batches(caller(request, Can.LOAD_LEDGERS), state=status or "")
    page = chosen[offset : offset + limit]
    items = [shown(batch, problems=False) for batch in page]
    return {"items": items, "total": chosen.count(), "limit": limit, "offset": offset}


@router.post("", response={202: LedgerOut} | ERRORS, summary="Upload a ledger")
def upload(
    request: HttpRequest,
    file: UploadedFile = FILE,
    place: int = Form(..., description="12-digit code of the place it is about."),
) -> Status:
    """Upload a ledger; it is checked in the background. Ask for it again until it is `checked`."""
    staff = caller(request, Can.LOAD_LEDGERS)
    if not Place.objects.filter(code=place).exists():
        raise NotFound(_("There is no place with the code %(code)s.") % {"code": place})
    batch = services.upload_ledger(
        name=file.name or "ledger", content=file.read(), place=place, by=staff
    )
    tasks.start_check(batch, by=staff)
    return Status(202, shown(_again(batch)))


@router.get("/{int:pk}", response={200: LedgerOut} | ERRORS, summary="Read a ledger")
def read(
    request: HttpRequest,
    pk: int = PK,
    problems: bool = Query(True, description="With columns and problems; they can be many."),
) -> dict:
    """How far a ledger is, what was found in it, and what loading does or did."""
    return shown(_batch(request, pk), problems=problems)


@router.get(
    "/{int:pk}/marked", response={200: None} | CHANGED, summary="Download the marked copy",
    openapi_extra={"responses": {200: {
        "description": "The same workbook with bad cells coloured and explained.",
        "content": {WORKBOOK: {"schema": {"type": "string", "format": "binary"}}},
    }}},
)  # fmt: skip
def marked(request: HttpRequest, pk: int = PK) -> HttpResponse:
    """The same file with each bad cell coloured, the reason in a comment, and a summary sheet."""
    batch = _batch(request, pk)
    if batch.state in (State.WAITING, State.CHECKING, State.FAILED):
        raise Conflict(
            _("The ledger is not checked (%(state)s), so there is no marked copy yet.")
            % {"state": batch.get_state_display()}
        )
    response = HttpResponse(services.marked_copy(batch), content_type=WORKBOOK)
    name = quote(batch.file_name.rsplit(".", 1)[0] + "-marked.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@router.post("/{int:pk}/columns", response={200: LedgerOut} | CHANGED, summary="Correct columns")
def columns(request: HttpRequest, given: ColumnsIn, pk: int = PK) -> dict:
    """Say what columns mean; your office is remembered for it, and the ledger is checked again."""
    batch = _batch(request, pk)
    return shown(services.choose_columns(batch=batch, choices=given.choices, by=request.auth))


@router.post("/{int:pk}/load", response={202: LedgerOut} | CHANGED, summary="Load a ledger")
def load(request: HttpRequest, given: LoadIn, pk: int = PK) -> Status:
    """Load the good rows in the background, all or none; bad ones wait for the corrected file.

    Ask for the ledger again until it is `loaded`; if it is `checked` again, `failure` says why.
    """
    batch = _batch(request, pk)
    if batch.state not in (State.CHECKED, State.LOADED):
        raise Conflict(
            _("Only a checked ledger can be loaded; this one is %(state)s.")
            % {"state": batch.get_state_display()}
        )
    tasks.start_load(
        batch, by=request.auth, even_if_mostly_duplicates=given.even_if_mostly_duplicates
    )
    return Status(202, shown(_again(batch)))


@router.post("/{int:pk}/undo", response={200: LedgerOut} | CHANGED, summary="Undo a ledger")
def undo(request: HttpRequest, pk: int = PK) -> dict:
    """Take a loaded ledger back whole, unless something later depends on it: then 409 says what."""
    return shown(undo_ledger(batch=_batch(request, pk), by=request.auth))


def _batch(request: HttpRequest, pk: int) -> LedgerBatch:
    return found.batch(caller(request, Can.LOAD_LEDGERS), pk)


def _again(batch: LedgerBatch) -> LedgerBatch:
    batch.refresh_from_db()
    return batch
