"""Addresses of this part: one module of views beside each list."""

from .views import desk_urls, registry_urls

app_name = "people"
urlpatterns = [*registry_urls.urlpatterns, *desk_urls.urlpatterns]
