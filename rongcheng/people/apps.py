from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "rongcheng.people"
    label = "people"
