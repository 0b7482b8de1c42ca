from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    name = "agencies"
    verbose_name = _("Who takes part")

    def ready(self) -> None:
        from agencies.checks import roles_are_known, somebody_needs_it

        checks.register(roles_are_known, checks.Tags.security)
        checks.register(somebody_needs_it, checks.Tags.security, deploy=True)
