"""Every error of the API in one shape: ``{code, message, fields?}``."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from rongcheng.core.errors import Refusal
from rongcheng.people.services.statement_checks import InvalidValues

from .access import refused_tokens

CODES = {
    400: "refused", 401: "unauthorized", 403: "forbidden", 404: "not_found", 409: "conflict",
    422: "invalid", 429: "too_many_requests",
}  # fmt: skip


def install(api: NinjaAPI) -> None:
    """Give ``api`` the handlers that turn every refusal into the one shape."""

    def answer(
        request: HttpRequest, status: int, message: str, fields: dict[str, str] | None = None
    ) -> HttpResponse:
        body: dict[str, Any] = {"code": CODES.get(status, "refused"), "message": message}
        if fields:
            body["fields"] = fields
        return api.create_response(request, body, status=status)

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
        return answer(request, error.status, str(error))

    @api.exception_handler(InvalidValues)
    def invalid_values(request: HttpRequest, error: InvalidValues) -> HttpResponse:
        return answer(request, 422, str(error), error.problems)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {_where(one): _what(one) for one in error.errors}
        return answer(request, 422, _("The request does not fit the operation."), fields)

    @api.exception_handler(AuthenticationError)
    def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        if not refused_tokens.allow_request(request):
            return too_often(request, Throttled(int(refused_tokens.wait())))
        response = answer(
            request, 401,
            _("The token is missing, unknown, expired or revoked. Send the header "
              "“Authorization: Bearer <token>”; make a token on your account page."),
        )  # fmt: skip
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(Throttled)
    def too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
        response = answer(request, 429, _too_many())
        response.headers["Retry-After"] = str(int(error.wait or 0) + 1)
        return response

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(request, 404, str(error) or _("There is nothing at this address."))

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(request, error.status_code, str(error))


def _too_many() -> str:
    return _("Too many requests; wait a minute and try again.")


def _where(error: dict[str, Any]) -> str:
    """``birth_date`` for an error at ``("body", "given", "birth_date")``."""
    return str(error["loc"][-1]) if error.get("loc") else "request"


def _what(error: dict[str, Any]) -> str:
    """The message with the value that it is about, unless that is a personal number."""
    given = error.get("input")
    plain = isinstance(given, (str, int, float)) and _where(error) not in {"id_number", "phone"}
    return f"{error['msg']}: {given!r}"[:200] if plain else str(error["msg"])
