"""The sheet of what is owed to each worker of a group (domain.md 2.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rongcheng.agencies.models import Staff
from rongcheng.appeals.models import Appeal, Claim
from rongcheng.appeals.queries.scope import NotFound, appeal_for


@dataclass(frozen=True)
class SheetLine:
    """One worker: the claim, what is owed (found, else claimed) and what is left, in fen."""

    claim: Claim
    owed: int | None
    left: int | None


@dataclass(frozen=True)
class Sheet:
    """All lines in their order, and the sums: amounts in fen, ``settled`` lines of all.

    A sum is None while nobody has said any of its amounts: that is not the same as nothing.
    """

    lines: list[SheetLine]
    claimed: int | None
    stated: int | None
    found: int | None
    paid: int | None
    left: int
    settled: int

    @property
    def people(self) -> int:
        return len(self.lines)

    @property
    def unknown(self) -> int:
        """Open lines of which nobody has said yet how much is owed; ``left`` is without them."""
        return sum(line.left is None for line in self.lines)

    @property
    def open(self) -> int:
        return self.people - self.settled


def sheet(appeal: Appeal) -> Sheet:
    """The owed-amount sheet of a group; representatives stand first."""
    claims = appeal.claims.select_related("person", "proof").order_by("-representative", "pk")
    lines = [_line(claim) for claim in claims]
    return Sheet(
        lines, settled=sum(line.claim.state != Claim.State.OPEN for line in lines),
        left=sum(line.left or 0 for line in lines),
        **{name: _sum(getattr(line.claim, name) for line in lines) for name in AMOUNTS},
    )  # fmt: skip


AMOUNTS = ("claimed", "stated", "found", "paid")


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _line(claim: Claim) -> SheetLine:
    owed = claim.found if claim.found is not None else claim.claimed
    if claim.state != Claim.State.OPEN:
        return SheetLine(claim, owed, 0)
    return SheetLine(claim, owed, None if owed is None else max(owed - claim.paid, 0))


def claim_for(staff: Staff, number: str, pk: int) -> Claim:
    """A line of the roster of an appeal that ``staff`` may open.

    Raises:
        NotFound: there is no such appeal or line for them.
    """
    appeal = appeal_for(staff, number)
    found = appeal.claims.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"{appeal.number}: {pk}")
    found.appeal = appeal
    return found
