"""Take a loaded ledger back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from rongcheng.people.management.ledger import LedgerCommand
from rongcheng.people.models import LedgerBatch
from rongcheng.people.services.undo import undo_ledger


class Command(LedgerCommand):
    help = "Take a loaded ledger back whole, unless something later depends on it."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        self.add_actor(parser)
        parser.add_argument("batch", type=int, help="Number of the batch (ledger load prints it).")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            batch = LedgerBatch.objects.get(pk=options["batch"])
        except LedgerBatch.DoesNotExist:
            raise CommandError(f"There is no batch {options['batch']}.") from None
        batch = undo_ledger(batch=batch, by=self.actor(options))
        values = {"batch": batch.pk, "state": batch.state, "file": batch.file_name}
        self.answer(values, options, [f"批次 {batch.pk}（{batch.file_name}）已撤销。"])
