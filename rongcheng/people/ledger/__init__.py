"""Ledgers: any workbook or CSV of people, read, recognised, checked and marked; no Django."""

from .columns import header_key
from .engine import ROW_SCHEMA, Checked, check
from .errors import LedgerError, error_sentence
from .fields import FIELDS, ROW_FIELDS
from .marking import mark
from .messages import MESSAGES, message
from .report import report
from .tables import Recognised, column_key, recognise
from .workbook import read

__all__ = [
    "FIELDS",
    "MESSAGES",
    "ROW_FIELDS",
    "ROW_SCHEMA",
    "Checked",
    "LedgerError",
    "Recognised",
    "check",
    "column_key",
    "error_sentence",
    "header_key",
    "mark",
    "message",
    "read",
    "recognise",
    "report",
]
