"""Where an appeal stands, in one sentence that a worker understands; pages and API say the same.

Pure: what is told of an appeal, and the time, in; words out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from .deadlines import LOCAL, ROUND_THE_CLOCK
from .events import Stage
from .models import Appeal
from .pack import Rules
from .state import State
from .times import length

HOUR = 3600
ONE_DAY = timedelta(hours=24)
HOURS_UP_TO = timedelta(hours=72)
"""Less than this is told in hours where the clock also runs at night."""


@dataclass(frozen=True)
class Standing:
    """What the sentence needs of an appeal.

    ``office`` has it, ``place`` is where its dispatcher sits; ``asked_at``: since when the worker's
    answer is waited for; ``into``: the number of the appeal that it was joined to. Times are aware.
    """

    stage: str
    urgency: str = Appeal.Urgency.NORMAL
    office: str = ""
    place: str = ""
    due_at: datetime | None = None
    contact_due: datetime | None = None
    asked_at: datetime | None = None
    ended_at: datetime | None = None
    provisional: bool = False
    into: str = ""


def standing(appeal: Appeal, state: State | None = None) -> Standing:
    """What the columns of an appeal tell; with its fold also since when it waits.

    Reads ``holder``, ``place`` and, of a joined one, ``merged_into``: select them beforehand.
    """
    told = Standing(
        appeal.stage, appeal.urgency, appeal.holder.name if appeal.holder else "",
        appeal.place.name, appeal.due_at, appeal.contact_due, None, appeal.ended_at,
        appeal.provisional, appeal.merged_into.number if appeal.merged_into else "",
    )  # fmt: skip
    return replace(told, asked_at=state.paused_since) if state else told


def sentence(it: Standing, now: datetime, rules: Rules) -> str:
    """Where the appeal is, who has it, and how long it may still take: one sentence."""
    where = WHERE[Stage(it.stage)]() % {
        "office": it.office or _("the office"), "place": it.place, "into": it.into,
        "day": short_day(it.ended_at, now) if it.ended_at else "",
    }  # fmt: skip
    time = _time(it, now, rules)
    return _("%(where)s; %(time)s.") % {"where": where, "time": time} if time else _full(where)


WHERE = {
    Stage.RECEIVED: lambda: _("%(place)s has received it and is choosing the office responsible"),
    Stage.RETURNED: lambda: _("%(place)s is choosing another office, as the first one was wrong"),
    Stage.RULING: lambda: _("The leading office of %(place)s decides which office must answer"),
    Stage.ASSIGNED: lambda: _("It is with %(office)s, which has to sign for it"),
    Stage.IN_PROGRESS: lambda: _("%(office)s is working on it"),
    Stage.WAITING_WORKER: lambda: _("%(office)s waits for what it asked you for"),
    Stage.SUSPENDED: lambda: _("%(office)s may not go on for the moment, by law"),
    Stage.ANSWERED: lambda: _("%(office)s has answered"),
    Stage.PROCEDURE: lambda: _("%(office)s has passed it on to a legal procedure"),
    Stage.CLOSED: lambda: _("It was closed on %(day)s"),
    Stage.REFUSED: lambda: _("It is not for the offices here; below you read whom to turn to"),
    Stage.WITHDRAWN: lambda: _("You withdrew it on %(day)s"),
    Stage.MERGED: lambda: _("It goes on together with others (%(into)s); your own number works"),
}  # fmt: skip
"""Stage to its words, looked up when asked because the reader's language is known only then."""


def of_the_other(it: Standing, now: datetime, rules: Rules) -> str:
    """The same of the appeal that it was joined to, for the worker who joined.

    They are not asked what only its own worker can answer, and cannot take it up again.
    """
    into_day = {"day": short_day(it.ended_at, now) if it.ended_at else ""}
    if it.stage == Stage.ANSWERED:
        return _("%(office)s has answered all of it.") % {"office": it.office or _("the office")}
    if it.stage == Stage.WAITING_WORKER:
        return _("%(office)s waits for what it asked another worker for.") % {
            "office": it.office or _("the office")
        }
    if it.stage == Stage.WITHDRAWN:
        return _("The others withdrew it on %(day)s; tell it anew if it is not solved.") % into_day
    if it.stage == Stage.CLOSED:
        return _("It was closed on %(day)s; tell it anew if it is not solved for you.") % into_day
    return sentence(it, now, rules)


def _full(where: str) -> str:
    return _("%(where)s.") % {"where": where}


def _time(it: Standing, now: datetime, rules: Rules) -> str:
    if it.stage == Stage.WAITING_WORKER:
        return _waiting(it, now, rules)
    if it.stage == Stage.SUSPENDED:
        return _("its clock stands still until then")
    if it.stage == Stage.ANSWERED:
        return _("please say whether it is solved")
    if it.stage == Stage.CLOSED:
        return _("if it is not solved, you can have it taken up again")
    if it.due_at is None:
        return ""
    told = left(it, now, rules)
    if it.provisional:
        told = _("%(left)s (may move by a few days: next year's holidays are not published)") % {
            "left": told
        }
    return told


def _waiting(it: Standing, now: datetime, rules: Rules) -> str:
    if it.asked_at is None:
        return _("the clock stands still until you send it")
    add = rules.calendar.add_workdays
    last = add(it.asked_at.astimezone(LOCAL).date(), rules.waiting_limit.n)
    return _("please send it by %(day)s, the clock stands still until then") % {
        "day": short_day(last, now)
    }


def left(it: Standing, now: datetime, rules: Rules) -> str:
    """How long the office has: working days, or hours where the clock also runs at night."""
    if it.due_at is None:
        return ""
    rest = it.due_at - now
    if in_hours(rest, it.urgency):
        return _hours(it.due_at, rest, now)
    days = days_left(it.due_at, now, rules)
    if rest <= timedelta(0):
        return _days_late(days)
    if days < 1:
        return _("an answer is due today")
    last = last_day(it.due_at)
    return ngettext(
        "%(n)d working day left, an answer comes by %(day)s",
        "%(n)d working days left, an answer comes by %(day)s", days,
    ) % {"n": days, "day": short_day(last, now)}  # fmt: skip


def in_hours(rest: timedelta, urgency: str) -> bool:
    """Whether what is left is told in hours: little of it, of a clock that runs at night too."""
    return urgency in ROUND_THE_CLOCK and abs(rest) <= HOURS_UP_TO


def days_left(due_at: datetime, now: datetime, rules: Rules) -> int:
    """Working days after today up to the last one in time; 0 today, negative when it is over."""
    return rules.calendar.workdays_between(now.astimezone(LOCAL).date(), last_day(due_at))


def _days_late(days: int) -> str:
    late = max(-days, 1)
    return ngettext("%(n)d working day late", "%(n)d working days late", late) % {"n": late}


def short_left(
    due_at: datetime, now: datetime, urgency: str, rules: Rules, whole: datetime | None = None
) -> str:
    """The same in few words, for a lamp; under an hour in minutes.

    ``whole`` is when the answer itself is due: an office's part of it is told in the same unit,
    in hours only on its last day.
    """
    rest = due_at - now
    of_days = whole is not None and not in_hours(whole - now, urgency) and abs(rest) > ONE_DAY
    if in_hours(rest, urgency) and not of_days:
        hours = round(abs(rest).total_seconds() / HOUR)
        told = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
        told = told if hours else length(abs(rest).total_seconds())
        return (_("%(n)s left") if rest > timedelta(0) else _("%(n)s overdue")) % {"n": told}
    days = days_left(due_at, now, rules)
    if rest <= timedelta(0):
        return _days_late(days)
    if days < 1:
        return _("due today")
    return ngettext("%(n)d working day left", "%(n)d working days left", days) % {"n": days}


def _hours(due_at: datetime, rest: timedelta, now: datetime) -> str:
    hours = max(round(abs(rest).total_seconds() / 3600), 1)
    if rest <= timedelta(0):
        return ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours}
    return ngettext(
        "%(n)d hour left, an answer comes by %(when)s",
        "%(n)d hours left, an answer comes by %(when)s", hours,
    ) % {"n": hours, "when": short_moment(due_at, now)}  # fmt: skip


def first_call(it: Standing, now: datetime) -> str:
    """By when somebody calls the worker for the first time; empty once they did."""
    if it.contact_due is None:
        return ""
    return _("Somebody calls you by %(when)s.") % {"when": short_moment(it.contact_due, now)}


def answer_by(it: Standing, now: datetime) -> str:
    """By when the worker has the result; empty while no clock runs."""
    if it.due_at is None:
        return ""
    return _("You have the result by %(when)s.") % {"when": short_moment(it.due_at, now)}


def last_day(due_at: datetime) -> date:
    """The day on which a term ends that is kept as the midnight after it."""
    return (due_at - timedelta(seconds=1)).astimezone(LOCAL).date()


def short_day(value: date | datetime, now: datetime) -> str:
    """``9月24日``, with the year if it is another one; in other languages ``2026-09-24``."""
    given = value.astimezone(LOCAL).date() if isinstance(value, datetime) else value
    if not (get_language() or "zh").startswith("zh"):
        return f"{given:%Y-%m-%d}"
    year = "" if given.year == now.astimezone(LOCAL).year else f"{given.year}年"
    return f"{year}{given.month}月{given.day}日"


def short_moment(value: datetime, now: datetime) -> str:
    """``今天18:30``, ``9月24日18:30``; a midnight is the end of the day before."""
    if (value.astimezone(LOCAL).hour, value.astimezone(LOCAL).minute) == (0, 0):
        return short_day(last_day(value), now)
    local = value.astimezone(LOCAL)
    today = local.date() == now.astimezone(LOCAL).date()
    clock = f"{local:%H:%M}"
    if today:
        return _("%(clock)s today") % {"clock": clock}
    return _("%(day)s %(clock)s") % {"day": short_day(value, now), "clock": clock}
