"""Why an appeal is restricted, in sentences for those who may read it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import Category, rules_for
from rongcheng.appeals.pack.model import words_said
from rongcheng.appeals.words import said


def why_restricted(appeal: Appeal) -> list[str]:
    """The reasons, the surest first; empty where it is not restricted.

    They are read from the log, the pack and what recognition thought likely when it was filed: a
    category that is only possible restricts too, because a loosening could not be taken back.
    """
    if not appeal.restricted:
        return []
    codes = set(appeal.events.values_list("code", flat=True))
    found = [_("It is about an office itself.")] if appeal.accused_ids else []
    if "restricted" in codes:
        found.append(_("An office marked it so."))
    found += _by_category(appeal)
    if not found and "joined" in codes:
        found.append(_("An appeal joined to it is sensitive."))
    return found


def _by_category(appeal: Appeal) -> list[str]:
    known = rules_for(appeal.place_id).categories
    reading = appeal.reading
    names = [appeal.category, *appeal.more_categories, reading.get("category", ""),
             *reading.get("more_categories", ())]  # fmt: skip
    asked = [known[name] for name in dict.fromkeys(names) if name in known]
    words = [w for each in asked for p in each.sensitive_words for w in words_said(p, appeal.text)]
    told = [_of(appeal, each) for each in asked if each.sensitive]
    if words:
        told.append(_("It says: %(w)s.") % {"w": "、".join(dict.fromkeys(words))})
    return told


def _of(appeal: Appeal, category: Category) -> str:
    name = {"c": said(category.names)}
    if category.id == appeal.category:
        return _("It is of the category “%(c)s”.") % name
    return _("It may also be of the category “%(c)s”, which is sensitive.") % name
