"""The Centre's pages of a plan: drafting, approval, the plan in force, completion, its case."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
