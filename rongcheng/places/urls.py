"""Addresses of the public place data."""

from django.urls import path

from . import views

app_name = "places"
urlpatterns = [
    path("search", views.place_search, name="search"),
    path("<int:code>/outline.json", views.place_outline, name="outline"),
]
