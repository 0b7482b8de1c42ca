from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("accounts")

    def ready(self) -> None:
        from accounts import (
            factors,
            freshness,
            mail,  # noqa: F401  its handler
            middleware,
            scopes,
        )

        connection_created.connect(scopes.listen, dispatch_uid="scopes")
        user_logged_in.connect(freshness.confirm, dispatch_uid="freshness")
        user_logged_in.connect(middleware.begin_session, dispatch_uid="session limits")
        user_logged_in.connect(factors.ask, dispatch_uid="second step")
