"""The API: one document, one way in, one shape of errors."""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.docs import Swagger
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from .access import Bearer, per_staff
from .errors import install
from .routes import (
    appeal_acts,
    appeal_files,
    appeals,
    households,
    ledgers,
    me,
    persons,
    places,
    webhooks,
)

DESCRIPTION = """\
Programs act as a member of staff: they see the same persons, may do the same acts, and leave the
same traces. Send `Authorization: Bearer <token>`; tokens are made on one's account page.

* Places are 12-digit statistical area codes, money is fen, days are `YYYY-MM-DD`.
* ID numbers and phones come masked. `reveal=true` with a `reason` shows them in full to roles that
  may; the reason is kept and the person can read it.
* What lies outside your place answers 404, as if it were not there.
* Appeals show names and phones masked; restricted ones show where they stand, not what they say.
* Errors have one shape: `{code, message, fields?}`. `Accept-Language: en` gives English messages.
* 600 calls a minute for each account; then 429 with `Retry-After`.
"""


class Plain(JSONRenderer):
    """Chinese as it is, not as escapes six times as long."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """NinjaAPI with short names of operations (``persons_create``) and values in its errors."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        module = operation.view_func.__module__.rsplit(".", 1)[-1]
        return f"{module}_{operation.view_func.__name__}"

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext]
    ) -> ValidationError:
        """Ninja's, with the value that each error is about, so that the message can name it."""
        given = [
            one["input"] for context in error_contexts
            for one in context.pydantic_validation_error.errors(include_url=False)
        ]  # fmt: skip
        made = super().validation_error_from_error_contexts(error_contexts)
        for error, value in zip(made.errors, given, strict=True):
            error["input"] = value
        return made


api = Api(
    title="Rongcheng 融城",
    version="1",
    description=DESCRIPTION,
    urls_namespace="exchange",
    auth=Bearer(),
    throttle=per_staff,
    renderer=Plain(),
    # a link inside each heading's button would be a control inside a control
    docs=Swagger(settings={"deepLinking": False}),
)
install(api)
api.add_router("/v1/me", me.router, tags=["me"])
api.add_router("/v1/places", places.router, tags=["places"])
api.add_router("/v1/persons", persons.router, tags=["persons"])
api.add_router("/v1/households", households.router, tags=["households"])
api.add_router("/v1/ledgers", ledgers.router, tags=["ledgers"])
api.add_router("/v1/appeals", appeals.router, tags=["appeals"])
api.add_router("/v1/appeals", appeal_acts.router, tags=["appeals"])
api.add_router("/v1/appeals", appeal_files.router, tags=["appeals"])
api.add_router("/v1/webhooks", webhooks.router, tags=["webhooks"])
