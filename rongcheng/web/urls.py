"""Addresses of this part."""

from django.urls import path

from . import views

app_name = "web"
urlpatterns = [
    path("language", views.language, name="language"),
    path("type-size", views.type_size, name="type_size"),
    path("components", views.components, name="components"),
]
