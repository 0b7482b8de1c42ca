from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"

    def ready(self) -> None:
        from monitoring import filing  # noqa: F401  registers its outbox handler
        from monitoring.workflow import erasing  # noqa: F401  and this one
