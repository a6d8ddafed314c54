"""Addresses of recognised workshops, parks and incubators."""

from django.urls import path

from . import workshops

urlpatterns = [
    path("workshops/", workshops.workshops, name="workshops"),
    path("workshops/<int:pk>/", workshops.workshop, name="workshops_one"),
    path("workshops/proofs/<int:pk>/", workshops.proof, name="workshops_proof"),
]
