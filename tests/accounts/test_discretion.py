"""That the search of `tests.discretion` finds what it is for."""

import logging
from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMessage

from accounts.outbox import post
from tests.discretion import Listener, tells
from tests.factories import PersonFactory, made_up_iin

pytestmark = pytest.mark.clause("7(3)")


@pytest.mark.django_db
def test_r12_it_hears_a_name_and_a_number_wherever_they_are_told(listener: Listener) -> None:
    person = PersonFactory.create()
    logging.getLogger("cases").warning("no plan for %s", person.full_name)
    logging.getLogger("django.server").warning("GET /cases/?iin=%s", person.iin)
    try:
        raise ValueError(person.iin)
    except ValueError:
        logging.getLogger("plans").exception("a fault")
    post("email", key="k", payload={"to": person.full_name}, now=datetime.now(UTC))
    assert len(tells(listener.drain())) == 4


def test_it_leaves_other_numbers_and_names_alone() -> None:
    assert tells(["case 2026-990101", "Other Caseworker", "199010120000012"]) == []
    assert tells([made_up_iin(1), "Сынақова Әсел"]) == [made_up_iin(1), "Сынақова Әсел"]


def test_mail_is_searched_with_its_subject(mailoutbox: list[EmailMessage]) -> None:
    EmailMessage("Сынақова", "text", to=["a@qoldau.example"]).send()
    assert len(tells(f"{m.subject}" for m in mailoutbox)) == 1
    mailoutbox.clear()
