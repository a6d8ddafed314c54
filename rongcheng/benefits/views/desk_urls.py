"""Addresses of the desk: what a person can get, applying for them, the slip with the number."""

from django.urls import path

from . import desk, representatives

urlpatterns = [
    path("people/<int:pk>/", desk.person, name="person"),
    path("people/<int:pk>/<slug:rule>/", desk.apply_for, name="apply_for"),
    path("representatives/", representatives.representatives, name="representatives"),
    path("representatives/<int:pk>/answer", representatives.answer, name="answer_representative"),
    path("slip/<slug:number>/", desk.slip, name="slip"),
]
