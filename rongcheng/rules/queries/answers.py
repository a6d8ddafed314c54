"""What a subject has stated about itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rongcheng.rulekit.facts import Subject
from rongcheng.rulekit.frozen import valued
from rongcheng.rulekit.nodes import Value
from rongcheng.rules.models import Answer


def stated(subject: Subject, key: int | str, day: date) -> dict[str, Value]:
    """Each fact that a subject has stated to be so by a day, the newest statement of each."""
    return {
        name: valued(answer.value, subject.facts[name])
        for name, answer in newest(subject, key, day).items()
    }


def newest(subject: Subject, key: int | str, day: date) -> Mapping[str, Answer]:
    """The statement in force on a day, for each fact of the dictionary that has one."""
    answers = (
        Answer.objects.filter(subject=subject.name, key=str(key), since__lte=day)
        .order_by("fact", "-since", "-pk")
        .distinct("fact")
    )
    return {answer.fact: answer for answer in answers if answer.fact in subject.facts}
