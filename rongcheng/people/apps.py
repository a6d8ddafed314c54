from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "rongcheng.people"
    label = "people"

    def ready(self) -> None:
        from rongcheng.audit.acts import declare

        from . import employers  # noqa: F401  (its functions register themselves)
        from .acts import ACTS

        declare(ACTS)
