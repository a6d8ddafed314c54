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
    DISPATCHER = "dispatcher", _("Appeals dispatcher")
    HANDLER = "handler", _("Department handler")
    SUPERVISOR = "supervisor", _("Appeals supervisor")
    APPROVER = "approver", _("Benefits approver")
    CHIEF_APPROVER = "chief_approver", _("Chief benefits approver")
    FINANCE_OFFICER = "finance_officer", _("Finance officer")


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
    TAKE_APPEALS = "take_appeals", _("Take appeals down for workers")
    DISPATCH_APPEALS = "dispatch_appeals", _("Send appeals to the office responsible")
    HANDLE_APPEALS = "handle_appeals", _("Work on the appeals of one's own office")
    SUPERVISE_APPEALS = "supervise_appeals", _("Supervise appeals and grant extensions")
    RULE_APPEALS = "rule_appeals", _("Decide which office answers")
    SEE_APPEALS = "see_appeals", _("Read the appeals of one's place")
    SEE_SENSITIVE = "see_sensitive", _("Read restricted appeals of one's place")
    TUNE_APPEALS = "tune_appeals", _("Set thresholds and the duty list, train the recognition")
    SEE_ALERTS = "see_alerts", _("See warnings of one's place")
    ACT_ON_ALERTS = "act_on_alerts", _("Act on warnings of one's place")
    APPLY_FOR_OTHERS = "apply_for_others", _("Apply for benefits for people at the desk")
    CHECK_BENEFITS = "check_benefits", _("Check applications for benefits")
    APPROVE_BENEFITS = "approve_benefits", _("Approve or refuse benefits")
    PAY_BENEFITS = "pay_benefits", _("Keep budgets and pay benefits")
    SEE_BENEFITS = "see_benefits", _("Read the applications of one's place")
    SEE_BUDGETS = "see_budgets", _("See budgets and their sums")
    SEE_PAYMENTS = "see_payments", _("See payments and clawbacks one by one")
    WRITE_RULES = "write_rules", _("Write drafts of rules and try them")
    APPROVE_RULES = "approve_rules", _("Put drafts of rules in force")


_OFFICER = {
    Can.SEE_PEOPLE, Can.EDIT_PEOPLE, Can.LOAD_LEDGERS, Can.RESOLVE_DUPLICATES,
    Can.UNMASK, Can.EXPORT, Can.SEE_FIGURES,
    Can.SEE_APPEALS, Can.TAKE_APPEALS, Can.HANDLE_APPEALS, Can.SEE_ALERTS, Can.ACT_ON_ALERTS,
    Can.APPLY_FOR_OTHERS, Can.CHECK_BENEFITS, Can.SEE_BENEFITS,
}  # fmt: skip

# Administration, the work itself and its audit lie in different hands (三员分立, GB/T 22239): who
# manages accounts everywhere sees no persons and cannot read the trail that is kept about them.
CAPABILITIES: dict[str, frozenset[str]] = {
    Role.SYSTEM_ADMIN: frozenset({Can.MANAGE_STAFF}),
    Role.PROVINCE_OFFICER: frozenset(_OFFICER | {Can.MANAGE_STAFF, Can.WRITE_RULES}),
    Role.CITY_OFFICER: frozenset(_OFFICER | {Can.MANAGE_STAFF, Can.WRITE_RULES}),
    Role.COUNTY_OFFICER: frozenset(_OFFICER | {Can.MANAGE_STAFF, Can.WRITE_RULES}),
    Role.TOWNSHIP_CLERK: frozenset(_OFFICER),
    Role.VILLAGE_CLERK: frozenset(
        {
            Can.SEE_PEOPLE, Can.EDIT_PEOPLE, Can.LOAD_LEDGERS, Can.EXPORT, Can.SEE_FIGURES,
            Can.TAKE_APPEALS, Can.APPLY_FOR_OTHERS, Can.CHECK_BENEFITS, Can.SEE_BENEFITS,
        }
    ),
    Role.STATION_CLERK: frozenset(
        {Can.SEE_PEOPLE, Can.EDIT_PEOPLE, Can.EXPORT, Can.TAKE_APPEALS, Can.APPLY_FOR_OTHERS}
    ),
    Role.LABOUR_INSPECTOR: frozenset(
        {
            Can.SEE_PEOPLE, Can.UNMASK, Can.SEE_FIGURES, Can.HANDLE_APPEALS, Can.SEE_APPEALS,
            Can.SEE_ALERTS, Can.ACT_ON_ALERTS,
        }
    ),
    Role.LEADER: frozenset({Can.SEE_FIGURES, Can.SEE_ALERTS, Can.SEE_BUDGETS}),
    # An auditor follows money to each application it went to, and changes nothing.
    Role.AUDITOR: frozenset(
        {
            Can.SEE_AUDIT, Can.SEE_FIGURES, Can.SEE_BENEFITS, Can.SEE_BUDGETS, Can.SEE_PAYMENTS,
        }
    ),
    Role.DISPATCHER: frozenset(
        {
            Can.TAKE_APPEALS, Can.SEE_APPEALS, Can.DISPATCH_APPEALS, Can.SEE_SENSITIVE,
            Can.TUNE_APPEALS, Can.SEE_FIGURES, Can.SEE_ALERTS, Can.ACT_ON_ALERTS,
        }
    ),
    Role.HANDLER: frozenset({Can.HANDLE_APPEALS}),
    # The leading group also answers itself: what is about another office, or nobody else takes.
    Role.SUPERVISOR: frozenset(
        {
            Can.SEE_APPEALS, Can.HANDLE_APPEALS, Can.SUPERVISE_APPEALS, Can.RULE_APPEALS,
            Can.SEE_SENSITIVE, Can.TUNE_APPEALS, Can.SEE_FIGURES, Can.EXPORT, Can.SEE_ALERTS,
            Can.ACT_ON_ALERTS,
        }
    ),
    Role.APPROVER: frozenset(
        {
            Can.SEE_PEOPLE, Can.SEE_BENEFITS, Can.APPROVE_BENEFITS, Can.SEE_BUDGETS,
            Can.SEE_PAYMENTS,
        }
    ),
    Role.CHIEF_APPROVER: frozenset(
        {
            Can.SEE_PEOPLE, Can.SEE_BENEFITS, Can.APPROVE_BENEFITS, Can.APPROVE_RULES,
            Can.SEE_FIGURES, Can.SEE_BUDGETS, Can.SEE_PAYMENTS,
        }
    ),
    Role.FINANCE_OFFICER: frozenset(
        {
            Can.SEE_BENEFITS, Can.PAY_BENEFITS, Can.UNMASK, Can.EXPORT, Can.SEE_BUDGETS,
            Can.SEE_PAYMENTS,
        }
    ),
}  # fmt: skip

# They work in the leading-group office, which stands between the departments.
IN_LEADING_GROUP = frozenset({Role.DISPATCHER, Role.SUPERVISOR})

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
        Role.LABOUR_INSPECTOR, Role.LEADER, Role.DISPATCHER, Role.HANDLER, Role.SUPERVISOR,
        Role.APPROVER, Role.CHIEF_APPROVER, Role.FINANCE_OFFICER,
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
