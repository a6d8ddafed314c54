from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "rongcheng.benefits"
    label = "benefits"

    def ready(self) -> None:
        from rongcheng.audit.acts import declare

        from .acts import ACTS

        declare(ACTS)
