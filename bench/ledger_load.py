"""A workbook into the registry, end to end, beside django-import-export's bulk mode.

Ours reads, recognises, checks, matches and loads; the peer reads and loads, nothing else, into one
flat table with an index on the ID number, looking up existing rows as it does by itself. Both begin
each run as empty as the last one: our ledger is undone, the peer's rows are deleted.

    .venv/bin/python bench/ledger_load.py [--rows 100000] [--peer-rows 100000] [--runs 3]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from common import installation, peak_memory, row, timed
from workbooks import FIELDS, HEADERS, write_workbook


def ours(path: Path) -> int:
    """Load a workbook as the console does; returns how many persons were new."""
    from rongcheng.audit.services import System
    from rongcheng.people.services.ledgers import load_ledger, upload_ledger

    by = System("bench")
    batch = upload_ledger(name=path.name, content=path.read_bytes(), place=532932000000, by=by)
    return load_ledger(batch=batch, by=by).new


def take_back() -> None:
    """Undo the ledger loaded last."""
    from rongcheng.audit.services import System
    from rongcheng.people.models import LedgerBatch
    from rongcheng.people.services.undo import undo_ledger

    undo_ledger(batch=LedgerBatch.objects.latest("pk"), by=System("bench"))


DATES, NUMBERS = ("birth_date", "start_date"), ("wage",)


def peer_resource():
    """The peer's resource in bulk mode over one flat table with dates, numbers and texts."""
    from django.db import connection, models
    from import_export import fields, resources, widgets

    columns = {f: models.CharField(max_length=200, null=True) for f in FIELDS if f != "id_number"}
    columns |= {f: models.DateField(null=True) for f in DATES}
    columns |= {f: models.IntegerField(null=True) for f in NUMBERS}
    kinds = dict.fromkeys(DATES, widgets.DateWidget("%Y-%m-%d"))
    kinds |= dict.fromkeys(NUMBERS, widgets.IntegerWidget())
    flat = type(
        "Flat", (models.Model,),
        columns | {
            "__module__": __name__,
            "id_number": models.CharField(max_length=18, unique=True),
            "Meta": type("Meta", (), {"app_label": "people"}),
        },
    )  # fmt: skip
    with connection.schema_editor() as editor:
        editor.create_model(flat)
    named = zip(FIELDS, HEADERS, strict=True)
    declared = {f: fields.Field(attribute=f, column_name=h, widget=kinds.get(f)) for f, h in named}
    meta = type(
        "Meta", (),
        {"model": flat, "use_bulk": True, "batch_size": 1000, "import_id_fields": ["id_number"]},
    )  # fmt: skip
    return type("FlatResource", (resources.ModelResource,), declared | {"Meta": meta})(), flat


def peer(path: Path, resource, model) -> int:
    """Read and load a workbook with the peer; returns how many rows it made."""
    from import_export.formats.base_formats import XLSX

    data = XLSX().create_dataset(path.read_bytes())
    result = resource.import_data(data, raise_errors=True)
    made = result.totals["new"]
    model.objects.all().delete()
    return made


def processor() -> float:
    """Seconds of processor time spent so far by this process and the database server.

    While others use the machine this compares fairly where the clock does not.
    """
    from django.conf import settings

    postmaster = int((settings.EMBEDDED.cluster / "postmaster.pid").read_text().split()[0])
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            values = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has ended meanwhile, and counts with its parent's children
            continue
        if int(folder.name) == postmaster:
            ticks += sum(map(int, values[11:15]))
        elif int(values[1]) == postmaster:
            ticks += sum(map(int, values[11:13]))
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def both_clocks(act) -> tuple[float, float, object]:
    """Seconds by the clock and of processor time that a call takes, and what it returns."""
    before = processor()
    seconds, result = timed(act)
    return seconds, processor() - before, result


def mark_seconds(path: Path) -> tuple[float, float]:
    """Seconds and peak GiB of checking and marking a copy, in a process of its own."""
    script = (
        "import sys,time,resource;from pathlib import Path;from datetime import date;"
        "from rongcheng.people import ledger;from rongcheng.places.gazetteer import Gazetteer;"
        "p=Path(sys.argv[1]);c=ledger.check(p,place=532932000000,gazetteer=Gazetteer.load(),"
        "today=date.today());t=time.perf_counter();ledger.mark(p,c,p.with_name('marked.xlsx'));"
        "print(time.perf_counter()-t,resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/2**20)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
    )  # fmt: skip
    seconds, memory = map(float, done.stdout.split())
    return seconds, memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--peer-rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with installation() as folder:
        resource, model = peer_resource()
        write_workbook(folder / "peer.xlsx", options.peer_rows, seed=99)
        write_workbook(folder / "small.xlsx", 3000, county=532931, seed=98)
        mine, theirs, ratios, shares = [], [], [], []
        small, _ = timed(lambda: ours(folder / "small.xlsx"))
        for run in range(options.runs):
            path = folder / f"ledger{run}.xlsx"
            write_workbook(path, options.rows, county=532922 + run, seed=run)
            seconds, work, made = both_clocks(lambda path=path: ours(path))
            assert made == options.rows, made
            undone, _ = timed(take_back)
            peer_seconds, peer_work, made = both_clocks(
                lambda: peer(folder / "peer.xlsx", resource, model)
            )
            assert made == options.peer_rows, made
            mine.append(options.rows / seconds)
            theirs.append(options.peer_rows / peer_seconds)
            ratios.append(mine[-1] / theirs[-1])
            shares.append((peer_work / options.peer_rows) / (work / options.rows))
            told = f"run {run}: {seconds:.2f} s ({work:.2f} of processors)"
            print(f"{told}, load {os.getloadavg()[0]:.1f}", flush=True)
        memory_ours = peak_memory()
        ours(folder / "ledger0.xlsx")
        second, _ = timed(lambda: ours(path))
        marked, memory = mark_seconds(folder / "ledger0.xlsx")
        print(f"{options.rows} rows × {len(HEADERS)} columns, {options.runs} runs")
        print(f"{'':<46} {'min':>9} {'median':>9} {'max':>9}")
        print(row("ours: read, check, match, load", mine, "rows/s"))
        print(row("import-export, bulk: read, load", theirs, "rows/s"))
        print(row("ours as a multiple", ratios, "×"))
        print(row("ours as a multiple, by processor time", shares, "×"))
        print(row(f"ours, {options.rows} rows", [options.rows / m for m in mine]))
        print(
            f"the same into a registry of {options.rows}: {second:.2f} s; undone in {undone:.2f} s"
        )
        print(f"3,000 rows, first in the process: {small:.2f} s")
        print(f"marked copy of {options.rows} rows: {marked:.1f} s, peak {memory:.2f} GiB")
        print(f"peak memory of loading: {memory_ours:.2f} GiB (the peer's included)")
        print(f"median multiple: {statistics.median(ratios):.1f}")


if __name__ == "__main__":
    main()
