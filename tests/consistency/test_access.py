"""Who gets what at every address (R12): outside one's scope 404, inside without the right 403."""

import copy
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts import tokens
from accounts.models import ApiToken, User
from agencies.models import Agency, Centre, Membership
from cases.models import Case, StoredFile, Transfer
from monitoring import exporting
from monitoring.models import (
    Conclusion,
    Export,
    FigureQuestion,
    Recommendation,
    Sentence,
    Shortcoming,
)
from monitoring.registers import REGISTERS, readers
from monitoring.workflow import opening, signing
from plans.models import Extension, Plan
from plans.workflow import execution
from regulations.quarters import Quarter
from tests.consistency.access_table import TABLE
from tests.factories import CaseFactory
from tests.monitoring.quarters import sign
from tests.plans import stories

NOT_READ = 405
Clock = Callable[..., dt.datetime]

#: Not signed in, then the cast.
READERS = (
    "nobody",
    "caseworker",
    "colleague",
    "head",
    "other_caseworker",
    "other_head",
    "agency_worker",
    "agency_supervisor",
    "other_agency_worker",
    "regional_manager",
    "authorised_body",
    "administrator",
    "stranger",
)


@dataclass(frozen=True)
class Address:
    """A named address of the site: how it is asked, and which arguments it takes."""

    name: str
    arguments: frozenset[str]

    @property
    def method(self) -> str:
        """A verb of the API is asked by POST; everything else is read."""
        reads = re.search(r"-(list|detail|root|schema|pages)$", self.name)
        return "get" if reads or not self.name.startswith("api-") else "post"


def addresses(
    resolver: URLResolver | None = None, before: frozenset[str] = frozenset()
) -> Iterator[Address]:
    """Every address but those of Django's administration, which asks for `is_staff` itself."""
    for entry in (resolver or get_resolver()).url_patterns:
        arguments = before | frozenset(entry.pattern.converters)
        arguments |= frozenset(entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            if entry.name and "format" not in arguments:
                yield Address(entry.name, arguments)
        elif entry.namespace != "admin":
            yield from addresses(entry, arguments)


@pytest.fixture
def world(
    centre: Centre,
    other_centre: Centre,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    working_days: None,
    on: Clock,
    settings: Any,
    tmp_path: Any,
) -> dict[str, dict[str, Any]]:
    """A plan sent to a school, which asks for a later date; the case asks to move on."""
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(tmp_path)
    now = on("2026-03-02", "10:00")
    case: Case = CaseFactory.create(
        centre=centre, responsible=caseworker, recognised=True, with_child=True
    )
    wanted = stories.item(case, agency=agency, due="2026-03-20")
    plan: Plan = stories.approved(case, wanted, by=caseworker, head=head, now=now)
    activity = plan.activities.get()
    later: Extension = execution.ask_later_date(
        activity, due_on=dt.date(2026, 3, 26), reason="Illness.", by=agency_worker, now=now
    )
    transfer = Transfer.objects.create(
        case=case,
        from_centre=centre,
        to_centre=other_centre,
        state=Transfer.State.ASKED,
        reason="The family moves.",
        asked_by=caseworker,
        asked_on=now.date(),
    )
    file = letter_in(case, by=caseworker, now=now)
    member = case.family.memberships.get(relation="child")
    item = plan.items.get()
    tokens.issue(agency_worker, name="School journal", by=agency_worker, now=now)
    membership = Membership.objects.get(user=caseworker)
    return {
        "case": {"pk": case.pk, "member": member.pk, "file": file.pk},
        "transfer": {"pk": transfer.pk},
        "plan": {"pk": plan.pk, "item": item.pk, "child": member.person_id},
        "plan-draft": {"pk": case.pk},
        "plan-item": {"pk": item.pk},
        "dispatch": {"pk": plan.dispatches.get().pk},
        "activity": {"pk": activity.pk, "file": file.pk},
        "extension": {"pk": later.pk},
        "acting-head": {"pk": centre.pk},
        "end-membership": {"pk": membership.pk},
        "token-end": {"pk": ApiToken.objects.get().pk},
        "setting": {"key": "reminder_lead"},
        "threshold": {"measure": "free_text"},
        **quarters_of(centre, head=head, now=now),
        "register": {"name": "cases"},
        "export": {"pk": taken_out(head, now=now)},
        "set-password": {
            "uidb64": urlsafe_base64_encode(force_bytes(caseworker.pk)),
            "token": default_token_generator.make_token(caseworker),
        },
    }


def quarters_of(centre: Centre, *, head: User, now: dt.datetime) -> dict[str, dict[str, Any]]:
    """A quarter that is signed, the next one drafted, and a question about it."""
    before = opening.open_quarter(centre, Quarter(2025, 4), now=now)
    signed = sign(Conclusion.objects.get(monitoring=before), by=head, now=now)
    monitoring = opening.open_quarter(centre, Quarter(2026, 1), now=now)
    draft = Conclusion.objects.get(monitoring=monitoring)
    question = FigureQuestion.objects.create(
        monitoring=monitoring, measure="cases", text="Why?", asked_by=head, asked_at=now
    )
    advised = {row: Recommendation.objects.filter(conclusion=row) for row in (signed, draft)}
    signing.correct(signed, reason="A slip.", by=head, now=now)
    whole = {"pk": before.pk, "number": 1, "language": "kk", "kind": "docx"}
    return {
        "quarter": {
            "pk": monitoring.pk,
            "name": "cases",
            "sentence_pk": Sentence.objects.get(conclusion=draft, code="cases").pk,
            "shortcoming_pk": Shortcoming.objects.filter(conclusion=draft)[0].pk,
            "advice_pk": advised[draft][0].pk,
            "question_pk": question.pk,
        },
        "quarter-sums-figure": {"name": "cases"},
        "quarter-agency-records": {
            "agency_pk": Agency.objects.order_by("pk")[0].pk,
            "quarter": "2025-Q4",
            "name": "agency_late",
        },
        "quarter-follow-up": {"pk": monitoring.pk, "advice_pk": advised[signed][0].pk},
        **dict.fromkeys(("quarter-version", "quarter-file"), whole),
        **dict.fromkeys(("quarter-send", "quarter-receive", "quarter-correct"), whole),
        **dict.fromkeys(("quarter-drop", "quarter-since"), whole),
    }


def letter_in(case: Case, *, by: User, now: dt.datetime) -> StoredFile:
    file = StoredFile(case=case, name="letter.pdf", kind="application/pdf", size=4, by=by, at=now)
    file.sha256 = "0" * 64
    file.content.save("letter.pdf", ContentFile(b"%PDF"))
    return file


def taken_out(user: User, *, now: dt.datetime) -> int:
    """A file of the register of cases, ready for whoever asked for it."""
    asked = {"format": Export.Format.CSV, "language": "kk", "token": uuid4(), "query": {}}
    reader = readers(user)["centre"]
    export = exporting.ask(REGISTERS["cases"], reader=reader, now=now, **asked)  # type: ignore[arg-type]
    exporting.write(export.pk)
    return int(export.pk)


def path_of(address: Address, world: dict[str, dict[str, Any]]) -> str:
    """The address of the record of the story that its name speaks of."""
    if not address.arguments:
        return reverse(address.name)
    name = address.name.removeprefix("api-")
    kind = max((kind for kind in world if name.startswith(kind)), key=len)
    return reverse(address.name, kwargs={key: world[kind][key] for key in address.arguments})


def code_of(client: Client, address: Address, path: str) -> int:
    """What the address answers; what is only posted to is posted to. What it did is undone."""
    code = answer(client, address.method, path)
    return answer(client, "post", path) if code == NOT_READ else code


def answer(client: Client, method: str, path: str) -> int:
    client.raise_request_exception = False
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(path)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return int(response.status_code)


def expected(name: str, reader: str) -> int:
    row = TABLE[name]
    named = [code for code, readers in row.items() if reader in readers.split()]
    [code] = named or [code for code, readers in row.items() if readers == "*"]
    return code


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("reader", READERS)
def test_r12_every_address_answers_each_reader_as_the_table_says(
    request: pytest.FixtureRequest, client: Client, world: dict[str, dict[str, Any]], reader: str
) -> None:
    if reader != "nobody":
        user = request.getfixturevalue(reader)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    found = {a.name: code_of(client, a, path_of(a, world)) for a in addresses()}
    assert found == {a.name: expected(a.name, reader) for a in addresses()}


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert set(TABLE) == {address.name for address in addresses()}
