"""Behind a proxy the log knows who reads, and nobody can pass for somebody else."""

import os
import subprocess
import sys

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.middleware import ApiOverTlsMiddleware, ClientAddressMiddleware
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


@pytest.mark.parametrize(
    ("path", "secure", "status"),
    [("/api/v1/cases/", False, 403), ("/api/v1/cases/", True, 200), ("/inbox/", False, 200)],
)
def test_r12_a_key_that_comes_in_clear_is_refused(path: str, secure: bool, status: int) -> None:
    request = RequestFactory().get(path, secure=secure)
    answer = ApiOverTlsMiddleware(lambda _request: HttpResponse())(request)
    assert answer.status_code == status


def test_production_asks_for_them_first() -> None:
    keys = (
        *("SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "IIN_HASH_KEY", "FILE_KEYS"),
        *("ALLOWED_HOSTS", "SITE_URL"),
    )
    ask = "from config.settings import production; print(*production.MIDDLEWARE[:2])"
    printed = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=CHECKOUT,
        env={**os.environ, **dict.fromkeys(keys, "made-up")},
        check=True,
        capture_output=True,
        text=True,
    )
    first = ["accounts.middleware.ClientAddressMiddleware"]
    assert printed.stdout.split() == [*first, "accounts.middleware.ApiOverTlsMiddleware"]
