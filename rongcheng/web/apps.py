from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "rongcheng.web"
    label = "web"
