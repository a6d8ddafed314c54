from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "rongcheng.places"
    label = "places"
