"""``rongcheng appeals train``: learn to recognise messages from labelled ones."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from rongcheng.appeals.management.recognition import RecognitionCommand, bar, summary
from rongcheng.appeals.recognition import NAME, ModelProblem, model_folder, save, train


class Command(RecognitionCommand):
    help = "Train a model on labelled messages of a CSV file, any set of labels."

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.add_columns(parser, "title,detail", "label")
        self.add_model(parser, default=None)

    def handle(self, *, file: Path, model: str, **options: Any) -> None:
        folder, columns = model_folder(model, options["models"]), options["text"].split(",")
        if model == NAME:
            raise ModelProblem(f"{NAME} is the model that is shipped: give yours another name.")
        table = self.read(file, columns, options["label"])
        with bar(hidden=options["json"]) as tell:
            made = train(table.messages, table.labels, columns=columns, origin=table.origin,
                         progress=tell)  # fmt: skip
        save(made, folder)
        card = dict(made.card)
        lines = [f"{model}: {card['rows']} rows, {len(made.labels)} labels, on unseen messages:"]
        self.answer({"model": model, "thresholds": made.thresholds} | card,
                    lines + summary(card["cross_validated"]), as_json=options["json"])  # fmt: skip
