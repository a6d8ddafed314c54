from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "rongcheng.benefits"
    label = "benefits"

    def ready(self) -> None:
        from rongcheng.audit.acts import declare

        from .acts import ACTS

        declare(ACTS)
        from .granted_acts import GRANTED_ACTS

        declare(GRANTED_ACTS)
        from . import (
            beside,  # noqa: F401  (its functions register themselves)
            granted_warnings,
            told_facts,
        )

        granted_warnings.tell()
        told_facts.tell()
