"""Every change to offices, accounts, sessions, second factors and tokens."""

from .from_pack import create_offices_of
from .offices import change_office, create_office, succeed_office
from .second_factor import (
    begin_second_factor,
    confirm_second_factor,
    new_backup_codes,
    remove_second_factor,
)
from .sessions import end_session, note_login, note_logout
from .staff import (
    activate,
    change_own_password,
    change_staff,
    create_staff,
    deactivate,
    new_password,
    reset_password,
)
from .tokens import issue_token, revoke_token

__all__ = [
    "activate", "begin_second_factor", "change_office", "change_own_password", "change_staff",
    "confirm_second_factor", "create_office", "create_offices_of", "create_staff", "deactivate",
    "end_session", "issue_token", "new_backup_codes", "new_password", "note_login", "note_logout",
    "remove_second_factor", "reset_password", "revoke_token", "succeed_office",
]  # fmt: skip
