"""What the views of this part share."""

from __future__ import annotations

from django.http import HttpRequest

from rongcheng.agencies.roles import Can
from rongcheng.people.views.pages import page

READ = (Can.SEE_APPEALS, Can.HANDLE_APPEALS, Can.TAKE_APPEALS)
"""Any of these opens lists and cases; which ones, ``queries/scope.py`` decides."""


def here(request: HttpRequest) -> int:
    """The place code of the reader's office; 0 without one."""
    return request.user.office.place_id if request.user.office else 0


__all__ = ["READ", "here", "page"]
