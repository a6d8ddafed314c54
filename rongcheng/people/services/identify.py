"""Who is this? Rows in the temporary table ``stage`` compared with each other and the registry."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.db import connection

from rongcheng.core.crypto import unseal
from rongcheng.people import matching
from rongcheng.people.models import LedgerBatch, Link, Review

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


def identify(staged: pl.DataFrame, *, dropped: set[int]) -> Found:
    """Find the persons of staged rows: by ID number, then by comparison with candidates.

    Args:
        staged: prepared rows (with ``plain_id`` and ``plain_phone``).
        dropped: ``seq`` of rows that need no answer.
    """
    rows = staged.filter(~pl.col("seq").is_in(list(dropped))) if dropped else staged
    leaders, doubles = _group_in_file(rows)
    by_id = _persons_by_id()
    answer = leaders.join(by_id, on="seq", how="left")
    pairs = _compare(rows, answer.filter(pl.col("person_id").is_null())["seq"])
    links = pairs.filter(pl.col("decision") == "link").drop("decision")
    answer = answer.join(
        links.select("seq", pl.col("person_id").alias("linked")), on="seq", how="left"
    ).with_columns(pl.coalesce("person_id", "linked").alias("person_id"))
    # all rows about one person follow the first of them that was found
    answer = answer.with_columns(
        pl.col("person_id").drop_nulls().first().over("leader").alias("person_id")
    )
    return Found(
        rows=answer.select("seq", "leader", "person_id"),
        links=links,
        reviews=pairs.filter(pl.col("decision") == "review").drop("decision"),
        doubles_in_file=doubles,
    )


def _group_in_file(rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """``seq`` and the ``leader`` of its group, and how many rows double another without an ID."""
    leaders = rows.select(
        "seq",
        pl.when(pl.col("plain_id").is_null())
        .then(pl.col("seq"))
        .otherwise(pl.col("seq").min().over("plain_id"))
        .alias("leader"),
    )
    anonymous = rows.filter(pl.col("plain_id").is_null())
    if anonymous.is_empty():
        return leaders, 0
    near = rows.filter(pl.col("name").is_in(anonymous["name"].unique().to_list()))
    clusters = matching.cluster(_as_records(near))
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
    )
    return (
        found.filter(pl.col("decision") != "new")
        .with_columns(
            pl.col("incoming_id").cast(pl.UInt32).alias("seq"),
            pl.col("person_id").cast(pl.Int64),
        )
        .select("seq", "person_id", "score", "decision", "reason")
    )


def _candidates(unknown: list[int]) -> pl.DataFrame:
    """Registered persons who share a key with a row; two known, different IDs never meet."""
    if not unknown:
        return pl.DataFrame()
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {"unknown": unknown, "limit": CANDIDATES_PER_ROW})
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
  WITH unknown AS (SELECT * FROM stage WHERE seq = ANY(%(unknown)s)),
  pairs AS (
    SELECT u.seq, c.id FROM unknown u CROSS JOIN LATERAL (
      SELECT id FROM people_person p WHERE p.phone_index = u.phone_index
        AND (p.id_index IS NULL OR u.id_index IS NULL) AND p.merged_into_id IS NULL
        AND left(p.name, 1) = left(u.name, 1)
      LIMIT %(limit)s) c
    UNION
    SELECT u.seq, c.id FROM unknown u CROSS JOIN LATERAL (
      SELECT id FROM people_person p WHERE p.name = u.name AND p.birth_date = u.birth_date
        AND (p.id_index IS NULL OR u.id_index IS NULL) AND p.merged_into_id IS NULL
      LIMIT %(limit)s) c
    UNION
    SELECT u.seq, c.id FROM unknown u CROSS JOIN LATERAL (
      SELECT id FROM people_person p WHERE p.name = u.name AND p.home_place_id = u.home_place
        AND (p.id_index IS NULL OR u.id_index IS NULL) AND p.merged_into_id IS NULL
      LIMIT %(limit)s) c
    UNION
    SELECT u.seq, c.id FROM unknown u CROSS JOIN LATERAL (
      SELECT id FROM people_person p
      WHERE p.home_place_id = u.home_place AND p.birth_date = u.birth_date
        AND (p.id_index IS NULL OR u.id_index IS NULL) AND p.merged_into_id IS NULL
      LIMIT %(limit)s) c)
  SELECT pairs.seq, p.id AS person_id, p.name, p.id_number, p.sex, p.birth_date, p.phone,
         p.home_place_id AS home_place
  FROM pairs JOIN people_person p ON p.id = pairs.id"""


def _as_records(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.col("seq").cast(pl.String).alias("record_id"),
        pl.col("plain_id").alias("id_number"),
        pl.col("plain_phone").alias("phone"),
        *(pl.col(c).cast(pl.String) for c in _LOOKED_UP),
    )


def remember_links(found: Found, batch: LedgerBatch | None) -> None:
    """Keep what was linked without proof, so that somebody can look and take it back."""
    if found.links.is_empty():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, record_id FROM assigned")
        record_of = dict(cursor.fetchall())
    Link.objects.bulk_create(
        Link(
            kept_id=row["person_id"],
            records=[record_of[row["seq"]]],
            automatic=True,
            score=row["score"],
            reason=row["reason"][:200],
        )
        for row in found.links.iter_rows(named=True)
    )


def queue_reviews(found: Found, batch: LedgerBatch | None) -> int:
    """Queue pairs of a new person and a look-alike; returns how many were queued."""
    if found.reviews.is_empty():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, person_id FROM assigned")
        person_of = dict(cursor.fetchall())
    pairs = {
        (person_of[row["seq"]], row["person_id"]): row
        for row in found.reviews.iter_rows(named=True)
        if person_of[row["seq"]] != row["person_id"]
    }
    Review.objects.bulk_create(
        (
            Review(
                newer_id=newer, older_id=older, batch=batch,
                score=row["score"], reason=row["reason"][:200],
            )
            for (newer, older), row in pairs.items()
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    return len(pairs)
