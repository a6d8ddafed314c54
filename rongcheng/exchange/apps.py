from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "rongcheng.exchange"
    label = "exchange"
