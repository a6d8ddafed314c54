"""Files of appeals."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Router, Status
from ninja.files import UploadedFile

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.queries.scope import NotFound, appeal_for, may_read
from rongcheng.appeals.services import opening
from rongcheng.web.files import handed_in

from ..access import caller
from ..appeal_schemas import FilesOut
from ..appeals import PUBLIC, insider
from ..schemas import ERRORS, Error
from ..services.acting import act

router = Router()
ANY = (Can.SEE_APPEALS, Can.HANDLE_APPEALS, Can.TAKE_APPEALS)
NUMBER = Path(
    ..., max_length=30, description="Number of the appeal.", example="532932-20261008-0007482"
)
PK = Path(..., ge=1, lt=2**63, description="Number of the file.", example=3)
FILES = File(..., description="Photos, voice, PDF, office documents; 20 MB each.")
WITH = {"material": "material_added", "progress": "progress", "note": "noted"}


def files_of(staff: Staff, appeal: Appeal) -> list[dict[str, Any]]:
    """The files that ``staff`` may fetch: offices all, a desk those that the worker may see."""
    if not may_read(staff, appeal):
        return []
    inside = insider(staff, appeal)
    found = appeal.attachments.select_related("event").order_by("pk")
    return [
        {"id": one.pk, "name": one.name, "kind": one.kind, "content_type": one.content_type,
         "size": one.size, "sha256": one.sha256, "event": one.event.seq}
        for one in found
        if inside or (one.event.code in PUBLIC and not one.for_offices_only)
    ]  # fmt: skip


@router.get("/{number}/attachments", response={200: FilesOut} | ERRORS, summary="List files")
def listed(request: HttpRequest, number: str = NUMBER) -> dict:
    """The files of an appeal that you may fetch; none of a restricted one."""
    staff = caller(request, *ANY)
    return {"items": files_of(staff, opening.open_appeal(by=staff, number=number))}


@router.post(
    "/{number}/attachments", response={201: FilesOut} | ERRORS | {409: Error}, summary="Add files"
)
def upload(
    request: HttpRequest,
    number: str = NUMBER,
    files: list[UploadedFile] = FILES,
    with_: str = Form(
        "material", alias="with",
        description="material: from the worker; progress: the office tells; note: internal.",
    ),
    text: str = Form("", max_length=5000, description="Words that go with them."),
) -> Status:  # fmt: skip
    """Keep files, sealed, with an event of the log; the same content twice is kept once."""
    staff = caller(request, *ANY)
    appeal = appeal_for(staff, number)
    values = {"text": text} if text else {}
    act(by=staff, appeal=appeal, code=WITH.get(with_, with_), values=values, files=files)
    return Status(201, {"items": files_of(staff, appeal)})


@router.get(
    "/{number}/attachments/{int:pk}", response={200: None} | ERRORS, summary="Download a file",
    openapi_extra={"responses": {200: {
        "description": "The file as it came.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }}},
)  # fmt: skip
def download(request: HttpRequest, number: str = NUMBER, pk: int = PK) -> HttpResponse:
    """A file of an appeal; that you fetched it is logged."""
    staff = caller(request, *ANY)
    appeal = appeal_for(staff, number)
    if may_read(staff, appeal) and pk not in {one["id"] for one in files_of(staff, appeal)}:
        raise NotFound(_("The appeal %(n)s has no such file.") % {"n": number})
    found, content = opening.fetch_file(by=staff, number=number, pk=pk)
    return handed_in(content, name=found.name, kind=found.content_type, save=True)
