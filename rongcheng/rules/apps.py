from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "rongcheng.rules"
    label = "rules"

    def ready(self) -> None:
        from rongcheng.audit.acts import declare

        from .acts import ACTS

        declare(ACTS)
