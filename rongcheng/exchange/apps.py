from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "rongcheng.exchange"
    label = "exchange"

    def ready(self) -> None:
        from rongcheng.appeals.changes import listen
        from rongcheng.audit.acts import declare

        from .acts import ACTS
        from .tasks import changed

        declare(ACTS)
        listen(changed)
