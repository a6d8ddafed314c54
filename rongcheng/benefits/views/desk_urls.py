"""Addresses of the desk: what a person can get, applying for them, the slip with the number."""

from django.urls import path

from . import desk

urlpatterns = [
    path("people/<int:pk>/", desk.person, name="person"),
    path("people/<int:pk>/<slug:rule>/", desk.apply_for, name="apply_for"),
    path("slip/<slug:number>/", desk.slip, name="slip"),
]
