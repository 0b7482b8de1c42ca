"""Addresses of the working calendar, and of leaving an office."""

from django.urls import path

from monitoring import calendar_views, offices_views

urlpatterns = [
    path("calendar/", calendar_views.year, name="calendar"),
    path("calendar/correct/", calendar_views.correct, name="calendar-correct"),
    path("people/<int:pk>/end/", offices_views.end, name="end-membership"),
]
