"""Who may open a page, and who may manage which offices and accounts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rongcheng.audit.services import Actor, System
from rongcheng.core.errors import NotAllowed, Refusal
from rongcheng.places.codes import level_of

from .models import Office, Staff
from .roles import GRANTS, IN_LEADING_GROUP, LEVEL_OF_ROLE, Can, Role
from .scope import scope_of

View = Callable[..., HttpResponse]


def require(*capabilities: str) -> Callable[[View], View]:
    """A view decorator: logged in, and holding one of ``capabilities`` (none: any staff).

    Without log-in the person is led to the log-in page and back; without the capability they get
    a page that says so, with status 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if capabilities and not any(request.user.can(c) for c in capabilities):
                return refusal_page(request, NotAllowed(lacking(request.user, capabilities[0])))
            return view(request, *args, **kwargs)

        checked.capabilities = capabilities  # type: ignore[attr-defined]  # tests read it
        return checked

    return decorate


def lacking(staff: Staff, capability: str) -> str:
    """The sentence for somebody whose role does not hold ``capability``."""
    return _(
        "Your role “%(role)s” does not include “%(capability)s”. "
        "If you need it for your work, ask the officer who manages the accounts of your office."
    ) % {"role": staff.get_role_display(), "capability": Can(capability).label}


def refusal_page(request: HttpRequest, error: Refusal) -> HttpResponse:
    """The page that tells why something was refused, with the refusal's status."""
    context = {"message": str(error), "status": error.status}
    return render(request, "agencies/refused.html", context, status=error.status)


def manages_everywhere(by: Actor) -> bool:
    """Whether ``by`` is the platform itself or an active system administrator."""
    if isinstance(by, System):
        return True
    return isinstance(by, Staff) and by.is_active and by.role == Role.SYSTEM_ADMIN


def check_manages_place(by: Actor, place: int | None) -> None:
    """Refuse unless ``by`` may manage offices and accounts at a place code."""
    if manages_everywhere(by):
        return
    if not isinstance(by, Staff) or not by.can(Can.MANAGE_STAFF):
        raise NotAllowed(
            lacking(by, Can.MANAGE_STAFF) if isinstance(by, Staff) else _("Only staff may do this.")
        )
    if not scope_of(by).covers(place):
        raise NotAllowed(
            _("You manage offices and accounts of %(place)s only; this one lies outside of it.")
            % {"place": by.office.place if by.office else "—"}
        )


def check_may_give(by: Actor, role: str, office: Office | None) -> None:
    """Refuse unless ``by`` may have somebody work as ``role`` in ``office``."""
    check_manages_place(by, office.place_id if office else None)
    if manages_everywhere(by):
        return
    assert isinstance(by, Staff)  # nobody else passes the check above
    if role not in GRANTS.get(by.role, ()):
        raise NotAllowed(
            _("A %(own)s cannot manage accounts of the role “%(role)s”.")
            % {"own": by.get_role_display(), "role": Role(role).label}
        )


def check_fits(role: str, office: Office | None) -> None:
    """Refuse a role in an office where it makes no sense, such as a village clerk of a province."""
    if office is None:
        if role != Role.SYSTEM_ADMIN:
            raise Refusal(_("Choose an office; only a system administrator can be without one."))
        return
    level = LEVEL_OF_ROLE.get(role)
    if level and level_of(office.place_id) != level:
        raise Refusal(
            _("“%(role)s” does not fit the office %(office)s of %(place)s: choose an office of "
              "the role's own level.")
            % {"role": Role(role).label, "office": office.name, "place": office.place}
        )  # fmt: skip
    if role == Role.STATION_CLERK and office.kind != Office.Kind.STATION:
        raise Refusal(
            _("A station clerk works in an out-of-province station; %(office)s is not one.")
            % {"office": office.name}
        )
    if role in IN_LEADING_GROUP and office.kind != Office.Kind.LEADING_GROUP:
        raise Refusal(
            _("“%(role)s” works in the leading-group office; %(office)s is not one.")
            % {"role": Role(role).label, "office": office.name}
        )
