"""Addresses of the page about offers without applying."""

from django.urls import path

from . import offers

urlpatterns = [
    path("offers/", offers.offers, name="offers"),
    path("offers/start", offers.start, name="offers_start"),
]
