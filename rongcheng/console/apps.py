from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "rongcheng.console"
    label = "console"

    def ready(self) -> None:
        from . import appeal_tiles, tiles  # noqa: F401  (their functions register themselves)
