"""``rongcheng appeals evaluate``: how well a model does on messages it did not see."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from rongcheng.appeals.management.recognition import RecognitionCommand, summary
from rongcheng.appeals.recognition import UnreadableTable, evaluate, load


class Command(RecognitionCommand):
    help = "Measure a model on labelled messages of a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.add_columns(parser, None, "label")
        self.add_model(parser)

    def handle(self, *, file: Path, model: str, **options: Any) -> None:
        classifier = load(model, options["models"]).category
        columns = options["text"].split(",") if options["text"] else list(classifier.columns)
        table = self.read(file, columns, options["label"])
        if not table.messages:
            raise UnreadableTable(f"{file.name} holds no message that could be measured.")
        figures = evaluate(classifier, table.messages, table.labels)
        figures |= {"model": model, "left_out": len(table.bad)}
        self.answer(figures, summary(figures, table.labels), as_json=options["json"])
