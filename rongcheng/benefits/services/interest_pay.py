"""Interest subsidies of a quarter: only interest that the bank stated is subsidised.

What a list goes through, and that each line becomes an application, is in ``lines.py``.
"""

from __future__ import annotations

from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from rongcheng.benefits.interest import quarter_span
from rongcheng.benefits.lines import INTEREST
from rongcheng.benefits.models import InterestLine, InterestRun
from rongcheng.benefits.queries.loans import due_of, loans_of_quarter
from rongcheng.benefits.terms import DAY
from rongcheng.rules.packs import around

from . import lines
from .lines import Payable
from .loans import quarter_that_is_over


def _lines(place: int, quarter: str, taken: QuerySet[InterestLine]) -> list[InterestLine]:
    """The subsidy of each loan whose interest is stated and that is not on ``taken``."""
    loans = loans_of_quarter(place, quarter).exclude(pk__in=taken.values("loan"))
    dues = [(loan, due_of(loan, quarter)) for loan in loans]
    return [
        InterestLine(loan=loan, quarter=quarter, amount=due.subsidy)
        for loan, due in dues if due.stated and due.subsidy
    ]  # fmt: skip


def _payable(line: InterestLine) -> Payable:
    """The interest of one loan, to its borrower."""
    loan, granted = line.loan, line.loan.application
    packs = around(loan.place_id)
    pack = granted.pack if granted else packs[0].name if packs else "national"
    return Payable(
        INTEREST, pack, line.quarter, quarter_span(line.quarter)[1] - DAY,
        "person" if loan.person_id else "employer",
        str(loan.person_id or (loan.employer.code if loan.employer else "")), loan.pk,
        loan.place_id, line.amount, person=loan.person_id, employer=loan.employer_id,
        granted=granted,
    )  # fmt: skip


def _told(line: InterestLine) -> tuple[object, ...]:
    return line.loan_id, line.quarter, line.amount


KIND = lines.Kind(
    "benefits.interest", InterestRun, InterestLine, quarter_that_is_over, _lines, _told, _payable,
    joined=("loan__application", "loan__employer", "loan__person", "loan__place"),
    nothing=gettext_lazy(
        "No loan is left to be subsidised for %(period)s: enter the interest that the bank stated "
        "first."
    ),
    twice=gettext_lazy("A list of %(period)s waits for its approval already."),
    changed=gettext_lazy(
        "A loan or the bank's statement changed since the list was made; discard it and make it "
        "again."
    ),
)  # fmt: skip
prepare = partial(lines.prepare, KIND)
discard = partial(lines.discard, KIND)
leave_out = partial(lines.leave_out, KIND)
approve = partial(lines.approve, KIND)
