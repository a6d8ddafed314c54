from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "rongcheng.console"
    label = "console"

    def ready(self) -> None:
        from . import tiles  # noqa: F401  (its functions register themselves)
