from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "rongcheng.agencies"
    label = "agencies"

    def ready(self) -> None:
        from axes.signals import user_locked_out
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from rongcheng.audit.acts import declare

        from .acts import ACTS
        from .middleware import on_login, on_logout
        from .views.login import on_locked_out

        declare(ACTS)
        user_logged_in.connect(on_login, dispatch_uid="agencies.login")
        user_logged_out.connect(on_logout, dispatch_uid="agencies.logout")
        user_locked_out.connect(on_locked_out, dispatch_uid="agencies.locked")
