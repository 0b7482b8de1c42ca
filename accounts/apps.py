from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        from accounts import mail, scopes  # noqa: F401  mail registers its outbox handler

        connection_created.connect(scopes.listen, dispatch_uid="scopes")
