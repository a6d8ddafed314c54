"""Addresses of this part: the operations under ``v1/``, their document, and its pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from .api import api


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Addresses that no operation has get the API's error, not a page."""
    body = {"code": "not_found", "message": _("There is nothing at this address.")}
    return api.create_response(request, body, status=404)


app_name = "exchange"
urlpatterns = [*api.urls[0], path("v1/<path:rest>", nothing_here, name="nothing")]
