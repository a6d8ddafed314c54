"""Persons, households, employment, the sources that told us, and the ledgers they came in."""

from .batch import ColumnChoice, LedgerBatch
from .household import Household
from .person import Person
from .review import Link, Review
from .source import SourceRecord
from .spell import EmploymentSpell
from .stated import PERSON_FIELDS, WORK_FIELDS
from .worker import OneTimeCode, WorkerSession

__all__ = [
    "PERSON_FIELDS",
    "WORK_FIELDS",
    "ColumnChoice",
    "EmploymentSpell",
    "Household",
    "LedgerBatch",
    "Link",
    "OneTimeCode",
    "Person",
    "Review",
    "SourceRecord",
    "WorkerSession",
]
