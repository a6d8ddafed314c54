"""What the commands of recognition share: which model, which columns, a bar, an answer."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from rongcheng.appeals.recognition import NAME, ModelProblem, TooFew, UnreadableTable
from rongcheng.appeals.recognition.tables import Table, read_table
from rongcheng.core.errors import Refusal

SHOWN = 20  # bad rows told one by one


class RecognitionCommand(BaseCommand):
    """A command that opens no database; problems with a file or a model are told in a line."""

    requires_system_checks: list[str] = []

    def add_model(self, parser: ArgumentParser, *, default: str | None = NAME) -> None:
        parser.add_argument(
            "--model", default=default, required=default is None, metavar="NAME",
            help="Name of the model; national is the one that is shipped.",
        )  # fmt: skip
        parser.add_argument("--models", type=Path, help="Folder of models (.data/models).")
        parser.add_argument("--json", action="store_true", help="Answer as JSON.")

    def add_columns(self, parser: ArgumentParser, text: str | None, label: str) -> None:
        parser.add_argument("file", type=Path, help="CSV file with a header line.")
        parser.add_argument("--text", default=text, help="Columns of text, the main one last: "
                            "title,detail.")  # fmt: skip
        parser.add_argument("--label", default=label, help="Column of the right answer.")

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            return super().execute(*args, **options)
        except (ModelProblem, TooFew, UnreadableTable, Refusal) as error:
            raise CommandError(str(error)) from error
        except FileNotFoundError as error:
            raise CommandError(
                _("There is no file %(name)s.") % {"name": error.filename}
            ) from error
        except OSError as error:
            raise CommandError(str(error)) from error

    def read(self, file: Path, text: list[str], label: str) -> Table:
        """The table, with its bad rows told on the error stream."""
        table = read_table(file, text, label)
        for row in table.bad[:SHOWN]:
            self.stderr.write(f"{file.name}, {row}")
        if (more := len(table.bad) - SHOWN) > 0:
            self.stderr.write(f"… and {more} more rows left out")
        return table

    def answer(self, values: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
        self.stdout.write(json.dumps(values, ensure_ascii=False) if as_json else "\n".join(lines))


@contextmanager
def bar(*, hidden: bool) -> Iterator[Callable[[str, float], None]]:
    """A bar on the terminal, and a function that moves it: (step, share done)."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), disable=hidden, transient=True) as progress:
        task = progress.add_task("", total=1.0)
        yield lambda step, share: progress.update(task, description=step, completed=share)


def summary(figures: dict[str, Any], labels: Sequence[str] = ()) -> list[str]:
    """The figures of a model, a line each; ``labels`` are the right answers that it met."""
    lines = [f"{name:<32}{figures[name]}" for name in
             ("accuracy", "macro_f1", "accuracy_on_surest_80_percent", "coverage",
              "accuracy_at_threshold", "messages_per_second") if name in figures]  # fmt: skip
    for label, of in figures["per_class"].items():
        lines.append(f"{of['precision']:.3f}  {of['recall']:.3f}  {of['f1']:.3f}  "
                     f"{of['support']:>6}  {label}")  # fmt: skip
    for label in figures.get("unknown_labels", ()):
        lines.append(f"{'-':<5}  {'-':<5}  {'-':<5}  {labels.count(label):>6}  {label} (the model "
                     "does not know this label: its rows count as wrong)")  # fmt: skip
    return lines
