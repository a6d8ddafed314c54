"""Why a ledger could not be checked or loaded: kept as a code with its facts, told in words."""

from __future__ import annotations

import json

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rongcheng.core.errors import Conflict
from rongcheng.people import ledger

LONGEST = 200
_WORDS: dict[str, str | Promise] = {
    "check_stopped": _("The check stopped; try again."),
    "load_stopped": _("The load stopped; try again."),
    "server_stopped": _("The server stopped in the middle; nothing was loaded."),
    "mostly_duplicates": _(
        "%(doubtful)d of %(rows)d rows look like persons listed twice. Most likely the wrong "
        "file or the wrong column was taken; check it, or load it explicitly all the same."
    ),
}


class MostlyDuplicates(Conflict):
    """The safety fuse: so many rows look like persons listed twice that the file looks wrong."""

    def __init__(self, doubtful: int, rows: int) -> None:
        self.failure = coded("mostly_duplicates", doubtful=doubtful, rows=rows)
        super().__init__(in_words(self.failure))


def coded(code: str, **facts: str | int) -> str:
    """A failure as it is kept with the ledger; long facts are cut."""
    short = {k: v[:LONGEST] if isinstance(v, str) else v for k, v in facts.items()}
    return json.dumps({"code": code} | short, ensure_ascii=False)


def in_words(failure: str) -> str:
    """A kept failure in the reader's language; a sentence kept as such stays as it is."""
    if not failure.startswith("{"):
        return failure
    facts: dict[str, str | int] = json.loads(failure)
    code = str(facts.pop("code"))
    if code in _WORDS:
        return str(_WORDS[code]) % facts
    return ledger.error_sentence(code, get_language() or "zh", facts)
