"""Every error of the API in one shape: ``{code, message, fields?}``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from rongcheng.core.errors import Refusal
from rongcheng.people.services.statement_checks import InvalidValues

from .access import refused_tokens
from .wording import what, where

BODY_UNREAD = "Cannot parse request body"
"""What Ninja says of it."""
CODES = {
    400: "refused", 401: "unauthorized", 403: "forbidden", 404: "not_found", 409: "conflict",
    422: "invalid", 429: "too_many_requests",
}  # fmt: skip


def install(api: NinjaAPI) -> None:
    """Give ``api`` the handlers that turn every refusal into the one shape."""
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, partial(handler, api))


def _answer(
    api: NinjaAPI,
    request: HttpRequest,
    status: int,
    message: str,
    fields: dict[str, str] | None = None,
) -> HttpResponse:
    body: dict[str, Any] = {"code": CODES.get(status, "refused"), "message": message}
    if fields:
        body["fields"] = fields
    return api.create_response(request, body, status=status)


def _refused(api: NinjaAPI, request: HttpRequest, error: Refusal) -> HttpResponse:
    return _answer(api, request, error.status, str(error))


def _invalid_values(api: NinjaAPI, request: HttpRequest, error: InvalidValues) -> HttpResponse:
    return _answer(api, request, 422, str(error), error.problems)


def _malformed(api: NinjaAPI, request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {where(one): what(one) for one in error.errors}
    return _answer(api, request, 422, _("The request does not fit the operation."), fields)


def _unauthenticated(
    api: NinjaAPI, request: HttpRequest, error: AuthenticationError
) -> HttpResponse:
    if not refused_tokens.allow_request(request):
        return _too_often(api, request, Throttled(int(refused_tokens.wait())))
    response = _answer(
        api, request, 401,
        _("The token is missing, unknown, expired or revoked. Send the header "
          "“Authorization: Bearer <token>”; make a token on your account page."),
    )  # fmt: skip
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _too_often(api: NinjaAPI, request: HttpRequest, error: Throttled) -> HttpResponse:
    response = _answer(api, request, 429, _("Too many requests; wait a minute and try again."))
    response.headers["Retry-After"] = str(int(error.wait or 0) + 1)
    return response


def _missing(api: NinjaAPI, request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(api, request, 404, str(error) or _("There is nothing at this address."))


def _unreadable(api: NinjaAPI, request: HttpRequest, error: HttpError) -> HttpResponse:
    told = str(error)
    if told == BODY_UNREAD:
        told = _("The body of the request is not JSON that can be read; check its brackets, commas "
                 "and quotation marks.")  # fmt: skip
    return _answer(api, request, error.status_code, told)


HANDLERS: dict[type[Exception], Callable[..., HttpResponse]] = {
    Refusal: _refused,
    InvalidValues: _invalid_values,
    ValidationError: _malformed,
    AuthenticationError: _unauthenticated,
    Throttled: _too_often,
    Http404: _missing,
    HttpError: _unreadable,
}
