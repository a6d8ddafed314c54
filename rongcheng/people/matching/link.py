"""Which rows that come in are people already known."""

import numpy as np
import polars as pl

from .arrays import Array, differ, same
from .candidates import candidate_pairs
from .exact import CONFIDENCE, FAMILY, NAME_BIRTH, NAME_PHONE, SAME_ID, compatible
from .groups import Counter, group, mix
from .model import prior
from .reasons import EXACT, reasons
from .records import COLUMNS, Records, read_records
from .score import Shares, score_pairs

RESULT = ["incoming_id", "person_id", "score", "decision", "reason"]
OTHERS_NUMBER = "id_number -name"
_CAP = 60  # rows under one key beyond which comparing tells nothing: a dormitory, a clerk's phone
_SHOWN = 5  # people shown for one row in review


def link(
    incoming: pl.DataFrame,
    candidates: pl.DataFrame,
    *,
    upper: float = 0.95,
    lower: float = 0.4,
    registry_size: int = 100_000,
) -> pl.DataFrame:
    """`incoming_id, person_id, score, decision, reason` for rows against people of the registry.

    `incoming` has `incoming_id`, `candidates` has `person_id`, both any of `name, id_number, sex,
    birth_date, phone, home_place`; candidates are those who share one of `keys.SEARCH_KEYS` with
    some row. Each row gets one `link` (score at `upper` or above and nobody else as likely), or
    up to five `review` (from `lower` on), or one `new` with no person. Different valid ID numbers
    are never one person. `registry_size` is the number of people among whom candidates were
    sought: the more there are, the more namesakes. Splink starts only if some pair needs it.
    """
    scored = _scored(incoming, candidates, registry_size)
    best = scored.filter(pl.col("score") >= lower).sort(
        ["incoming_id", "score"], descending=[False, True], maintain_order=True
    )
    rank, top = pl.int_range(pl.len()).over("incoming_id"), pl.col("score").first()
    second = pl.col("score").slice(1, 1).first().fill_null(0.0)
    alone = (top.over("incoming_id") >= upper) & (
        (second.over("incoming_id") < upper) | (top - second > 0.01).over("incoming_id")
    )
    best = best.with_columns(rank=rank, alone=alone).filter(
        (pl.col("rank") == 0) | ~pl.col("alone") & (pl.col("rank") < _SHOWN)
    )
    decision = pl.when("alone").then(pl.lit("link")).otherwise(pl.lit("review"))
    found = best.with_columns(decision=decision).select(RESULT)
    new = incoming.select("incoming_id").join(found, on="incoming_id", how="anti")
    rest = new.select(
        pl.col("incoming_id"),
        pl.lit(None, found.schema["person_id"]).alias("person_id"),
        pl.lit(0.0).alias("score"), pl.lit("new").alias("decision"), pl.lit("").alias("reason"),
    )  # fmt: skip
    return pl.concat([found, rest]).sort("incoming_id", maintain_order=True)


def mostly_duplicates(rows: int, repeated: int, *, share: float = 0.5, least: int = 50) -> bool:
    """Safety fuse: is so much of a file repeated within it that the file itself looks wrong?

    `repeated` counts rows that are the same person as an earlier row of the file.
    """
    return rows >= least and repeated > share * rows


def _scored(incoming: pl.DataFrame, candidates: pl.DataFrame, registry_size: int) -> pl.DataFrame:
    """Every pair worth a score: `incoming_id, person_id, score, reason`."""
    people = read_records(pl.concat([_texts(incoming), _texts(candidates)]))
    left, right = _pairs(people, incoming.height)
    rule = _exact_rule(people, left, right)
    score = np.array([0.0, *CONFIDENCE.values(), 0.6])[rule]
    words = np.array(["", *EXACT.values(), OTHERS_NUMBER], dtype=object)[rule]
    unsure = np.flatnonzero(rule == 0)
    if unsure.size:
        size = max(registry_size, len(people))
        scores = score_pairs(
            people, left[unsure], right[unsure], prior=prior(size),
            shares=Shares(people, np.ones(len(people), bool), among=size),
        )  # fmt: skip
        score[unsure] = np.minimum(scores["score"].to_numpy(), _most(scores))
        words[unsure] = reasons(scores)
    return pl.DataFrame(
        {
            "incoming_id": incoming["incoming_id"].gather(left),
            "person_id": candidates["person_id"].gather(right - incoming.height),
            "score": score.round(4),
            "reason": pl.Series(words.tolist(), dtype=pl.String),
        }
    )


def _most(scores: pl.DataFrame) -> Array:
    """The highest score a pair may get: without ID number, birth date or phone a person decides."""
    firm = (scores["gamma_id_number"] > 0) | (scores["gamma_birth"] > 0)
    return np.where((firm | (scores["gamma_phone"] > 0)).to_numpy(), 0.99, 0.9)


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(
        pl.col(c).cast(pl.String) if c in frame.columns else pl.lit(None, pl.String).alias(c)
        for c in COLUMNS
    )


def _pairs(people: Records, border: int) -> tuple[Array, Array]:
    """Pairs of a row (below `border`) and a candidate that are worth a look."""
    exact_keys = [people.ids.code, mix(people.name, people.full_birth),
                  mix(people.name, people.phone)]  # fmt: skip
    equal = [_across(*group(key).pairs(_CAP), border) for key in exact_keys]
    side = (np.arange(len(people)) >= border).astype(np.int64)
    left, right = candidate_pairs(people, side, equal)
    same = (people.proof[left] == people.proof[right]) | (
        people.proof[left] * people.proof[right] == 0
    )
    return left[same], right[same]


def _across(left: Array, right: Array, border: int) -> tuple[Array, Array]:
    across = (left < border) != (right < border)
    return left[across], right[across]


def _exact_rule(people: Records, left: Array, right: Array) -> Array:
    """Number of the exact rule that decides a pair, 4 for somebody else's number, 0 for none."""
    pair = (left, right)
    number, fits = same(people.proof, *pair), compatible(people, left, right)
    against = differ(people.ids.code, *pair) | differ(people.sex, *pair)
    against |= differ(people.county, *pair)
    placed = same(people.county, *pair) | (Counter(people.name).of(people.name[left]) <= _CAP)
    family = Counter(people.phone).of(people.phone[left]) <= FAMILY
    rule = np.zeros(len(left), dtype=np.int64)
    named = same(people.name, *pair) & ~against
    called = same(people.phone, *pair) & family & ~differ(people.birth, *pair)
    rule[named & called] = NAME_PHONE
    rule[named & same(people.full_birth, *pair) & placed] = NAME_BIRTH
    rule[number & fits] = SAME_ID
    rule[number & ~fits] = 4
    return rule
