"""A ledger's way: uploaded, checked, corrected, loaded, perhaps undone."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Office, Staff
from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict, Refusal
from rongcheng.people import ledger
from rongcheng.people.models import ColumnChoice, LedgerBatch, SourceRecord
from rongcheng.people.permissions import must_handle
from rongcheng.people.queries.failures import MostlyDuplicates, coded
from rongcheng.places.gazetteer import Gazetteer

from . import storage
from .statements import Outcome, Source, preview, record_statements

State = LedgerBatch.State
Progress = Callable[[str, float], None]


def upload_ledger(*, name: str, content: bytes, place: int, by: Actor) -> LedgerBatch:
    """Keep an uploaded file, sealed, as a new batch that waits to be checked.

    Raises:
        NotAllowed: the role may not load ledgers, or the place is outside the person's own.
        Refusal: the file is empty or larger than the installation allows.
    """
    limit = settings.LEDGER_MAX_BYTES
    if not content or len(content) > limit:
        raise Refusal(
            _("The file %(name)s has %(size)d bytes; it must have between 1 and %(limit)d.")
            % {"name": name, "size": len(content), "limit": limit}
        )
    batch = LedgerBatch(
        file_name=Path(name).name[:200],
        file_hash=hashlib.sha256(content).hexdigest(),
        stored_as=f"ledgers/{uuid.uuid4().hex}",
        place_id=place,
        office=by.office if isinstance(by, Staff) else None,
        uploaded_by=by if isinstance(by, Staff) else None,
    )
    must_handle(by, batch)
    with transaction.atomic():
        batch.save()
        storage.write(batch, "upload", content)
        record(
            "ledger.uploaded", by=by, subject=batch, place=place,
            file=batch.file_name, sha256=batch.file_hash,
        )  # fmt: skip
    return batch


def known_columns(office: Office | None) -> dict[str, str | None]:
    """What an office taught us: header text to field, or None for a column to leave out."""
    if office is None:
        return {}
    choices = ColumnChoice.objects.filter(office=office).values_list("header", "field")
    return {header: field or None for header, field in choices}


def check_file(
    path: Path,
    *,
    place: int,
    office: Office | None = None,
    mapping: dict[str, dict[str, str | None]] | None = None,
    progress: Progress | None = None,
) -> ledger.Checked:
    """Read and check a ledger file; changes nothing.

    Raises:
        Refusal: the file cannot be read as a ledger; the sentence says why and what to do.
    """
    lang = "en" if (get_language() or "").startswith("en") else "zh"
    try:
        return ledger.check(
            path,
            place=place,
            gazetteer=Gazetteer.load(),
            today=timezone.localdate(),
            known=known_columns(office),
            mapping=mapping,
            progress=progress,
            lang=lang,
        )
    except ledger.LedgerError as error:
        raise Refusal(getattr(error, lang)) from error


def good_rows(checked: ledger.Checked) -> pl.DataFrame:
    """The rows that can be loaded: those without an error."""
    return checked.rows.filter(pl.col("status") != "bad")


def _corrections(batch: LedgerBatch) -> dict[str, dict[str, str | None]]:
    """The columns that somebody set by hand for this batch."""
    chosen: dict[str, dict[str, str | None]] = {}
    for column in batch.mapping:
        if column.get("chosen"):
            chosen.setdefault(column["sheet"], {})[ledger.column_key(column)] = column["field"]
    return chosen


def _checked(batch: LedgerBatch, progress: Progress | None = None) -> ledger.Checked:
    with storage.opened(batch) as path:
        return check_file(
            path,
            place=batch.place_id,
            office=batch.office,
            mapping=_corrections(batch),
            progress=progress,
        )


def check_ledger(*, batch: LedgerBatch, by: Actor, progress: Progress | None = None) -> LedgerBatch:
    """Check a batch and foresee what loading it would do; problems and counts are kept.

    A file that cannot be read leaves the batch failed, with the reason for its page.
    """
    must_handle(by, batch)
    started, before = time.perf_counter(), batch.state
    _set(batch, state=State.CHECKING, failure="")
    try:
        checked = _checked(batch, progress)
        foreseen = preview(good_rows(checked), source=source_of(batch))
    except Exception as error:
        _set(batch, state=State.FAILED, failure=_failure(error, "check_stopped"))
        if isinstance(error, Refusal):
            return batch
        raise
    _keep_findings(batch, checked)
    seconds = {"seconds": round(time.perf_counter() - started, 3)}
    if before in (State.LOADED, State.UNDONE):  # what came of the load stays on record
        _set(batch, state=before, counts=batch.counts | seconds)
    else:
        _set(batch, state=State.CHECKED, counts=batch.counts | foreseen.counts | seconds)
    record("ledger.checked", by=by, subject=batch, place=batch.place_id, rows=batch.counts["rows"])
    return batch


def _keep_findings(batch: LedgerBatch, checked: ledger.Checked) -> None:
    """Keep what a check found: problems sealed on disk, columns and counts with the batch."""
    chosen = _corrections(batch)
    mapping = [
        column | {"chosen": ledger.column_key(column) in chosen.get(column["sheet"], {})}
        for column in checked.mapping
    ]
    counts = ledger.report(checked)
    kept = {name: counts[name] for name in counts if name not in {"mapping", "problems"}}
    storage.write_frame(batch, "problems", checked.problems)
    storage.forget(batch, "marked")
    _set(batch, mapping=mapping, counts=batch.counts | kept)


def problems_of(batch: LedgerBatch) -> pl.DataFrame:
    """Every problem found: sheet, row, column, field, value, severity, code, message, proposal."""
    found = storage.read_frame(batch, "problems")
    return found if found is not None else pl.DataFrame(schema=dict.fromkeys(_PROBLEM, pl.String))


_PROBLEM = (
    "sheet", "row", "column", "field", "value", "severity", "code", "message", "proposal",
)  # fmt: skip


def marked_copy(batch: LedgerBatch) -> bytes:
    """The same file with its bad cells coloured and explained; made once, then kept."""
    kept = storage.read(batch, "marked")
    if kept is not None:
        return kept
    with storage.opened(batch) as path:
        checked = check_file(
            path, place=batch.place_id, office=batch.office, mapping=_corrections(batch)
        )
        out = path.with_name("marked.xlsx")
        ledger.mark(path, checked, out)
        content = out.read_bytes()
    storage.write(batch, "marked", content)
    return content


def choose_columns(
    *, batch: LedgerBatch, choices: dict[str, dict[str, str | None]], by: Actor
) -> LedgerBatch:
    """Correct what columns mean, remember it for the office, and check the batch again.

    Args:
        choices: ``{sheet: {column: field or None to leave the column out}}``; a column by its
            letter or, in a table further down, by its letter and its header's row (``C12``).

    Raises:
        Refusal: a field that does not exist, or a column that the ledger does not have.
    """
    must_handle(by, batch)
    headers = {(m["sheet"], ledger.column_key(m)): m["header"] for m in batch.mapping}
    with transaction.atomic():
        for sheet, columns in choices.items():
            for key, field in columns.items():
                _remember_column(batch, headers.get((sheet, key)), field, key)
        for column in batch.mapping:
            mine, key = choices.get(column["sheet"], {}), ledger.column_key(column)
            if key in mine:
                column |= {"field": mine[key], "chosen": True}
        batch.save(update_fields=["mapping"])
        record("ledger.columns_chosen", by=by, subject=batch, place=batch.place_id)
    return check_ledger(batch=batch, by=by)


def _remember_column(
    batch: LedgerBatch, header: str | None, field: str | None, column: str
) -> None:
    if header is None:
        raise Refusal(_("The ledger has no column %(column)s.") % {"column": column})
    if field and field not in ledger.FIELDS:
        raise Refusal(_("There is no field named %(field)s.") % {"field": field})
    key = ledger.header_key(header)
    if batch.office and key:
        ColumnChoice.objects.update_or_create(
            office=batch.office, header=key[:120], defaults={"field": field or ""}
        )


def source_of(batch: LedgerBatch) -> Source:
    """Who speaks in a ledger: the office that uploaded it, on the day it did."""
    return Source(
        channel=SourceRecord.Channel.LEDGER,
        trust=SourceRecord.Trust.OFFICE,
        stated_by=(batch.office.name if batch.office else _("Administrator"))[:120],
        said_on=timezone.localdate(batch.uploaded_at),
        office=batch.office,
        batch=batch,
    )


def load_ledger(
    *,
    batch: LedgerBatch,
    by: Actor,
    even_if_mostly_duplicates: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Load the good rows of a ledger, all or none; bad ones wait for the corrected file.

    Loading the same content again changes nothing. The batch ends loaded, or, if anything goes
    wrong, as it was, with the reason.

    Raises:
        Conflict: the batch was undone, or the safety fuse for duplicates tripped.
    """
    must_handle(by, batch)
    if batch.state == State.UNDONE:
        raise Conflict(_("This load was undone. Upload the file again to load it."))
    before = batch.state
    _set(batch, state=State.LOADING, failure="")
    try:
        checked = _checked(batch)
        _keep_findings(batch, checked)
        rows = good_rows(checked)
        del checked  # all the cells of the file: their memory is needed now
        with transaction.atomic():
            LedgerBatch.objects.select_for_update().get(pk=batch.pk)
            outcome = record_statements(
                rows,
                source=source_of(batch),
                by=by,
                even_if_mostly_duplicates=even_if_mostly_duplicates,
                **({"progress": progress} if progress else {}),
            )
            _finish(batch, outcome, again=before == State.LOADED)
    except Exception as error:
        _set(batch, state=before, failure=_failure(error, "load_stopped"))
        raise
    return outcome


def _failure(error: Exception, otherwise: str) -> str:
    """Why it failed, as it is kept: in codes where there is one, so that it is told in words."""
    if isinstance(error.__cause__, ledger.LedgerError):
        return coded(error.__cause__.code, **error.__cause__.facts)
    if isinstance(error, MostlyDuplicates):
        return error.failure
    return str(error)[:500] if isinstance(error, Refusal) else coded(otherwise)


def _finish(batch: LedgerBatch, outcome: Outcome, *, again: bool) -> None:
    counts = batch.counts if again else batch.counts | outcome.counts
    _set(batch, state=State.LOADED, counts=counts, loaded_at=timezone.now())


def _set(batch: LedgerBatch, **values: object) -> None:
    for name, value in values.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(values))


def recover_interrupted() -> int:
    """After a crash: batches that were under way are free to be started again."""
    stuck = LedgerBatch.objects.filter(state__in=[State.CHECKING, State.LOADING])
    return stuck.update(state=State.WAITING, failure=coded("server_stopped"))
