from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "rongcheng.appeals"
    label = "appeals"

    def ready(self) -> None:
        from rongcheng.audit.acts import declare

        from .acts import ACTS

        declare(ACTS)
        from .warnings import tell

        tell()
