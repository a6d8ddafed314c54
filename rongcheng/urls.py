"""Addresses: one prefix for each part, under the part's own name; rules stand below benefits."""

from django.urls import include, path

urlpatterns = [
    path("", include("rongcheng.portal.urls")),
    path("", include("rongcheng.web.urls")),
    path("", include("rongcheng.agencies.urls")),
    path("console/", include("rongcheng.console.urls")),
    path("people/", include("rongcheng.people.urls")),
    path("appeals/", include("rongcheng.appeals.urls")),
    path("benefits/rules/", include("rongcheng.rules.urls")),
    path("benefits/", include("rongcheng.benefits.urls")),
    path("alerts/", include("rongcheng.alerts.urls")),
    path("transfers/", include("rongcheng.transfers.urls")),
    path("employers/", include("rongcheng.employers.urls")),
    path("places/", include("rongcheng.places.urls")),
    # the trail's page narrows by staff and place, which stand above the trail itself
    path("audit/", include("rongcheng.console.trail_urls")),
    path("api/", include("rongcheng.exchange.urls")),
    path("account/webhooks/", include("rongcheng.exchange.page_urls")),
]
