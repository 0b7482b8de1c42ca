"""The addresses of the product and its styleguide, which a product under test does not show."""

from django.urls import path

from accounts.styleguide import styleguide
from config.urls import urlpatterns as of_the_product

urlpatterns = [*of_the_product, path("styleguide/", styleguide, name="styleguide")]
