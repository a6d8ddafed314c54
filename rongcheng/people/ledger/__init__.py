"""Ledgers: any workbook or CSV of people, read, recognised, checked and marked; no Django."""

from .columns import header_key
from .engine import ROW_SCHEMA, Checked, Recognised, check, recognise
from .errors import LedgerError
from .fields import FIELDS, ROW_FIELDS
from .marking import mark
from .messages import MESSAGES, message
from .report import report
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
    "header_key",
    "mark",
    "message",
    "read",
    "recognise",
    "report",
]
