"""Duplicate search beside Splink alone: `python -m bench.matching 100000 1000000`.

Both get the same generated records. Splink alone is set up as its guide recommends (term
frequencies, u from random sampling, two EM sessions, prediction, connected components) and gets
the *cleaned* columns without paying for the cleaning; its best threshold is chosen with the
truth in hand. `cluster` gets the raw text and its shipped parameters.
"""

import argparse
import logging
import time
from collections.abc import Callable
from contextlib import suppress

import numpy as np
import polars as pl

from bench.common import peak_memory
from bench.matching_clerks import Clerks, interview
from bench.matching_data import Noise, generate
from rongcheng.people.matching import cluster
from rongcheng.people.matching.records import read_records

THRESHOLDS = (0.5, 0.9, 0.99)
MIXES = {
    "usual": Noise(records_per_person=1.6, id_missing=0.2, name_wrong=0.025, birth_typo=0.03,
                   sex_wrong=0.01, phone_changed=0.25),
    "poor": Noise(records_per_person=2.2, id_missing=0.4, id_typo=0.08, name_homophone=0.06,
                  phone_changed=0.4, phone_missing=0.3, place_county=0.2, counties=12),
    "no_birth": Noise(birth_missing=1.0, id_missing=0.35, sex_wrong=0.01),
    "no_id": Noise(id_missing=1.0, records_per_person=1.9),
    "no_phone": Noise(phone_missing=1.0, id_missing=0.35),
    "no_place": Noise(place_missing=1.0, id_missing=0.35),
    "many": Noise(records_per_person=4.5, id_missing=0.3, id_typo=0.03, birth_swap=0.03),
    "clerks": Clerks(),
    "clerks_with_ids": Clerks(id_missing=0.0, most=3),
    "clerks_poor": Clerks(id_missing=0.4, misread=0.008, homophone=0.08, moved=0.1, most=4),
    "clerks_no_phone": Clerks(id_missing=0.4, empty=("phone",)),
    "clerks_no_place": Clerks(id_missing=0.4, empty=("home_place",)),
    "clerks_no_sex_birth": Clerks(id_missing=0.4, empty=("sex", "birth_date")),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[100_000])
    parser.add_argument("--mix", choices=MIXES, nargs="*", default=["usual"])
    parser.add_argument("--seed", type=int, default=20261)
    parser.add_argument("--runs", type=int, default=1, help="repetitions; the median counts")
    options = parser.parse_args()
    for size in options.sizes:
        for mix in options.mix:
            compare(size, options.seed, mix, options.runs)


def compare(size: int, seed: int, mix: str, runs: int) -> None:
    noise = MIXES[mix]
    frame, truth = (
        interview(size, seed, noise) if isinstance(noise, Clerks) else generate(size, seed, noise)
    )
    person = truth["person"].to_numpy()
    print(f"\n{size:,} records, {truth['person'].n_unique():,} people, mix {mix}, seed {seed}")
    ours, *spent = timed(lambda: cluster(frame)["cluster_id"], runs)
    report("rongcheng", quality(ours, person), spent)
    print(f"  most memory so far {peak_memory():.2f} GiB; {false_merges(frame, ours)} people with"
          " two valid ID numbers")  # fmt: skip
    cleaned = clean(frame)
    trained, *theirs = timed(lambda: splink_alone(cleaned), runs)
    best = max((quality(clusters(*trained, t), person) | {"at": t} for t in THRESHOLDS),
               key=lambda q: q["f1"])  # fmt: skip
    report(f"splink at {best['at']}", best, theirs)
    print(f"  {theirs[0] / spent[0]:.1f} times as fast, {theirs[1] / spent[1]:.1f} by processor")
    by_kind(ours, truth)


def timed(work: Callable, runs: int) -> tuple:
    """The last result, median seconds by the clock, median seconds of processor time.

    Processor time compares fairly even while others use the machine.
    """
    wall, processor = [], []
    for _ in range(runs):
        start, used = time.perf_counter(), time.process_time()
        result = work()
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
    return result, float(np.median(wall)), float(np.median(processor))


def quality(found: pl.Series, person: np.ndarray) -> dict:
    """Pairwise precision, recall and F1."""
    frame = pl.DataFrame({"found": found, "person": person})

    def pairs(*columns: str) -> int:
        size = pl.col("len").cast(pl.Int64)
        return frame.group_by(columns).len().select((size * (size - 1) // 2).sum()).item()

    both, said, true = pairs("found", "person"), pairs("found"), pairs("person")
    precision, recall = both / max(said, 1), both / max(true, 1)
    f1 = 2 * both / max(said + true, 1)
    return {"precision": precision, "recall": recall, "f1": f1}


def false_merges(frame: pl.DataFrame, found: pl.Series) -> int:
    """Clusters that hold two different valid ID numbers: there must be none."""
    proof = pl.Series("proof", read_records(frame).proof)
    known = pl.DataFrame({"found": found, "proof": proof}).filter(pl.col("proof") != 0)
    numbers = known.group_by("found").agg(pl.col("proof").n_unique())
    return numbers.filter(pl.col("proof") > 1).height


def report(who: str, figures: dict, spent: list[float]) -> None:
    print(
        f"  {who:16} precision {figures['precision']:.4f}  recall {figures['recall']:.4f}"
        f"  F1 {figures['f1']:.4f}  {spent[0]:6.2f} s ({spent[1]:.2f} s of processor)"
    )


def by_kind(found: pl.Series, truth: pl.DataFrame) -> None:
    """Recall and precision over the pairs in which a record with that kind of error stands."""
    print("  by kind of error       records   recall  precision")
    frame = truth.with_columns(found.alias("found"))
    for kind in truth.columns[2:]:
        true, said, both = (_touching(frame, kind, c) for c in
                            (["person"], ["found"], ["person", "found"]))  # fmt: skip
        count = int(truth[kind].sum())
        print(f"    {kind:18} {count:10,}   {both / max(true, 1):.4f}   {both / max(said, 1):.4f}")


def _touching(frame: pl.DataFrame, kind: str, columns: list[str]) -> int:
    """Pairs inside groups with at least one marked record."""
    sizes = frame.group_by(columns).agg(
        n=pl.len().cast(pl.Int64), k=pl.col(kind).cast(pl.Int64).sum()
    )
    n, free = pl.col("n"), pl.col("n") - pl.col("k")
    return sizes.select((n * (n - 1) // 2 - free * (free - 1) // 2).sum()).item()


def clean(frame: pl.DataFrame) -> pl.DataFrame:
    """The cleaned columns, as a careful user would hand them to Splink."""
    people = read_records(frame)
    place = pl.Series(people.village).cast(pl.String)
    unknown = pl.Series(people.village == 0)
    county = pl.Series(people.county)
    birth = pl.Series(people.birth).cast(pl.String)
    return pl.DataFrame(
        {
            "unique_id": np.arange(frame.height),
            "name": people.names,
            "surname": people.names.str.slice(0, 1),
            "id_number": people.ids.text,
            "birth_date": birth.set(pl.Series(people.birth == 0), None),
            "sex": pl.Series(people.sex).cast(pl.String).set(pl.Series(people.sex == 0), None),
            "phone": people.phones,
            "village": place.set(unknown, None),
            "county": county.cast(pl.String).set(county == 0, None),
        }
    )


def splink_alone(frame: pl.DataFrame) -> tuple:
    """A model trained on these records, its predictions, clustered once: (linker, predictions)."""
    from splink import DuckDBAPI, Linker, block_on
    from splink.internals.exceptions import EMTrainingException

    settings = splink_settings()
    rules = settings.blocking_rules_to_generate_predictions
    api = DuckDBAPI()
    linker = Linker(api.register(frame.to_pandas()), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(rules[:3], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("name", "birth_date"), block_on("id_number"), block_on("name", "phone")):
        with suppress(EMTrainingException):  # a column may be empty
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=0.5)
    clusters(linker, predicted, 0.9)
    return linker, predicted


def splink_settings():
    """Comparisons and blocking rules as Splink's guide would choose them for these columns."""
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.9, 0.75]).configure(
                term_frequency_adjustments=True
            ),
            cl.LevenshteinAtThresholds("id_number", [1, 2]),
            cl.LevenshteinAtThresholds("birth_date", [1, 2]),
            cl.ExactMatch("sex"),
            cl.LevenshteinAtThresholds("phone", 1).configure(term_frequency_adjustments=True),
            cl.ExactMatch("village").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("id_number"), block_on("name", "birth_date"), block_on("name", "phone"),
            block_on("birth_date", "village", "surname"), block_on("name", "village"),
            block_on("phone", "birth_date"),
        ],
    )  # fmt: skip


def clusters(linker, predicted, threshold: float) -> pl.Series:
    """Cluster of each record, in order."""
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=threshold
    )
    table = pl.from_pandas(found.as_pandas_dataframe()[["unique_id", "cluster_id"]])
    return table.sort("unique_id")["cluster_id"]


if __name__ == "__main__":
    main()
