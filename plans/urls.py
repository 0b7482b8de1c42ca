"""Addresses of plans: the Centre's pages and those of an agency's activities, their review,
and a case from above its Centre."""

from django.urls import URLPattern, URLResolver, include, path

from plans.views import looks

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("plans.urls_centre")),
    path("", include("plans.urls_agency")),
    path("", include("plans.urls_leaflet")),
    path("looks/", looks.ask, name="look-beyond"),
    path("looks/<int:pk>/", looks.look, name="look"),
]
