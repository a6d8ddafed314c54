from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "rongcheng.transfers"
    label = "transfers"

    def ready(self) -> None:
        from rongcheng.audit.acts import declare

        from .acts import ACTS

        declare(ACTS)
