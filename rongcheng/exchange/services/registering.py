"""Changes that are the exchange's own: entering a person exactly once for one key."""

from __future__ import annotations

import hmac
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.core.errors import Conflict
from rongcheng.exchange.models import Submission
from rongcheng.people.models import SourceRecord
from rongcheng.people.services.registration import register_person
from rongcheng.people.services.statements import Outcome


@transaction.atomic
def register_once(*, by: Staff, values: dict[str, Any], key: str = "") -> Submission:
    """Enter a person; the same ``key`` with the same values does so once and answers alike.

    Without a key every call is carried out; the result is then not stored.

    Raises:
        Conflict: the key was used with other values.
        InvalidValues, Refusal, NotAllowed: as in ``register_person``.
    """
    digest = digest_of(values)
    if not key:
        return _carry_out(Submission(staff=by, digest=digest), values, by)
    # a second request with the key waits here until the first has committed
    made, is_new = Submission.objects.get_or_create(staff=by, key=key, defaults={"digest": digest})
    if is_new:
        made = _carry_out(made, values, by)
        made.save()
    else:
        must_be_the_same(made, digest)
    return made


def must_be_the_same(made: Submission, digest: str) -> None:
    """Refuse a key that came before with other content.

    Raises:
        Conflict: it did.
    """
    if made.digest != digest:
        raise Conflict(
            _(
                "The key “%(key)s” was used before with other content. "
                "Use a new key for each person or appeal."
            )
            % {"key": made.key}
        )


def _carry_out(made: Submission, values: dict[str, Any], by: Staff) -> Submission:
    person, outcome = register_person(values=values, by=by, channel=SourceRecord.Channel.API)
    made.person_id, made.outcome, made.to_review = person.pk, _word(outcome), outcome.to_review
    return made


def _word(outcome: Outcome) -> str:
    if outcome.new:
        return "new"
    return "matched" if outcome.matched else "unchanged"


def digest_of(values: dict[str, Any]) -> str:
    """Hash of what was sent; keyed, so that it does not give an ID number away by trying all."""
    text = json.dumps(values, sort_keys=True, default=str)
    return hmac.digest(settings.KEYS.index, text.encode(), "sha256").hex()
