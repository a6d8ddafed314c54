"""Taking a loaded ledger back, whole, unless something later depends on it."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.audit.services import Actor, record
from rongcheng.core.errors import Conflict
from rongcheng.people.models import LedgerBatch, Link, Person, Review
from rongcheng.people.permissions import must_handle

from .derive import derive
from .lock import alone_in_registry

OWN_TABLES = {"records", "spells", "reviews_as_newer", "reviews_as_older", "merged"}


@transaction.atomic
def undo_ledger(*, batch: LedgerBatch, by: Actor) -> LedgerBatch:
    """Remove everything a ledger said; persons known from elsewhere keep their other values.

    Raises:
        Conflict: persons that this ledger entered have been used since (by a later source, a
            merge, another part of the platform); the message lists by what. Nothing changes.
    """
    must_handle(by, batch)
    alone_in_registry()
    batch = LedgerBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != LedgerBatch.State.LOADED:
        raise Conflict(_("Only a loaded ledger can be undone; this one is %(state)s.")
                       % {"state": batch.get_state_display()})  # fmt: skip
    with connection.cursor() as cursor:
        _find_persons(cursor, batch)
        reasons = _dependents(cursor, batch)
        if reasons:
            raise Conflict(
                _("This load cannot be undone, because something later depends on it: %(what)s")
                % {"what": "；".join(reasons)}
            )
        removed, kept = _remove(cursor, batch)
    derive(kept)
    batch.state, batch.undone_at = LedgerBatch.State.UNDONE, timezone.now()
    batch.save(update_fields=["state", "undone_at"])
    record(
        "ledger.undone", by=by, subject=batch, place=batch.place_id,
        removed=removed, kept=len(kept),
    )  # fmt: skip
    return batch


def _find_persons(cursor: CursorWrapper, batch: LedgerBatch) -> None:
    """``reached``: persons the ledger spoke about; ``own``: only it spoke when they came in."""
    cursor.execute("DROP TABLE IF EXISTS reached")
    cursor.execute(
        """
        CREATE TEMP TABLE reached ON COMMIT DROP AS
        SELECT r.person_id AS id,
               bool_and(r.batch_id IS NOT DISTINCT FROM %(batch)s) AS alone,
               min(r.id) FILTER (WHERE r.batch_id = %(batch)s) = min(r.id) AS own
        FROM people_sourcerecord r
        WHERE r.person_id IN (SELECT person_id FROM people_sourcerecord WHERE batch_id = %(batch)s)
        GROUP BY r.person_id""",
        {"batch": batch.pk},
    )
    cursor.execute("ANALYZE reached")


def _dependents(cursor: CursorWrapper, batch: LedgerBatch) -> list[str]:
    """What came after and rests on persons whom this ledger entered, in words with counts."""
    reasons = []
    cursor.execute(
        """
        SELECT r.batch_id, min(r.stated_by), count(DISTINCT r.person_id)
        FROM people_sourcerecord r JOIN reached p ON p.id = r.person_id AND p.own
        WHERE r.batch_id IS DISTINCT FROM %s GROUP BY r.batch_id, r.channel""",
        [batch.pk],
    )
    names = {}
    rows = cursor.fetchall()
    if rows:
        names = dict(
            LedgerBatch.objects.filter(pk__in=[r[0] for r in rows if r[0]]).values_list(
                "pk", "file_name"
            )
        )
    for later, stated_by, persons in rows:
        what = _("ledger %(n)d “%(name)s”") % {"n": later, "name": names[later]} if later else (
            _("an entry by %(who)s") % {"who": stated_by}
        )  # fmt: skip
        reasons.append(
            _("%(count)d persons updated by %(what)s") % {"count": persons, "what": what}
        )
    cursor.execute(
        "SELECT count(*) FROM people_person m JOIN reached p ON p.id IN (m.id, m.merged_into_id) "
        "WHERE m.merged_into_id IS NOT NULL AND p.own"
    )
    (merged,) = cursor.fetchone()
    if merged:
        reasons.append(_("%(count)d persons merged with others") % {"count": merged})
    return reasons + _other_parts(cursor)


def _other_parts(cursor: CursorWrapper) -> list[str]:
    """Rows of other tables that point to persons who would vanish."""
    reasons = []
    for relation in Person._meta.related_objects:
        model = relation.related_model
        if model._meta.app_label == "people" and (
            relation.get_accessor_name() in OWN_TABLES or model in (Link, Review)
        ):
            continue
        table, column = model._meta.db_table, relation.field.column
        cursor.execute(
            f'SELECT count(*) FROM "{table}" t JOIN reached p ON p.id = t."{column}" AND p.alone'
        )
        (count,) = cursor.fetchone()
        if count:
            reasons.append(f"{model._meta.verbose_name}: {count}")
    return reasons


def _remove(cursor: CursorWrapper, batch: LedgerBatch) -> tuple[int, list[int]]:
    """Delete the ledger's statements and whoever lives by them alone; who stays is returned."""
    alone = "(SELECT id FROM reached WHERE alone)"
    for statement in (
        f"DELETE FROM people_review WHERE newer_id IN {alone} OR older_id IN {alone}",
        f"DELETE FROM people_link WHERE kept_id IN {alone} OR gone_id IN {alone}",
        f"DELETE FROM people_employmentspell WHERE person_id IN {alone}",
    ):
        cursor.execute(statement)
    cursor.execute(
        """
        DELETE FROM people_link l WHERE l.gone_id IS NULL AND l.automatic AND EXISTS (
          SELECT 1 FROM people_sourcerecord r, jsonb_array_elements_text(l.records) n
          WHERE r.id = n::bigint AND r.batch_id = %s)""",
        [batch.pk],
    )
    cursor.execute(
        """
        DELETE FROM people_employmentspell s USING people_sourcerecord r
        WHERE s.source_id = r.id AND r.batch_id = %s""",
        [batch.pk],
    )
    cursor.execute("DELETE FROM people_sourcerecord WHERE batch_id = %s", [batch.pk])
    cursor.execute(f"DELETE FROM people_person WHERE id IN {alone} RETURNING household_id")
    homes = [home for (home,) in cursor.fetchall()]
    cursor.execute(
        """
        DELETE FROM people_household h WHERE h.id = ANY(%s)
          AND NOT EXISTS (SELECT 1 FROM people_person p WHERE p.household_id = h.id)""",
        [[home for home in set(homes) if home]],
    )
    cursor.execute("SELECT id FROM reached WHERE NOT alone")
    return len(homes), [person for (person,) in cursor.fetchall()]
