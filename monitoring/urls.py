"""Addresses of what is watched."""

from django.urls import path

from monitoring import notices, views

urlpatterns = [
    path("", views.first_page, name="my-day"),
    path("notices/", notices.notices, name="notices"),
    path("breaches/", views.breaches, name="breaches"),
]
