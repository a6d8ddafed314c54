"""Roles of the people who work here, and what each may do.

A role is a set of capabilities; where a person may use them is their office's place (see scope.py).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    PROVINCE_OFFICER = "province_officer", _("Provincial officer")
    CITY_OFFICER = "city_officer", _("City officer")
    COUNTY_OFFICER = "county_officer", _("County officer")
    TOWNSHIP_CLERK = "township_clerk", _("Township clerk")
    VILLAGE_CLERK = "village_clerk", _("Village clerk")
    STATION_CLERK = "station_clerk", _("Station clerk")
    LABOUR_INSPECTOR = "labour_inspector", _("Labour inspector")
    LEADER = "leader", _("Leader (read only)")
    AUDITOR = "auditor", _("Auditor")


class Can(models.TextChoices):
    """Capabilities; code asks for these, never for a role."""

    SEE_PEOPLE = "see_people", _("See persons and households")
    EDIT_PEOPLE = "edit_people", _("Enter and correct persons")
    LOAD_LEDGERS = "load_ledgers", _("Check and load ledgers")
    RESOLVE_DUPLICATES = "resolve_duplicates", _("Decide on duplicates")
    UNMASK = "unmask", _("See full ID numbers and phones, with a reason")
    EXPORT = "export", _("Export lists")
    SEE_FIGURES = "see_figures", _("See figures")
    MANAGE_STAFF = "manage_staff", _("Manage offices and accounts")
    SEE_AUDIT = "see_audit", _("Read the audit trail")


_OFFICER = {
    Can.SEE_PEOPLE, Can.EDIT_PEOPLE, Can.LOAD_LEDGERS, Can.RESOLVE_DUPLICATES,
    Can.UNMASK, Can.EXPORT, Can.SEE_FIGURES,
}  # fmt: skip

# Administration, the work itself and its audit lie in different hands (三员分立, GB/T 22239): who
# manages accounts everywhere sees no persons and cannot read the trail that is kept about them.
CAPABILITIES: dict[str, frozenset[str]] = {
    Role.SYSTEM_ADMIN: frozenset({Can.MANAGE_STAFF}),
    Role.PROVINCE_OFFICER: frozenset(_OFFICER | {Can.MANAGE_STAFF}),
    Role.CITY_OFFICER: frozenset(_OFFICER | {Can.MANAGE_STAFF}),
    Role.COUNTY_OFFICER: frozenset(_OFFICER | {Can.MANAGE_STAFF}),
    Role.TOWNSHIP_CLERK: frozenset(_OFFICER),
    Role.VILLAGE_CLERK: frozenset(
        {Can.SEE_PEOPLE, Can.EDIT_PEOPLE, Can.LOAD_LEDGERS, Can.EXPORT, Can.SEE_FIGURES}
    ),
    Role.STATION_CLERK: frozenset({Can.SEE_PEOPLE, Can.EDIT_PEOPLE, Can.EXPORT}),
    Role.LABOUR_INSPECTOR: frozenset({Can.SEE_PEOPLE, Can.UNMASK, Can.SEE_FIGURES}),
    Role.LEADER: frozenset({Can.SEE_FIGURES}),
    Role.AUDITOR: frozenset({Can.SEE_AUDIT, Can.SEE_FIGURES}),
}

# Which place level a role works at; roles that are not here exist at every level.
LEVEL_OF_ROLE: dict[str, str] = {
    Role.PROVINCE_OFFICER: "province",
    Role.CITY_OFFICER: "prefecture",
    Role.COUNTY_OFFICER: "county",
    Role.TOWNSHIP_CLERK: "township",
    Role.VILLAGE_CLERK: "village",
}

_BELOW_COUNTY = frozenset(
    {
        Role.COUNTY_OFFICER, Role.TOWNSHIP_CLERK, Role.VILLAGE_CLERK, Role.STATION_CLERK,
        Role.LABOUR_INSPECTOR, Role.LEADER,
    }
)  # fmt: skip
_BELOW_CITY = _BELOW_COUNTY | {Role.CITY_OFFICER}
# The roles that a manager may give, change and take away: their own level and those below it.
GRANTS: dict[str, frozenset[str]] = {
    Role.SYSTEM_ADMIN: frozenset(Role),
    Role.PROVINCE_OFFICER: _BELOW_CITY | {Role.PROVINCE_OFFICER},
    Role.CITY_OFFICER: _BELOW_CITY,
    Role.COUNTY_OFFICER: _BELOW_COUNTY,
}
