"""What is wrong with a field of a request, in words of the language asked for.

Pydantic tells mistakes by a type and a sentence in English; here each type has its sentence, with
the value that was given and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as said

LONGEST = 60
KINDS = frozenset({"str", "int", "float", "bool", "constrained-str", "constrained-int"})
SECRET = frozenset({"id_number", "phone"})
"""Fields whose value is not written back: personal numbers."""
WHOLE = said("%(value)s is not a whole number; write digits only, such as 12.")
NUMBER = said("%(value)s is not a number; write it as 12 or 12.5.")
DAY = said("%(value)s is not a day; write it as 2026-10-08.")
TIME = said("%(value)s is not a time; write it as 2026-10-08T09:00:00+08:00.")
FLAG = said("%(value)s is neither true nor false; write one of the two.")
OBJECT = said("%(value)s stands where fields in braces are expected: {…}.")
SENTENCES = {
    "missing": said("It is missing and has to be given."),
    "extra_forbidden": said(
        "The operation has no such field; leave it out or correct its name (see the document)."
    ),
    "literal_error": said("%(value)s cannot stand here; write one of: %(expected)s."),
    "enum": said("%(value)s cannot stand here; write one of: %(expected)s."),
    "string_too_short": said(
        "%(value)s is too short; write at least %(min_length)s characters."
    ),
    "string_too_long": said("%(value)s is too long; write at most %(max_length)s characters."),
    "string_type": said("%(value)s is not a text; put it in quotation marks."),
    "string_pattern_mismatch": said("%(value)s does not have the form asked for: %(pattern)s."),
    "greater_than_equal": said("%(value)s is too small; it is at least %(ge)s."),
    "greater_than": said("%(value)s is too small; it is more than %(gt)s."),
    "less_than_equal": said("%(value)s is too large; it is at most %(le)s."),
    "less_than": said("%(value)s is too large; it is less than %(lt)s."),
    "decimal_max_places": said(
        "%(value)s has too many digits after the point; write at most %(decimal_places)s."
    ),
    "list_type": said("%(value)s stands where a list is expected: […]."),
    "too_long": said("There are too many entries: %(actual_length)s; at most %(max_length)s."),
    "too_short": said("There are too few entries: %(actual_length)s; at least %(min_length)s."),
    "value_error": said("%(value)s cannot be taken: %(error)s"),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "int_parsing_size"), WHOLE),
    **dict.fromkeys(
        ("float_parsing", "float_type", "decimal_parsing", "decimal_type", "finite_number"), NUMBER
    ),
    **dict.fromkeys(
        ("date_parsing", "date_type", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        DAY,
    ),
    **dict.fromkeys(
        ("datetime_parsing", "datetime_type", "datetime_from_date_parsing",
         "datetime_object_invalid", "timezone_aware", "timezone_naive"), TIME,
    ),
    **dict.fromkeys(("bool_parsing", "bool_type"), FLAG),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), OBJECT),
}  # fmt: skip


def where(error: Mapping[str, Any]) -> str:
    """``birth_date`` for an error at ``("body", "given", "birth_date")``.

    Places in a list and the kinds of a field that takes several (``str``, ``int``) are left out.
    """
    names = [part for part in error.get("loc", ())[1:] if isinstance(part, str)]
    names = [name for name in names if name not in KINDS and "[" not in name]
    return names[-1] if names else "request"


def what(error: Mapping[str, Any]) -> str:
    """What is wrong there, with the value that it is about, unless that is a personal number."""
    sentence = SENTENCES.get(str(error.get("type")))
    values = {**(error.get("ctx") or {}), "value": _value(error)}
    if "expected" in values:
        choices = re.findall(r"'([^']*)'|(-?\d+)", str(values["expected"]))
        values["expected"] = _(", ").join(text or number or "“”" for text, number in choices)
    if sentence is None:
        return f"{values['value']}: {error['msg']}"
    return _(sentence) % values


def _value(error: Mapping[str, Any]) -> str:
    given = error.get("input")
    if where(error) in SECRET or given is None or isinstance(given, (dict, list)):
        return _("What was given")
    text = str(given).lower() if isinstance(given, bool) else str(given)
    return _("“%(text)s”") % {"text": text[:LONGEST] + ("…" if len(text) > LONGEST else "")}
