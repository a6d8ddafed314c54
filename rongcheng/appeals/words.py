"""Names of what the pack defines: categories, reasons, outcomes, as pages show them."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .events import TABLE
from .pack import Rules, rules_for

Choices = list[tuple[str, str]]


def said(text: dict[str, str]) -> str:
    """A text of the pack in the reader's language, Chinese where there is no other."""
    language = (get_language() or "zh").split("-")[0]
    return text.get(language) or text.get("zh", "")


def category_name(category: str, place: int = 0) -> str:
    """The label of a category; a wording for none."""
    if not category:
        return _("Category open")
    known = rules_for(place).categories.get(category)
    return said(known.names) if known else category  # one that a newer pack dropped


def category_choices(place: int = 0) -> Choices:
    """Codes and labels of the categories at a place, in the pack's order."""
    return [(each.id, said(each.names)) for each in rules_for(place).categories.values()]


def reason_choices(rules: Rules) -> Choices:
    """Reasons for which the clock may stand, each with its clause."""
    return [(code, f"{said(r.names)}（{r.clause}）") for code, r in rules.reasons.items()]


def outcome_choices(rules: Rules) -> Choices:
    """How an office can answer a matter; into a procedure is an act of its own."""
    return [
        (code, said(outcome.names)) for code, outcome in rules.outcomes.items()
        if outcome.by == "office" and code != "into_procedure"
    ]  # fmt: skip


def procedure_choices(rules: Rules) -> Choices:
    """Legal procedures that a matter can go into."""
    return [(id, said(each.names)) for id, each in rules.procedures.items()]


def outcome_name(code: str, place: int = 0) -> str:
    """The label of an outcome; what ends without an office's answer is named by its event."""
    known = rules_for(place).outcomes.get(code)
    if known:
        return said(known.names)
    if code == "no_material":
        return _("Material did not come")
    event = TABLE.get({"procedure": "into_procedure"}.get(code, code))
    return str(event.wording) if event else code
