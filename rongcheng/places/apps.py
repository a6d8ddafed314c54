from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "rongcheng.places"
    label = "places"

    def ready(self) -> None:
        from rongcheng.audit.acts import declare
        from rongcheng.places.gazetteer import Gazetteer
        from rongcheng.web.formats import use_place_names

        use_place_names(lambda code: Gazetteer.load().name(code))
        declare({"places.load": _("Loaded the places of the country")})
