"""Addresses of plans: the Centre's pages and those of an agency's activities and their review."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("plans.urls_centre")),
    path("", include("plans.urls_agency")),
    path("", include("plans.urls_leaflet")),
]
