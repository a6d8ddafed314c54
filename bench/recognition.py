"""Recognition of appeals: `python -m bench.recognition FILE.csv [--text title,detail] [--folds 5]`.

Trains on four fifths of real labelled messages, measures on the fifth, as often as `--folds` says.
Near-duplicates stay on one side, so what is measured is messages nobody has seen. The peer in the
same run is the usual one: scikit-learn's TF-IDF of character n-grams (1 to 4) of all columns as one
text, and a linear support vector machine. The file is no part of the repository.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import mean

import numpy as np

from .common import peak_memory, timed

FIGURES = ("macro_f1", "accuracy", "accuracy_on_surest_80_percent", "coverage",
           "accuracy_at_threshold", "calibration_error", "messages_per_second")  # fmt: skip


def peer(known: list[str], answers: list[str], unseen: list[str], right: list[str]) -> dict:
    """Figures of TF-IDF of character n-grams and a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics import accuracy_score, f1_score
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, max_features=300_000,
                            sublinear_tf=True, dtype=np.float32)  # fmt: skip
    model = make_pipeline(words, LinearSVC(random_state=0))
    training, _ = timed(lambda: model.fit(known, answers))
    seconds, scores = timed(lambda: model.decision_function(unseen))
    best = model.classes_[scores.argmax(axis=1)]
    top = np.sort(scores, axis=1)
    surest = np.argsort(top[:, -2] - top[:, -1])[: round(0.8 * len(best))]
    return {
        "macro_f1": f1_score(right, best, average="macro"),
        "accuracy": accuracy_score(right, best),
        "accuracy_on_surest_80_percent": float((best == np.array(right))[surest].mean()),
        "messages_per_second": len(unseen) / seconds,
        "training_seconds": training,
    }


def main() -> None:
    from sklearn.model_selection import StratifiedGroupKFold

    from rongcheng.appeals.recognition import evaluate, read_table, train
    from rongcheng.appeals.recognition.duplicates import groups_of

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", default="title,detail")
    parser.add_argument("--label", default="label")
    parser.add_argument("--folds", type=int, default=5, choices=range(1, 6))
    options = parser.parse_args()
    columns = options.text.split(",")
    table = read_table(options.file, columns, options.label)
    whole = [" ".join(message.values()) for message in table.messages]
    labels = np.array(table.labels)
    split = StratifiedGroupKFold(5, shuffle=True, random_state=1)
    folds = list(split.split(whole, labels, groups_of(whole)))[: options.folds]
    results: dict[str, list[dict]] = {"ours": [], "peer": []}
    for known, unseen in folds:
        seconds, model = timed(
            lambda known=known: train([table.messages[i] for i in known], list(labels[known]),
                                      columns=columns)
        )  # fmt: skip
        figures = evaluate(model, [table.messages[i] for i in unseen], list(labels[unseen]))
        results["ours"].append(figures | {"training_seconds": seconds})
        results["peer"].append(peer([whole[i] for i in known], list(labels[known]),
                                    [whole[i] for i in unseen], list(labels[unseen])))  # fmt: skip
        shown = {name: round(runs[-1]["macro_f1"], 4) for name, runs in results.items()}
        print(f"{len(results['ours'])} of {len(folds)} folds, macro-F1 {shown}", flush=True)
    for figure in (*FIGURES, "training_seconds"):
        cells = [mean(run[figure] for run in runs) if figure in runs[0] else float("nan")
                 for runs in results.values()]  # fmt: skip
        print(f"{figure:<32} ours {cells[0]:10.4f}   peer {cells[1]:10.4f}")
    print(f"peak memory {peak_memory():.2f} GiB, both together")


if __name__ == "__main__":
    main()
