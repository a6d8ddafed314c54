"""The questions of the registration, one to a screen, in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongcheng.core.errors import Refusal
from rongcheng.people.queries import codes
from rongcheng.people.services.statement_checks import clean_values

Text = str | Promise


@dataclass(frozen=True)
class Question:
    """One screen.

    Attributes:
        name: field of the row contract, or ``working``, which only decides what is asked next.
        kind: place, choice, several, text, month or money.
        skip: words of the button that leaves it open; empty: it must be answered.
        work: asked only of those who work.
    """

    name: str
    ask: Text
    hint: Text = ""
    kind: str = "text"
    choices: tuple[tuple[str, Text], ...] = ()
    skip: Text = gettext_lazy("Not sure, go on")
    work: bool = False
    mode: str = "text"
    example: Text = field(default="", compare=False)


def _table(table: codes.Table, only: str = "") -> tuple[tuple[str, Text], ...]:
    return tuple((key, table[key]) for key in (only.split() or table))


# sections of GB/T 4754 in the words of those who work there, the frequent ones first
INDUSTRIES: tuple[tuple[str, Text], ...] = (
    ("E", gettext_lazy("Building site, decorating")),
    ("C", gettext_lazy("Factory")),
    ("H", gettext_lazy("Restaurant, hotel")),
    ("F", gettext_lazy("Shop, market")),
    ("G", gettext_lazy("Driving, delivery, storage")),
    ("O", gettext_lazy("Housework, hairdressing, repair")),
    ("L", gettext_lazy("Guard, cleaner in an office")),
    ("N", gettext_lazy("Street cleaning, parks, water")),
    ("A", gettext_lazy("Farm, forest, fishery")),
    ("B", gettext_lazy("Mine")),
    ("Q", gettext_lazy("Hospital, care of the old")),
    ("P", gettext_lazy("School, kindergarten")),
)
QUESTIONS = (
    Question(
        "home_place", gettext_lazy("Where is your home?"),
        gettext_lazy("The place of your household registration, down to the village if you can."),
        kind="place", skip="",
    ),
    Question(
        "education", gettext_lazy("How far did you go to school?"), kind="choice",
        choices=_table(codes.EDUCATION, "90 80 70 60 40 30 20"),
    ),
    Question(
        "working", gettext_lazy("Do you have work now?"), kind="choice", skip="",
        hint=gettext_lazy("Odd jobs count too. Work on one's own field does not."),
        choices=(("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No, not at the moment"))),
    ),
    Question(
        "work_place", gettext_lazy("Where do you work?"),
        gettext_lazy("City and county are enough."), kind="place", work=True,
    ),
    Question(
        "industry", gettext_lazy("What kind of work is it?"), kind="choice", work=True,
        choices=INDUSTRIES,
    ),
    Question(
        "occupation", gettext_lazy("What do you do there?"), work=True,
        hint=gettext_lazy("In your own words, such as bricklayer, sewing, cook."),
    ),
    Question(
        "employer", gettext_lazy("For which company or boss?"), work=True,
        hint=gettext_lazy("The name of the factory, the site or the boss, as you know it."),
    ),
    Question(
        "start_date", gettext_lazy("Since when?"), kind="month", work=True,
        hint=gettext_lazy("Year and month are enough."),
    ),
    Question(
        "wage", gettext_lazy("About how much do you earn in a month?"), kind="money", work=True,
        hint=gettext_lazy("In yuan, roughly. Only the offices that serve you see it."),
        mode="decimal",
    ),
    Question(
        "contract", gettext_lazy("Did you sign a contract?"), kind="choice", work=True,
        choices=_table(codes.CONTRACT),
    ),
    Question(
        "training_wish", gettext_lazy("Is there something you would like to learn?"),
        gettext_lazy("Such as welding, cooking, caring for the old."),
        skip=gettext_lazy("Nothing, go on"),
    ),
    Question(
        "job_wish", gettext_lazy("Are you looking for work?"),
        gettext_lazy("Say what and where, such as: electrician, near home."),
        skip=gettext_lazy("No, go on"),
    ),
)  # fmt: skip
BY_NAME = {question.name: question for question in QUESTIONS}
CHANGEABLE = tuple(q.name for q in QUESTIONS if q.name not in {"home_place", "working"})


def asked(answers: dict[str, str | None], names: tuple[str, ...] = ()) -> list[Question]:
    """The questions of a run: those about work only for those who work."""
    chosen = [q for q in QUESTIONS if not names or q.name in names]
    return [q for q in chosen if not q.work or answers.get("working") != "no"]


def following(name: str, answers: dict[str, str | None]) -> Question | None:
    """The next question after ``name`` that has no answer yet; None: all are answered."""
    run = asked(answers)
    at = next((n for n, q in enumerate(run) if q.name == name), -1)
    return next((q for q in run[at + 1 :] if q.name not in answers), None)


def before(name: str, answers: dict[str, str | None]) -> Question | None:
    """The question before ``name``."""
    run = asked(answers)
    at = next((n for n, q in enumerate(run) if q.name == name), 0)
    return run[at - 1] if at else None


def check(question: Question, text: str) -> str:
    """The answer as it is kept; Refusal (InvalidValues) with the reason where it cannot be."""
    text = text.strip()
    if question.kind == "choice" and text not in dict(question.choices):
        raise Refusal(_("Choose one of the answers."))
    if not text:
        raise Refusal(_("Write an answer, or press the button below it to go on without one."))
    if question.name != "working":
        clean_values({question.name: int(text) if question.kind == "place" else text}, partial=True)
    return text


def values(answers: dict[str, str | None]) -> dict[str, Any]:
    """The answers as fields of the row contract."""
    given = {q.name: answers.get(q.name) for q in asked(answers) if q.name != "working"}
    return {
        name: int(text) if BY_NAME[name].kind == "place" else text
        for name, text in given.items()
        if text
    }
