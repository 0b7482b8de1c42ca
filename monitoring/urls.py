"""Addresses of what is watched."""

from django.urls import path

from accounts.freshness import confirmed
from monitoring import (
    erasure_views,
    export_views,
    notices,
    own_data_views,
    register_views,
    threshold_views,
    views,
)

urlpatterns = [
    path("", views.first_page, name="my-day"),
    path("notices/", notices.notices, name="notices"),
    path("breaches/", views.breaches, name="breaches"),
    path("registers/", register_views.registers, name="registers"),
    path("registers/<slug:name>/", register_views.register, name="register"),
    path("registers/<slug:name>/export/", export_views.ask, name="register-export"),
    path("thresholds/", threshold_views.thresholds, name="thresholds"),
    path("thresholds/<slug:measure>/", threshold_views.threshold, name="threshold"),
    path("erasures/", erasure_views.ErasuresPage.as_view(), name="erasures"),
    path("cases/<int:pk>/erase/", confirmed(erasure_views.ErasePage.as_view()), name="case-erase"),
    path(
        "cases/<int:pk>/members/<int:member>/data/",
        confirmed(own_data_views.OwnDataPage.as_view()),
        name="case-own-data",
    ),
    path("cases/<int:pk>/erasure/", erasure_views.ErasurePaper.as_view(), name="case-erasure"),
    path("exports/<int:pk>/", export_views.export, name="export"),
    path("exports/<int:pk>/file/", export_views.file, name="export-file"),
]
