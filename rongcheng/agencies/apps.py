from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "rongcheng.agencies"
    label = "agencies"
