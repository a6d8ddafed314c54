"""Which records of a table are the same person."""

from collections.abc import Callable
from threading import Thread

import numpy as np
import polars as pl

from .arrays import Array
from .candidates import candidate_pairs
from .exact import CONFIDENCE, Exact, exact_pairs
from .merge import components, conflicted, merge
from .model import prior
from .reasons import EXACT, reasons
from .records import Records, read_records
from .score import Shares, load_splink, score_pairs

_LARGE = 20_000
Progress = Callable[[str, float], None]


def cluster(
    records: pl.DataFrame, *, threshold: float = 0.5, progress: Progress | None = None
) -> pl.DataFrame:
    """`record_id, cluster_id, confidence, reason` for every row, in the order of `records`.

    `records` has `record_id` and any of `name, id_number, sex, birth_date, phone, home_place`,
    empty or wrong in places. Pairs scored at `threshold` (0–1) or above are one person, unless
    that would put two different valid ID numbers together. `cluster_id` is the record_id of the
    cluster's first row; `confidence` is that of the best pair that holds the row in its cluster,
    1 for a row alone. `progress(step, share)` hears how far it is.
    """
    tell = progress or (lambda step, share: None)
    tell("read", 0.0)
    if records.height > _LARGE:  # some pair will need it: load it while the columns are read
        Thread(target=load_splink, daemon=True).start()
    people = read_records(records)
    tell("exact", 0.3)
    exact = exact_pairs(people)
    tell("candidates", 0.45)
    left, right, scores = _scored(people, exact, threshold, tell)
    tell("merge", 0.9)
    result = _assemble(records, people, exact, left, right, scores)
    tell("done", 1.0)
    return result


def _scored(
    people: Records, exact: Exact, threshold: float, tell: Progress
) -> tuple[Array, Array, pl.DataFrame]:
    """Pairs at or above the threshold that the exact passes could not decide."""
    label = components(len(people), exact.left, exact.right)
    share_knowledge(people, label)
    left, right = candidate_pairs(people, label, exact.doubtful, label)
    if not left.size:
        return left, right, pl.DataFrame()
    tell("score", 0.6)
    one_each = label == np.arange(len(label))
    scores = score_pairs(
        people, left, right, shares=Shares(people, one_each), prior=prior(len(people))
    )
    good = (scores["score"] >= threshold).to_numpy()
    return left[good], right[good], scores.filter(good)


def share_knowledge(people: Records, label: Array) -> None:
    """What one record of a surely known person says fills the gaps of the others."""
    split = np.zeros(len(label), dtype=bool)
    split[conflicted(label, people.proof)] = True
    usable = ~split[label]

    def gaps(values: Array) -> tuple[Array, Array]:
        giver = np.full(len(label), -1, dtype=np.int64)
        known = np.flatnonzero((values != 0) & usable)
        giver[label[known]] = known
        rows = np.flatnonzero((values == 0) & usable & (giver[label] >= 0))
        return rows, giver[label[rows]]

    people.take_number(*gaps(people.proof))
    people.take_phone(*gaps(people.phone))
    people.take_place(*gaps(people.village))
    for values in (people.sex, people.birth):
        rows, givers = gaps(values)
        values[rows] = values[givers]
    people.__dict__.pop("full_birth", None)


def _assemble(
    records: pl.DataFrame,
    people: Records,
    exact: Exact,
    left: Array,
    right: Array,
    scores: pl.DataFrame,
) -> pl.DataFrame:
    size = len(people)
    sure = np.array([0.0, *CONFIDENCE.values()])[exact.rule]
    all_left, all_right = np.concatenate([exact.left, left]), np.concatenate([exact.right, right])
    fuzzy = scores["score"].to_numpy() if len(left) else np.zeros(0)
    strength = np.concatenate([sure, np.minimum(fuzzy, 0.999)])
    label = merge(all_left, all_right, strength, people.proof)
    words = list(EXACT.values()) + (reasons(scores) if len(left) else [])
    which = np.concatenate([exact.rule - 1, len(EXACT) + np.arange(len(left))]).astype(np.int64)
    best = best_pair(label, all_left, all_right, strength)
    held = best >= 0
    confidence = np.where(held, strength[best] if len(strength) else 1.0, 1.0)
    text = pl.Series(["", *words])
    reason = text.gather(np.where(held, which[best] + 1 if len(which) else 0, 0))
    ids = records["record_id"].cast(pl.String) if "record_id" in records.columns else None
    ids = pl.Series(np.arange(1, size + 1)).cast(pl.String) if ids is None else ids
    return pl.DataFrame(
        {"record_id": ids, "cluster_id": ids.gather(label), "confidence": confidence.round(4),
         "reason": reason}
    )  # fmt: skip


def best_pair(label: Array, left: Array, right: Array, strength: Array) -> Array:
    """Per row the number of the strongest pair that holds it in its cluster, −1 for none."""
    kept = np.flatnonzero(label[left] == label[right])
    # Sixteen bits are finer than the confidence that is told, and sorted in one sweep.
    fine = (strength[kept] * 30_000).astype(np.int16)
    order = kept[np.argsort(fine, kind="stable")]
    ranks = []
    for ends in (left, right):
        rank = np.full(len(label), -1, dtype=np.int64)
        rank[ends[order]] = np.arange(len(order))  # the last one written is the strongest
        ranks.append(rank)
    best = np.maximum(*ranks)
    return np.where(best >= 0, order[best], -1) if len(order) else best
