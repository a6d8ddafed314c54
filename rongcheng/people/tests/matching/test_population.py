"""A small invented population with known truth, made in another way than the training data."""

import polars as pl
import pytest

from bench.matching import false_merges, quality
from bench.matching_clerks import Clerks, interview
from rongcheng.people.matching import cluster


@pytest.mark.parametrize(
    ("clerks", "least"),
    [
        (Clerks(villages=10), 0.99),
        (Clerks(villages=10, id_missing=0.4, misread=0.008, moved=0.1, most=4), 0.98),
        (Clerks(villages=10, id_missing=0.4, empty=("phone",)), 0.97),
    ],
)
def test_people_are_found_and_nobody_is_lost_in_another(clerks, least):
    frame, truth = interview(4000, 77, clerks)
    found = cluster(frame)["cluster_id"]
    figures = quality(found, truth["person"].to_numpy())
    assert figures["f1"] > least
    assert figures["precision"] > 0.99
    assert false_merges(frame, found) == 0


def test_the_measure_sees_a_false_merge():
    frame, truth = interview(400, 77, Clerks(id_missing=0))
    together = pl.Series(["one"] * frame.height)
    assert false_merges(frame, together) == 1
    assert quality(together, truth["person"].to_numpy())["precision"] < 0.1
