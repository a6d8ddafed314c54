"""Fits the shipped parameters of the matching model: `python -m bench.matching_train`.

The model has Splink's form, one weight for each comparison level, but its weights come from a
logistic regression on labelled candidate pairs of generated people (exact passes done, so these
are the pairs on which it will be asked). Fitting m and u level by level instead would count
the traits that a family shares (surname, phone, village) once for each.
The measuring in bench/matching.py uses other seeds and other shares of errors.
"""

import json
import sys
from pathlib import Path

import numpy as np

from bench.matching_data import Noise, generate
from rongcheng.people.matching import model
from rongcheng.people.matching.candidates import candidate_pairs
from rongcheng.people.matching.cluster import share_knowledge
from rongcheng.people.matching.exact import exact_pairs
from rongcheng.people.matching.merge import components
from rongcheng.people.matching.records import read_records
from rongcheng.people.matching.score import Shares, score_pairs

MIXES = [
    (150_000, 901, Noise()),
    (150_000, 902, Noise(id_missing=0.4, phone_missing=0.3, birth_missing=0.15, counties=1)),
    (100_000, 903, Noise(records_per_person=4, id_missing=0.3, name_wrong=0.04, id_typo=0.1,
                         sex_wrong=0.02)),
    (100_000, 904, Noise(records_per_person=1.1, id_missing=0.25, phone_shared=0.3, twins=0.03)),
    (60_000, 905, Noise(records_per_person=2.5, id_missing=0.35, name_homophone=0.08,
                        birth_typo=0.06, birth_swap=0.04, phone_changed=0.4, counties=5)),
    (20_000, 906, Noise(records_per_person=2, id_missing=0.35, counties=1, phone_shared=0.3)),
    (80_000, 908, Noise(birth_missing=1.0, id_missing=0.4)),
    (80_000, 909, Noise(id_missing=1.0, phone_missing=0.4)),
    (80_000, 910, Noise(phone_missing=1.0, id_missing=0.4)),
    (80_000, 911, Noise(place_missing=1.0, id_missing=0.4)),
    (40_000, 912, Noise(sex_missing=1.0, id_missing=0.5, birth_missing=0.5, counties=2)),
    (3_000, 907, Noise(records_per_person=1.5, id_missing=0.3, counties=1)),
]  # fmt: skip
_PULL = 3.0  # how strongly a level is drawn to the value it starts from, in pairs


def main() -> None:
    start = model.parameters()
    features, offsets, truths = [], [], []
    for records, seed, noise in MIXES:
        x, offset, y = labelled(records, seed, noise)
        print(f"{records:,} records: {len(y):,} pairs, {y.mean():.1%} of them one person")
        features.append(x), offsets.append(offset), truths.append(y)
    x, y = np.concatenate(features), np.concatenate(truths)
    fitted = fit(x, y, np.concatenate(offsets), _weights(start))
    target = Path(model.__file__).with_name("model.json")
    target.write_text(_dump(_parameters(fitted, start)), encoding="utf-8")
    print(f"written: {target.name}")


def labelled(records: int, seed: int, noise: Noise) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One-hot levels of each candidate pair, log2 odds known beforehand, and the truth."""
    frame, truth = generate(records, seed, noise)
    people = read_records(frame)
    exact = exact_pairs(people)
    label = components(len(people), exact.left, exact.right)
    share_knowledge(people, label)
    left, right = candidate_pairs(people, label, exact.doubtful, label, families=True)
    shares = Shares(people, label == np.arange(len(label)))
    scores = score_pairs(people, left, right, shares=shares, prior=1 / len(people))
    columns, offset = [np.ones(len(left))], np.full(len(left), -np.log2(len(people)))
    for column, levels in model.LEVELS.items():
        gamma = scores[f"gamma_{column}"].to_numpy()
        for number in range(1, len(levels)):
            hit = gamma == len(levels) - 1 - number
            columns.append(hit)
            if levels[number][1]:
                share = np.maximum(shares.of(column, left), shares.of(column, right))
                offset -= hit * np.log2(share)
    person = truth["person"].to_numpy()
    return np.stack(columns, axis=1).astype(np.float32), offset, person[left] == person[right]


def fit(x: np.ndarray, y: np.ndarray, offset: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Weights in log2 units by Newton's method, drawn towards `start`."""
    w, pull = start.copy(), np.full(len(start), _PULL)
    # A level weighed by frequency adds log2(m) to it, and m is a probability.
    framed = [bool(f) for levels in model.LEVELS.values() for _, f, _ in levels[1:]]
    ceiling = np.where([False, *framed], 0.0, np.inf)
    for _ in range(60):
        p = 1 / (1 + np.exp2(-np.clip(offset + x @ w, -60, 60)))
        gradient = np.log(2) * (x.T @ (y - p)) - pull * (w - start)
        curve = np.log(2) ** 2 * (x.T * (p * (1 - p))) @ x + np.diag(pull)
        step = np.linalg.solve(curve, gradient)
        w = np.minimum(w + np.clip(step, -3, 3), ceiling)
        if np.abs(step).max() < 1e-4:
            break
    return w


def _weights(start: dict) -> np.ndarray:
    weights = [np.log2(start.get("prior", 1.0))]
    for column, levels in model.LEVELS.items():
        for number in range(1, len(levels)):
            m, u = start[column][number]
            weights.append(np.log2(m) if levels[number][1] else np.log2(m / u))
    return np.array(weights)


def _parameters(weights: np.ndarray, start: dict) -> dict:
    """Weights as the m and u that give them in Splink."""
    rest = list(weights)
    found: dict = {"prior": float(np.exp2(rest.pop(0)))}
    for column, levels in model.LEVELS.items():
        found[column] = [[0, 0]]
        for number in range(1, len(levels)):
            u, weight = start[column][number][1], rest.pop(0)
            if levels[number][1]:
                m = np.exp2(min(weight, 0))
            else:
                m = min(u * np.exp2(weight), 1.0)
                u = m / np.exp2(weight)
            found[column].append([float(f"{m:.4g}"), float(f"{u:.4g}")])
            print(f"{column:10} {number} {weight:7.2f}  {levels[number][2] or ''}")
    return found


def _dump(found: dict) -> str:
    lines = [f'  "{key}": {json.dumps(value)}' for key, value in found.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main())
