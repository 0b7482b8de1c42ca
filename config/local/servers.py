"""PostgreSQL and broker of one environment: embedded, unless the environment names others."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

from config.local.broker import EmbeddedBroker
from config.local.postgres import EmbeddedPostgres
from config.local.provision import DatabaseUrls, provision

DATABASE = "qoldau"
ADMINISTRATIVE_DATABASES = {"", "postgres", "template1"}


class Servers:
    """Starts what is embedded, in `folder`; stops it in the opposite order.

    DATABASE_URL alone names an administrator (who may create roles and databases) of a server
    of one's own; together with OWNER_DATABASE_URL it names a database that is set up already.
    """

    def __init__(
        self,
        folder: Path,
        *,
        environ: Mapping[str, str] = os.environ,
        postgres_settings: dict[str, str] | None = None,
    ) -> None:
        self.environ = environ
        own_database, own_broker = "DATABASE_URL" in environ, "CELERY_BROKER_URL" in environ
        settings = postgres_settings
        self.postgres = None if own_database else EmbeddedPostgres(folder, settings=settings)
        self.broker = None if own_broker else EmbeddedBroker(folder)

    def __enter__(self) -> "Servers":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        try:
            for server in (self.postgres, self.broker):
                if server:
                    server.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        for server in (self.broker, self.postgres):
            if server:
                server.stop()

    @property
    def admin_url(self) -> str:
        """Who may create roles and databases."""
        return self.postgres.admin_url if self.postgres else self.environ["DATABASE_URL"]

    @property
    def broker_url(self) -> str:
        return self.broker.url if self.broker else self.environ["CELERY_BROKER_URL"]

    def environment(self) -> dict[str, str]:
        """The variables that the settings read, with roles and database made where they lack."""
        urls = self._database_urls()
        return {
            "DATABASE_URL": urls.app,
            "OWNER_DATABASE_URL": urls.owner,
            "CELERY_BROKER_URL": self.broker_url,
        }

    def _database_urls(self) -> DatabaseUrls:
        owner = self.environ.get("OWNER_DATABASE_URL")
        if owner and not self.postgres:
            return DatabaseUrls(app=self.environ["DATABASE_URL"], owner=owner)
        named = unquote(urlsplit(self.admin_url).path.lstrip("/"))
        database = DATABASE if named in ADMINISTRATIVE_DATABASES else named
        return provision(self.admin_url, database=database)
