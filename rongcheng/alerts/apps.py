from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "rongcheng.alerts"
    label = "alerts"

    def ready(self) -> None:
        from rongcheng.audit.acts import declare

        from .acts import ACTS

        declare(ACTS)
