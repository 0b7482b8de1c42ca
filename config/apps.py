"""Makes the Celery app the current one in every Django process, so that tasks can be sent."""

from importlib import import_module

from django.apps import AppConfig


class WiringConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        import_module("config.celery")
