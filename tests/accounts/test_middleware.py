"""Behind a proxy the log knows who reads, and nobody can pass for somebody else."""

import os
import subprocess
import sys

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.middleware import ClientAddressMiddleware
from config.local import CHECKOUT


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize(
    ("forwarded", "address"),
    [("198.51.100.7", "198.51.100.7"), ("203.0.113.9, 198.51.100.7", "198.51.100.7")],
)
def test_r12_the_address_is_what_the_proxy_added(forwarded: str, address: str) -> None:
    assert seen({"HTTP_X_FORWARDED_FOR": forwarded}) == address


def test_without_a_proxy_the_address_stays() -> None:
    assert seen({}) == "192.0.2.1"


def seen(headers: dict[str, str]) -> str:
    def address(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    request = RequestFactory().get("/")
    request.META |= {"REMOTE_ADDR": "192.0.2.1", **headers}
    return ClientAddressMiddleware(address)(request).content.decode()


def test_production_asks_for_it_first() -> None:
    keys = (
        *("SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "IIN_HASH_KEY", "FILE_KEYS"),
        *("ALLOWED_HOSTS", "SITE_URL"),
    )
    ask = "from config.settings import production; print(production.MIDDLEWARE[0])"
    printed = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=CHECKOUT,
        env={**os.environ, **dict.fromkeys(keys, "made-up")},
        check=True,
        capture_output=True,
        text=True,
    )
    assert printed.stdout.strip() == "accounts.middleware.ClientAddressMiddleware"
