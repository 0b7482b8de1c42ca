"""The agency's inbox and activities, and the Centre's review of its reports."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
