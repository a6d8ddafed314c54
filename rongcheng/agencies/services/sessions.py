"""Open log-ins of staff: only so many at once, each can be ended."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from rongcheng.audit.services import record
from rongcheng.core.errors import NotAllowed

from ..models import Staff, StaffSession


@transaction.atomic
def note_login(*, by: Staff, session_key: str, address: str | None, device: str) -> StaffSession:
    """The log-in written down; where there would be too many, the oldest sessions end.

    Whoever logs in over their own open session keeps its row.
    """
    Staff.objects.select_for_update().only("pk").get(pk=by.pk)  # two log-ins at once queue up
    made, _new = StaffSession.objects.update_or_create(
        session_key=session_key,
        defaults={"staff": by, "address": address, "device": device_name(device), "seen_at": now()},
    )
    others = StaffSession.objects.filter(staff=by).exclude(pk=made.pk).order_by("-seen_at", "-pk")
    surplus = list(others[settings.SESSIONS_PER_STAFF - 1 :])
    _end(surplus)
    record(
        "agencies.login", by=by, subject=by, place=by.actor_place,
        address=address, ended=len(surplus) or None,
    )  # fmt: skip
    return made


@transaction.atomic
def note_logout(*, by: Staff, session_key: str) -> None:
    """The log-in is over because the person said so."""
    StaffSession.objects.filter(staff=by, session_key=session_key).delete()
    record("agencies.logout", by=by, subject=by, place=by.actor_place)


@transaction.atomic
def end_session(*, by: Staff, session: StaffSession) -> None:
    """One of the person's own sessions ended, on whatever device it runs.

    Raises:
        NotAllowed: it is somebody else's.
    """
    if session.staff_id != by.pk:
        raise NotAllowed("This session belongs to somebody else.")
    _end([session])
    record(
        "agencies.end_session", by=by, subject=by, address=session.address,
        place=by.actor_place,
    )  # fmt: skip


def follow_session(old_key: str, new_key: str) -> None:
    """The row of a session whose key was renewed, as happens with a new password."""
    StaffSession.objects.filter(session_key=old_key).update(session_key=new_key)


def end_all_sessions(staff: Staff, besides: str = "") -> None:
    """Every session of ``staff`` ended, except the one with the key ``besides``."""
    _end(list(StaffSession.objects.filter(staff=staff).exclude(session_key=besides)))


# The first word found in the browser's own description wins; many claim to be several.
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("QQBrowser", "QQ"), ("Edg", "Edge"), ("OPR", "Opera"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_name(user_agent: str) -> str:
    """``Chrome · Windows``: enough to recognise one's own device, and no more is kept."""
    found = [
        next((name for word, name in known if word in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or user_agent[:40]


def _end(sessions: list[StaffSession]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in sessions:
        store(session.session_key).delete()
        session.delete()
