"""Telling together: the others of a group, with what each is owed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from rongcheng.appeals.services.roster_reading import read_text

from .. import telling as tellings
from ..speaking import Speaker
from ..telling import BY_NAME, Telling
from .pages import screen
from .tell import begun, onward

MOST_BESIDE = 4
"""Five representatives at most (XF art. 20); who files it is one of them."""


@begun
def group(request: HttpRequest, telling: Telling, speaker: Speaker) -> HttpResponse:
    """We are several: names and amounts, typed or pasted, one worker a line."""
    if telling.mode != BY_NAME:
        return onward(request, telling, speaker)
    if request.method == "GET":
        return screen(request, "tell_group", {"telling": telling, "lines": telling.lines})
    if "alone" in request.POST:
        telling.group, telling.lines = False, []
        return onward(request, telling, speaker)
    left_over, problems = _take_lines(request, telling)
    tellings.save(request, telling)
    if sum(each["representative"] for each in telling.lines) > MOST_BESIDE:
        problems.append(_("You speak for the group; choose four more at most."))
    if "go" in request.POST and not problems:
        return onward(request, telling, speaker)
    context = {
        "telling": telling, "lines": telling.lines, "problems": problems, "text": left_over,
    }  # fmt: skip
    return screen(request, "tell_group", context, 422 if problems else 200)


def _take_lines(request: HttpRequest, telling: Telling) -> tuple[str, list[str]]:
    """Put what was typed on the list; the lines that could not be read, and why."""
    telling.group, telling.join = True, 0
    speaks, gone = request.POST.getlist("speaks"), request.POST.get("remove")
    for at, each in enumerate(telling.lines):
        each["representative"] = str(at) in speaks
    telling.lines = [each for at, each in enumerate(telling.lines) if str(at) != gone]
    text = request.POST.get("roster", "")
    roster = read_text(text)
    there = [{**each, "row": None} for each in telling.lines]
    new = [{**vars(line), "row": None} for line in roster.lines]
    telling.lines += [each for each in new if each not in there]
    wrong = {each.row: each.why for each in roster.problems}
    read = {line.row for line in roster.lines}
    for row, line in enumerate(text.splitlines(), 1):
        if line.strip() and row not in read:
            wrong.setdefault(row, _("write the name, then the amount if you know it"))
    lines = text.splitlines()
    problems = [
        _("“%(line)s”: %(why)s") % {"line": lines[row - 1].strip(), "why": wrong[row]}
        for row in sorted(wrong)
    ]
    return "\n".join(lines[row - 1] for row in sorted(wrong)), problems
