"""Why two records are held to be one person, in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

Words = dict[str, str | Promise]

# What may be the same, or differ.
_THINGS: Words = {
    "name": pgettext_lazy("of a pair", "name"),
    "given_name": pgettext_lazy("of a pair", "given name"),
    "surname": pgettext_lazy("of a pair", "surname"),
    "id_number": pgettext_lazy("of a pair", "ID number"),
    "birth": pgettext_lazy("of a pair", "birth date"),
    "birth_month": pgettext_lazy("of a pair", "year and month of birth"),
    "birth_day": pgettext_lazy("of a pair", "month and day of birth"),
    "birth_year": pgettext_lazy("of a pair", "year of birth"),
    "phone": pgettext_lazy("of a pair", "phone number"),
    "village": pgettext_lazy("of a pair", "home village"),
    "sex": pgettext_lazy("of a pair", "sex"),
}
# What is alike in another way.
_LIKE: Words = {
    "name_sound": gettext_lazy("names sound the same"),
    "name_character": gettext_lazy("names differ by one character"),
    "name_order": gettext_lazy("names in another order"),
    "id_number_slip": gettext_lazy("ID numbers differ by one digit"),
    "id_number_slips": gettext_lazy("ID numbers differ by two digits"),
    "birth_swapped": gettext_lazy("month and day of birth swapped"),
    "birth_slip": gettext_lazy("birth dates differ by one digit"),
    "phone_slip": gettext_lazy("phones differ by one digit"),
    "village": gettext_lazy("same village"),
    "township": gettext_lazy("same township"),
    "county": gettext_lazy("same county"),
    "separated": gettext_lazy("separated by hand"),
}


def in_words(reason: str) -> str:
    """``name birth village -phone`` as a phrase; what somebody wrote themselves stays as it is."""
    codes = reason.split()
    if not all(c.removeprefix("-") in _THINGS or c in _LIKE for c in codes):
        return reason
    alike = [c for c in codes if not c.startswith("-")]
    same = [_THINGS[c] for c in alike if c not in _LIKE]
    differ = [_THINGS[c[1:]] for c in codes if c.startswith("-")]
    said = [_("same %(things)s") % {"things": _listed(same)}] if same else []
    said += [str(_LIKE[c]) for c in alike if c in _LIKE]
    found = pgettext("between reasons", ", ").join(said)
    if differ:
        against = _("different %(things)s") % {"things": _listed(differ)}
        found = _("%(found)s; %(against)s") % {"found": found, "against": against}
    return found


def _listed(things: list[str | Promise]) -> str:
    return pgettext("between things", " and ").join(map(str, things))
