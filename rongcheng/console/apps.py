from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "rongcheng.console"
    label = "console"
