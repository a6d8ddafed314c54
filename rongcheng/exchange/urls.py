"""Addresses of this part: the operations under ``v1/``, their document, and its pages."""

from .api import api

app_name = "exchange"
urlpatterns = api.urls[0]
