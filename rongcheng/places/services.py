"""Changes to the places: loading the data that comes with the program."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.db import connection, transaction

from rongcheng.audit.services import Actor, record
from rongcheng.places.codes import level_of
from rongcheng.places.gazetteer import DATA, Gazetteer

_COLUMNS = "code, name, full_name, level, parent_id, zone, pinyin, initials"

# Parents sort before their children, so one ordered insert satisfies the foreign key at once.
_UPSERT = f"""
INSERT INTO places_place ({_COLUMNS})
SELECT {_COLUMNS} FROM incoming ORDER BY code
ON CONFLICT (code) DO UPDATE SET
  name = excluded.name, full_name = excluded.full_name, level = excluded.level,
  parent_id = excluded.parent_id, zone = excluded.zone, pinyin = excluded.pinyin,
  initials = excluded.initials
WHERE (places_place.name, places_place.full_name, places_place.level, places_place.parent_id,
       places_place.zone, places_place.pinyin, places_place.initials)
  IS DISTINCT FROM (excluded.name, excluded.full_name, excluded.level, excluded.parent_id,
       excluded.zone, excluded.pinyin, excluded.initials)
RETURNING (xmax = 0) AS added
"""


@dataclass(frozen=True)
class PlacesLoaded:
    """How many places were added and how many changed; the rest were there already."""

    added: int
    changed: int


@transaction.atomic
def load_places(*, by: Actor) -> PlacesLoaded:
    """Bring the table to the shipped data; nothing happens the second time.

    Places that the data no longer has stay: records may point at them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE incoming (code bigint, name text, full_name text, level text, "
            "parent_id bigint, zone boolean, pinyin text, initials text) ON COMMIT DROP"
        )
        with cursor.copy(f"COPY incoming ({_COLUMNS}) FROM STDIN") as copy:
            for row in _rows():
                copy.write_row(row)
        cursor.execute(_UPSERT)
        inserted = [added for (added,) in cursor.fetchall()]
        cursor.execute("DROP TABLE incoming")
    loaded = PlacesLoaded(added=sum(inserted), changed=len(inserted) - sum(inserted))
    if inserted:
        record("places.load", by=by, added=loaded.added, changed=loaded.changed)
    return loaded


def _rows() -> list[tuple[object, ...]]:
    """The shipped places in the order of `_COLUMNS`."""
    gazetteer = Gazetteer.load()
    frame = pl.read_parquet(DATA / "places.parquet")
    rows: list[tuple[object, ...]] = []
    for code, name, pinyin, initials, zone in frame.select(
        "code", "name", "pinyin", "initials", "zone"
    ).iter_rows():
        parent = (gazetteer.ancestors(code) or (None,))[-1]
        full = gazetteer.full_name(code)
        rows.append((code, name, full, level_of(code), parent, zone, pinyin, initials))
    return rows
