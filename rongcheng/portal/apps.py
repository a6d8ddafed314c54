from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "rongcheng.portal"
    label = "portal"

    def ready(self) -> None:
        from rongcheng.audit.acts import declare

        from .acts import ACTS

        declare(ACTS)
