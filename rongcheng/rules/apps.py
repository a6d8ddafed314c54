from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "rongcheng.rules"
    label = "rules"

    def ready(self) -> None:
        from django.core.signals import request_finished, request_started
        from django.db.models.signals import post_save

        from rongcheng.audit.acts import declare

        from . import looking
        from .acts import ACTS
        from .models import RuleDraft

        declare(ACTS)
        request_started.connect(looking.begin)
        request_finished.connect(looking.forget)
        post_save.connect(looking.forget, sender=RuleDraft)
