"""Who is this? Rows in the temporary table ``stage`` compared with each other and the registry."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.db import connection

from rongcheng.core.crypto import unseal
from rongcheng.people import matching
from rongcheng.people.models import LedgerBatch, Link, Review
from rongcheng.people.names import pinyin_column

LINK_ABOVE, REVIEW_ABOVE = 0.95, 0.5
"""Scores from which a row is linked by itself, and from which a person is asked."""

CANDIDATES_PER_ROW = 20

_LOOKED_UP = ("name", "sex", "birth_date", "home_place")


@dataclass
class Found:
    """The answer for a set of rows.

    ``rows``: ``seq, leader`` (first row about the same person), ``person_id`` or null.
    ``links``: rows attached without proof by ID: ``seq, person_id, score, reason``.
    ``reviews``: pairs for a person to decide, with the same columns.
    """

    rows: pl.DataFrame
    links: pl.DataFrame
    reviews: pl.DataFrame
    doubles_in_file: int = 0


def identify(rows: pl.DataFrame) -> Found:
    """Find the persons of prepared rows: by ID number, then by comparison with candidates."""
    leaders, doubles = _group_in_file(rows)
    by_id = _persons_by_id()
    answer = leaders.join(by_id, on="seq", how="left")
    pairs = _compare(rows, answer.filter(pl.col("person_id").is_null())["seq"])
    links = pairs.filter(pl.col("decision") == "link").drop("decision")
    answer = answer.join(
        links.select("seq", pl.col("person_id").alias("linked")), on="seq", how="left"
    ).with_columns(pl.coalesce("person_id", "linked").alias("person_id"))
    answer = _one_answer_each(answer.join(rows.select("seq", "id_number"), on="seq"))
    kept = links.join(answer.select("seq", "person_id"), on=["seq", "person_id"], how="semi")
    return Found(
        rows=answer.select("seq", "leader", "person_id"),
        links=kept,
        reviews=pairs.filter(pl.col("decision") == "review").drop("decision"),
        doubles_in_file=doubles,
    )


def _one_answer_each(answer: pl.DataFrame) -> pl.DataFrame:
    """All rows about one person get one answer: that of a row with an ID number, if there is one.

    Otherwise a row without one could bring two persons with different numbers together.
    """
    named = pl.col("id_number").is_not_null()
    proven = pl.col("person_id").filter(named).drop_nulls().first().over("leader")
    likely = pl.col("person_id").drop_nulls().first().over("leader")
    return answer.with_columns(
        pl.when(named.any().over("leader")).then(proven).otherwise(likely).alias("person_id")
    )


def _group_in_file(rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """``seq`` and the ``leader`` of its group, and how many rows double another without an ID."""
    leaders = rows.select(
        "seq",
        pl.when(pl.col("id_number").is_null())
        .then(pl.col("seq"))
        .otherwise(pl.col("seq").min().over("id_number"))
        .alias("leader"),
    )
    anonymous = rows.filter(pl.col("id_number").is_null())
    if anonymous.is_empty():
        return leaders, 0
    near = rows.filter(pl.col("name").is_in(anonymous["name"].unique().to_list()))
    clusters = matching.cluster(_as_records(near), threshold=LINK_ABOVE)
    groups = (
        clusters.select(pl.col("record_id").cast(pl.UInt32).alias("seq"), "cluster_id")
        .join(leaders, on="seq")
        .with_columns(pl.col("leader").min().over("cluster_id").alias("group"))
    )
    doubles = groups.filter(pl.col("leader") != pl.col("group")).height
    joined = leaders.join(groups.select("seq", "group"), on="seq", how="left")
    return joined.select("seq", pl.coalesce("group", "leader").alias("leader")), doubles


def _persons_by_id() -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.seq, p.id FROM stage s JOIN people_person p ON p.id_index = s.id_index"
        )
        found = cursor.fetchall()
    return pl.DataFrame(found, schema={"seq": pl.UInt32, "person_id": pl.Int64}, orient="row")


_NO_PAIRS = pl.DataFrame(
    schema={
        "seq": pl.UInt32, "person_id": pl.Int64, "score": pl.Float64,
        "decision": pl.String, "reason": pl.String,
    }
)  # fmt: skip


def _compare(rows: pl.DataFrame, unknown: pl.Series) -> pl.DataFrame:
    """Score rows that no ID number settled against registered persons who share a key."""
    candidates = _candidates(unknown.to_list())
    if candidates.is_empty():
        return _NO_PAIRS
    incoming = rows.filter(pl.col("seq").is_in(candidates["seq"].unique().to_list()))
    persons = candidates.drop("seq").unique("person_id")
    found = matching.link(
        _as_records(incoming).rename({"record_id": "incoming_id"}),
        persons,
        upper=LINK_ABOVE,
        lower=REVIEW_ABOVE,
        registry_size=_registry_size(),
    )
    found = _doubt_contradictions(found, incoming, persons)
    return (
        found.filter(pl.col("decision") != "new")
        .with_columns(
            pl.col("incoming_id").cast(pl.UInt32).alias("seq"),
            pl.col("person_id").cast(pl.Int64),
        )
        .select("seq", "person_id", "score", "decision", "reason")
    )


def _doubt_contradictions(
    found: pl.DataFrame, incoming: pl.DataFrame, persons: pl.DataFrame
) -> pl.DataFrame:
    """Links that something speaks against become reviews.

    Names that sound different (twins share all but the name), or another birth date where not
    even the phone is the same: without an ID number only a person should decide that.
    """

    def sound(name: str) -> pl.Expr:
        letters = pl.col(name).map_batches(pinyin_column, return_dtype=pl.String)
        return letters.str.split("").list.sort().list.join("")

    def said(rows: pl.DataFrame, key: str, number: str, when: str) -> pl.DataFrame:
        return rows.select(
            pl.col(number).cast(found.schema[key]).alias(key),
            pl.col("name", "birth_date", "phone").cast(pl.String).name.suffix(when),
        )

    pairs = found.join(
        said(incoming, "incoming_id", "seq", "_told"), on="incoming_id", how="left",
        maintain_order="left",
    ).join(
        said(persons, "person_id", "person_id", "_known"), on="person_id", how="left",
        maintain_order="left",
    )  # fmt: skip
    other_name = sound("name_told") != sound("name_known")
    other_birth = (pl.col("birth_date_told") != pl.col("birth_date_known")).fill_null(False)
    same_phone = (pl.col("phone_told") == pl.col("phone_known")).fill_null(False)
    doubtful = (pl.col("decision") == "link") & (other_name | other_birth & ~same_phone)
    doubted = pl.when(doubtful).then(pl.lit("review")).otherwise("decision").alias("decision")
    return pairs.with_columns(doubted).select(found.columns)


def _registry_size() -> int:
    """About how many persons there are; the more, the less a shared name proves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'people_person'::regclass")
        (estimate,) = cursor.fetchone()
    return max(int(estimate), 1000)


def _candidates(unknown: list[int]) -> pl.DataFrame:
    """Registered persons who share a key with a row; two known, different IDs never meet."""
    if not unknown:
        return pl.DataFrame()
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {"limit": CANDIDATES_PER_ROW})
        names = [column.name for column in cursor.description]
        found = cursor.fetchall()
    if not found:
        return pl.DataFrame()
    frame = pl.DataFrame(found, schema=names, orient="row", infer_schema_length=None)
    return frame.with_columns(
        pl.col("person_id").cast(pl.String),
        pl.col("id_number").map_elements(unseal, return_dtype=pl.String),
        pl.col("phone").map_elements(unseal, return_dtype=pl.String),
        *(pl.col(c).cast(pl.String) for c in _LOOKED_UP),
    )


_CANDIDATES = """
  WITH unknown AS (
    SELECT * FROM stage s
    WHERE NOT EXISTS (SELECT 1 FROM people_person p WHERE p.id_index = s.id_index)),
  pairs AS (
    -- a row with an ID can only be somebody whose ID is not known yet: few, with their own index
    SELECT u.seq, p.id FROM unknown u JOIN people_person p
      ON p.id_index IS NULL AND p.merged_into_id IS NULL AND p.name = u.name
    WHERE u.id_index IS NOT NULL
    UNION
    SELECT u.seq, c.id FROM unknown u CROSS JOIN LATERAL (
      SELECT id FROM people_person p WHERE p.phone_index = u.phone_index
        AND p.merged_into_id IS NULL AND (p.id_index IS NULL OR u.id_index IS NULL)
        AND left(p.name, 1) = left(u.name, 1)
      LIMIT %(limit)s) c
    -- an ID number leaves few to look for: whose phone is that of somebody without one
    WHERE u.id_index IS NULL OR u.phone_index IN (
      SELECT phone_index FROM people_person WHERE id_index IS NULL AND merged_into_id IS NULL)
    UNION
    SELECT u.seq, c.id FROM unknown u CROSS JOIN LATERAL (
      SELECT id FROM people_person p
      WHERE p.name = u.name AND (p.birth_date = u.birth_date OR p.home_place_id = u.home_place)
        AND p.merged_into_id IS NULL
      LIMIT %(limit)s) c
    WHERE u.id_index IS NULL
    UNION
    SELECT u.seq, c.id FROM unknown u CROSS JOIN LATERAL (
      SELECT id FROM people_person p
      WHERE p.home_place_id = u.home_place AND p.birth_date = u.birth_date
        AND p.merged_into_id IS NULL
      LIMIT %(limit)s) c
    WHERE u.id_index IS NULL)
  SELECT pairs.seq, p.id AS person_id, p.name, p.id_number, p.sex, p.birth_date, p.phone,
         p.home_place_id AS home_place
  FROM pairs JOIN people_person p ON p.id = pairs.id"""


def _as_records(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.col("seq").cast(pl.String).alias("record_id"),
        "id_number",
        "phone",
        *(pl.col(c).cast(pl.String) for c in _LOOKED_UP),
    )


def remember_links(found: Found, persons: pl.DataFrame) -> None:
    """Keep what was linked without proof, so that somebody can look and take it back.

    ``persons`` tells ``seq, person_id, record_id`` of what was written.
    """
    if found.links.is_empty():
        return
    rows = found.links.select("seq", "score", "reason").join(persons, on="seq")
    Link.objects.bulk_create(
        Link(
            kept_id=row["person_id"],
            records=[row["record_id"]],
            automatic=True,
            score=row["score"],
            reason=row["reason"][:200],
        )
        for row in rows.iter_rows(named=True)
    )


def queue_reviews(found: Found, persons: pl.DataFrame, batch: LedgerBatch | None) -> int:
    """Queue pairs of a new person and a look-alike; returns how many were queued."""
    if found.reviews.is_empty():
        return 0
    rows = (
        found.reviews.rename({"person_id": "older"})
        .join(persons.select("seq", pl.col("person_id").alias("newer")), on="seq")
        .filter(pl.col("newer") != pl.col("older"))
        .unique(["newer", "older"])
    )
    Review.objects.bulk_create(
        (
            Review(
                newer_id=row["newer"], older_id=row["older"], batch=batch,
                score=row["score"], reason=row["reason"][:200],
            )
            for row in rows.iter_rows(named=True)
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    return rows.height
