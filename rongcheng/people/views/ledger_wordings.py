"""A ledger in words: its rows at one glance, its columns, its stage and its history."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.audit.acts import wording
from rongcheng.audit.queries import events_about
from rongcheng.people.ledger import column_key
from rongcheng.people.models import LedgerBatch
from rongcheng.people.queries.ledgers import field_label

State = LedgerBatch.State
SURE = 0.75

TONES = {
    State.WAITING: "plain", State.CHECKING: "info", State.CHECKED: "warn", State.LOADING: "info",
    State.LOADED: "ok", State.UNDONE: "plain", State.FAILED: "bad",
}  # fmt: skip

_STAGES: dict[str, str | Promise] = {
    "queued": gettext_lazy("In line"),
    "read": gettext_lazy("Reading the file"),
    "recognise": gettext_lazy("Recognising the columns"),
    "normalise": gettext_lazy("Reading the cells"),
    "check": gettext_lazy("Checking every cell"),
    "prepare": gettext_lazy("Preparing the rows"),
    "match": gettext_lazy("Comparing with the registry"),
    "write": gettext_lazy("Writing into the registry"),
    "done": gettext_lazy("Nearly done"),
}

_SKIPPED: dict[str, str | Promise] = {
    "empty": gettext_lazy("empty sheet"),
    "summary": gettext_lazy("the summary of an earlier check"),
    "no_roster": gettext_lazy("no list of people found"),
    "hidden": gettext_lazy("hidden sheet; to have it read, unhide it in the workbook first"),
}


@dataclass(frozen=True)
class Glance:
    """A ledger's rows, split so that the parts add up to the whole.

    ``new`` and ``matched`` rows go (or went) into the registry, ``unchanged`` ones say nothing new,
    ``repeated`` ones stand twice in the file, ``bad`` ones wait.
    """

    tone: str
    rows: int = 0
    new: int = 0
    matched: int = 0
    unchanged: int = 0
    bad: int = 0
    warnings: int = 0
    to_review: int = 0
    seconds: float = 0

    @property
    def repeated(self) -> int:
        return max(0, self.rows - self.bad - self.new - self.matched - self.unchanged)

    @property
    def loadable(self) -> int:
        going_in = self.new + self.matched
        return going_in + self.repeated if going_in else 0


def glance(batch: LedgerBatch) -> Glance:
    """The counts of a batch, as foreseen by the check or as they came by the load."""
    counts = batch.counts
    names = (
        "rows", "new", "matched", "unchanged", "bad", "warnings", "to_review", "seconds",
    )  # fmt: skip
    return Glance(TONES.get(batch.state, "plain"), **{n: counts.get(n) or 0 for n in names})


def stage(batch: LedgerBatch) -> dict:
    """What is being done now, and the share done in percent."""
    loading = batch.state == State.LOADING
    name = batch.progress.get("stage") or "queued"
    if batch.state == State.WAITING:
        name = "queued"
    elif batch.state == State.LOADING:
        name = "write"
    share = 0 if name in ("queued", "write") else batch.progress.get("share") or 0
    return {
        "words": _STAGES.get(name, name),
        "percent": round(100 * share),
        "loading": loading,
        "url": reverse("people:ledger_progress", args=[batch.pk]),
    }


@dataclass
class Sheet:
    """The columns of a sheet's tables, or of one further down, for the page.

    ``doubtful`` and ``unused`` count those to look at.
    """

    name: str
    columns: list[dict]

    @property
    def doubtful(self) -> int:
        return sum(column["doubtful"] for column in self.columns)

    @property
    def unused(self) -> int:
        return sum(not column["field"] for column in self.columns)

    @property
    def used(self) -> int:
        return len(self.columns) - self.unused


def sheets(
    batch: LedgerBatch, samples: dict[tuple[str, str], list[str]] | None = None
) -> list[Sheet]:
    """The recognised columns by table; ``number`` is the column's place in the mapping."""
    found: dict[tuple[str, int | None], Sheet] = {}
    for number, column in enumerate(batch.mapping):
        row = column.get("header_row")
        sheet = found.setdefault(
            (column["sheet"], row), Sheet(_table_name(column["sheet"], row), [])
        )
        sure = column.get("confidence") or 0
        chosen = bool(column.get("chosen"))
        sheet.columns.append(
            column
            | {
                "number": number,
                "title": column["header"].replace(">", " › "),
                "label": field_label(column["field"]),
                "chosen": chosen,
                "doubtful": bool(column["field"]) and sure < SURE and not chosen,
                "percent": round(100 * sure),
                "samples": (samples or {}).get((column["sheet"], column_key(column)), []),
            }
        )
    return list(found.values())


def _table_name(sheet: str, header_row: int | None) -> str:
    if header_row is None:
        return sheet
    return _("%(sheet)s, table under row %(row)d") % {"sheet": sheet, "row": header_row}


def skipped(batch: LedgerBatch) -> list[tuple[str, str]]:
    """Sheets that were left out, each with why."""
    return [
        (each["sheet"], str(_SKIPPED.get(each["reason"], each["reason"])))
        for each in batch.counts.get("skipped_sheets") or []
    ]


_ICONS = {
    "ledger.uploaded": ("upload", "plain"),
    "ledger.checked": ("clipboard-check", "info"),
    "ledger.columns_chosen": ("columns-gap", "info"),
    "people.recorded": ("check-circle", "ok"),
    "ledger.undone": ("arrow-counterclockwise", "warn"),
}


def history(batch: LedgerBatch) -> list[dict]:
    """What happened to a ledger and by whom, the latest first, for the timeline."""
    events = events_about(batch._meta.model_name, batch.pk).filter(act__in=_ICONS)
    told = []
    for event in events:
        icon, tone = _ICONS[event.act]
        told.append(
            {
                "when": event.at, "by": event.actor_name, "icon": icon, "tone": tone,
                "title": _("Loaded into the registry")
                if event.act == "people.recorded"
                else wording(event.act),
            }
        )  # fmt: skip
    return told or [{"when": batch.uploaded_at, "title": _("Uploaded"), "icon": "upload"}]
