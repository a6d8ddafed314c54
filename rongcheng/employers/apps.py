from django.apps import AppConfig


class EmployersConfig(AppConfig):
    name = "rongcheng.employers"
    label = "employers"

    def ready(self) -> None:
        from rongcheng.audit.acts import declare

        from .acts import ACTS

        declare(ACTS)
