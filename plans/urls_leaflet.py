"""Papers that leave the Centre: the family's leaflet and the letter of a dispatch."""

from django.urls import URLPattern, URLResolver, path

from plans.views import leaflet, letter

urlpatterns: list[URLPattern | URLResolver] = [
    path("plans/<int:pk>/leaflet/", leaflet.leaflet, name="plan-leaflet"),
    path("dispatches/<int:pk>/letter/", letter.letter, name="dispatch-letter"),
]
