from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "rongcheng.benefits"
    label = "benefits"
