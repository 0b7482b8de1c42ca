"""Addresses of what is watched."""

from django.urls import path

from monitoring import views

urlpatterns = [
    path("", views.first_page, name="my-day"),
    path("breaches/", views.breaches, name="breaches"),
]
