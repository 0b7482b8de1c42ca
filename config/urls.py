"""Every address of the site; each app keeps its own."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from accounts.styleguide import styleguide
from config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("config.api")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("cases.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("agencies.urls")),
    path("", include("monitoring.calendar_urls")),
    path("", include("plans.urls")),
    path("quarters/", include("monitoring.quarter_urls")),
    path("", include("monitoring.urls")),
]

if settings.STYLEGUIDE:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
