from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "rongcheng.console"
    label = "console"

    def ready(self) -> None:
        # their functions register themselves
        from . import alert_tiles, appeal_tiles, benefit_tiles, rules_tiles, tiles  # noqa: F401
