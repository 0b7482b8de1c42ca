"""What a browser sends that is no passkey is refused, and never a fault of ours."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_otp_webauthn.models import WebAuthnCredential

from accounts.models import User
from accounts.sign_ins import sign_ins_of
from tests.accounts.second_step import app_of, give_password

pytestmark = [
    pytest.mark.clause("7(3)"),
    pytest.mark.django_db,
    pytest.mark.usefixtures("reads_english"),
]
ANSWER = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}
PART = {"authenticatorData": "AAAA", "signature": "AAAA", "clientDataJSON": "AAAA"}
SPOILT: list[Any] = [
    b"",
    b"{",
    b"\xff\xfe",
    [],
    "text",
    {},
    {"id": 1},
    ANSWER,
    {**ANSWER, "rawId": "A"},
    {**ANSWER, "response": None},
    {**ANSWER, "response": PART},
    {**ANSWER, "response": {**PART, "clientDataJSON": "я"}},
    {**ANSWER, "response": {"attestationObject": "AAAA", "clientDataJSON": "e30"}},
    {**ANSWER, "response": {"attestationObject": "oA", "clientDataJSON": "bnVsbA"}},
]


def send(client: Client, name: str, body: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(reverse(name), raw, content_type="application/json")


@pytest.mark.parametrize("body", SPOILT, ids=str)
def test_a_stranger_without_a_passkey_is_refused(client: Client, body: Any) -> None:
    assert send(client, "passkey-answer", body).status_code == 400
    client.post(reverse("passkey-ask"))
    assert send(client, "passkey-answer", body).status_code in (400, 404, 422)
    assert client.get(reverse("profile")).status_code == 302


@pytest.mark.parametrize("body", SPOILT, ids=str)
def test_no_passkey_is_made_of_what_is_none(client: Client, caseworker: User, body: Any) -> None:
    give_password(client, caseworker)
    client.post(reverse("passkey-new"))
    assert send(client, "passkey-made", body).status_code in (400, 422)
    assert not WebAuthnCredential.objects.exists()


def test_r12_a_passkey_of_somebody_else_is_no_second_step(
    client: Client, caseworker: User, colleague: User
) -> None:
    app_of(caseworker)
    key = WebAuthnCredential(user=colleague, credential_id=b"\0\0\0", public_key=b"", aaguid="")
    key.save()
    give_password(client, caseworker)
    client.post(reverse("passkey-ask"))
    answer = send(client, "passkey-answer", {**ANSWER, "response": PART})
    assert answer.status_code == 403
    assert answer.json()["detail"] == "This passkey is somebody else’s. Show your own."
    assert client.get(reverse("my-day")).status_code == 302
    assert [row.came_in for row in sign_ins_of(caseworker)] == [False, True]


def test_r12_a_challenge_is_answered_once(client: Client) -> None:
    client.post(reverse("passkey-ask"))
    codes = [send(client, "passkey-answer", {}).status_code for _number in range(2)]
    assert codes == [422, 400]


def test_r12_before_the_second_step_no_passkey_is_added(client: Client, caseworker: User) -> None:
    app_of(caseworker)
    give_password(client, caseworker)
    answer = client.post(reverse("passkey-new"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("second-step"))
