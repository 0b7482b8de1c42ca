"""Whatever is sent to an address, the answer is no fault of ours: junk in one field at a time."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import resolve
from rest_framework import serializers

from accounts.models import User
from agencies.models import Agency, Centre
from cases.models import Case
from plans.models import Plan
from plans.workflow import drafting
from tests.consistency.site import NOT_READ, Address, addresses, path_of
from tests.factories import CaseFactory
from tests.plans import stories

Records = dict[str, dict[str, Any]]
Sent = dict[str, Any]

#: Between them they may change whatever anybody may.
WRITERS = {
    "head": "centre",
    "other_head": "centre",
    "agency_worker": "agency",
    "administrator": "administration",
}
#: The addresses are dealt out to so many tests.
PARTS = 6
FAULT = 500
#: Nothing more is to be learnt of an address that answers so to the first question.
SETTLED = (401, 403, 404, 409)
#: Whoever gets nothing else was stopped at the door, or by a form.
STOPPED = (400, 401, 403, 404, 405)
HUGE = str(10**30)
DAYS = ("0001-01-01", "9999-12-31", "2041-01-01")
NUMBERS = ("abc", HUGE, "\0")
WORDS = ("a\0b", "я" * 20_001)
#: Half of a pair of UTF-16: JSON can say it, UTF-8 cannot.
HALF = "\ud83d"
QUERY = (
    *("after", "before", "cursor", "year", "show", "side", "whose", "q", "sector", "language"),
    *("case", "plan", "state", "wellbeing", "number", "centre", "agency", "service", "since"),
    *("until", "region", "closure", "danger", "with_children", "quarter", "scope", "key"),
)
ASKED = ("abc", "-1", HUGE, "²", "\0", "0001-01-01", "9999", "9999-12-31.1", f"2026-01-01.{HUGE}")
READS_QUERY = re.compile(
    "api-.*-list|.*-list|inbox|review-queue|catalogue|calendar|people|tokens|notices|breaches"
    "|my-day|plan-edit|plan-leaflet|sent-mail|registers|register"
    "|quarters|quarter-sums.*"
)
UNASKED = ("sign-out", "healthz", "readyz", "set_language", "api-schema")
FILES = (b"", b"MZ" + bytes(64), b"%PDF-1.7" + b"\0" * 64)


@pytest.fixture
def worlds(
    world: Records,
    centre: Centre,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    on: Callable[..., dt.datetime],
) -> list[Records]:
    """The story of the access table, and plans drafted, submitted, and reported on."""
    now = on("2026-03-03", "10:00")

    def case() -> Case:
        made: Case = CaseFactory.create(
            centre=centre, responsible=caseworker, recognised=True, with_child=True
        )
        return made

    def records(plan: Plan) -> Records:
        found: Records = {
            "case": {**world["case"], "pk": plan.case_id},
            "plan": {
                "pk": plan.pk,
                "item": plan.items.get().pk,
                "child": plan.case.family.memberships.get(relation="child").person_id,
            },
            "plan-item": {"pk": plan.items.get().pk},
        }
        found["case"]["member"] = plan.case.family.memberships.get(relation="child").pk
        activity = plan.activities.first()
        if activity:
            found["activity"] = {**world["activity"], "pk": activity.pk}
        return {**world, **found}

    first, second, third = case(), case(), case()
    draft = stories.drafted(
        first, stories.item(first, agency=agency, due="2026-03-20"), by=caseworker, now=now
    )
    submitted = stories.drafted(
        second, stories.item(second, agency=agency, due="2026-03-20"), by=caseworker, now=now
    )
    drafting.submit(submitted, by=caseworker, now=now)
    wanted = stories.item(third, agency=agency, due="2026-03-20")
    reported = stories.approved(third, wanted, by=caseworker, head=head, now=now)
    stories.report(reported.activities.get(), by=agency_worker, now=now)
    recognisable: Case = CaseFactory.create(centre=centre, responsible=caseworker)
    unrecognised = {**world, "case": {**world["case"], "pk": recognisable.pk}}
    return [world, records(draft), records(submitted), records(reported), unrecognised]


def asked(client: Client, method: str, path: str, sent: Any, **more: Any) -> Any:
    """What the address answers; what it did is undone."""
    with transaction.atomic():
        answer = getattr(client, method)(path, sent, **more)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def forms_of(answer: Any) -> Iterator[forms.BaseForm]:
    """Every form that a page was drawn with."""
    for layer in answer.context or ():
        for value in layer.flatten().values() if hasattr(layer, "flatten") else layer.values():
            if isinstance(value, forms.BaseForm):
                yield value
            elif isinstance(value, forms.BaseFormSet):
                yield value.management_form
                yield from value.forms


def of_form(form: forms.BaseForm) -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """For each field its name, something right, and junk."""
    for name, field in form.fields.items():
        yield form.add_prefix(name), right(field), junk(field)


def keys_of(rows: Any) -> list[Any]:
    return [row.pk for row in rows.order_by("pk")[:1]]


def first_of(choices: Any) -> str:
    return next((str(c[0]) for c in choices if c[0] and not isinstance(c[1], list)), "")


def right(field: Any) -> Any:
    if isinstance(field, forms.ModelChoiceField):
        keys = keys_of(field.queryset)
        several = isinstance(field, forms.ModelMultipleChoiceField)
        return keys if several else next(iter(keys), "")
    if isinstance(field, forms.ChoiceField):
        return first_of(field.choices)
    if isinstance(field, forms.DateField):
        return "2026-03-03"
    if isinstance(field, forms.TimeField):
        return "10:00"
    if isinstance(field, forms.UUIDField):
        return str(uuid4())
    if isinstance(field, forms.IntegerField):
        return "1"
    if isinstance(field, forms.BooleanField | forms.FileField):
        return ""
    return "person@example.kz" if isinstance(field, forms.EmailField) else "A few words"


def junk(field: Any) -> tuple[Any, ...]:
    if isinstance(field, forms.DateField):
        return DAYS
    if isinstance(field, forms.FileField):
        return tuple(SimpleUploadedFile("a.pdf", content) for content in FILES)
    if isinstance(field, forms.ModelChoiceField | forms.IntegerField | forms.UUIDField):
        return NUMBERS
    if isinstance(field, forms.ChoiceField | forms.BooleanField | forms.TimeField):
        return ("abc", "\0")
    return WORDS


def of_serializer(given: Any) -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    for name, field in given.fields.items():
        if not field.read_only:
            yield name, right_json(field), (*junk_json(field), None, {"a": "b"})


def right_json(field: Any) -> Any:
    if isinstance(field, serializers.ManyRelatedField):
        return keys_of(field.child_relation.get_queryset())
    if isinstance(field, serializers.ListSerializer):
        return [{name: good for name, good, _bad in of_serializer(field.child)}]
    if isinstance(field, serializers.RelatedField):
        return next(iter(keys_of(field.get_queryset())), 0)
    if isinstance(field, serializers.ChoiceField):
        return next(iter(field.choices))
    simple: dict[type, Any] = {
        serializers.DateField: "2026-03-03",
        serializers.TimeField: "10:00",
        serializers.UUIDField: str(uuid4()),
        serializers.IntegerField: 1,
        serializers.BooleanField: False,
        serializers.ListField: [],
        serializers.DictField: {},
    }
    found = [value for kind, value in simple.items() if isinstance(field, kind)]
    return found[0] if found else "A few words"


def junk_json(field: Any) -> tuple[Any, ...]:
    if isinstance(field, serializers.DateField):
        return DAYS
    if isinstance(field, serializers.ListField | serializers.ManyRelatedField):
        return ([HUGE], [10**30], ["abc"], [{}], [None], ["\0"], ["a" * 20_001])
    if isinstance(field, serializers.DictField):
        return ({"a": 10**30}, {"a": "\0"}, {"\0": 1}, {"a": "A"}, {"a": HALF})
    if isinstance(field, serializers.CharField):
        return (*WORDS, HALF)
    return (*NUMBERS, 10**30, "a" * 20_001, HALF)


def one_at_a_time(fields: Iterable[tuple[str, Any, tuple[Any, ...]]]) -> Iterator[Sent]:
    known = list(fields)
    whole = {name: good for name, good, _bad in known}
    yield whole
    for name, _good, bad in known:
        yield from ({**whole, name: value} for value in bad)


def to_page(client: Client, path: str) -> Iterator[tuple[Any, Any]]:
    """What is sent to a page, and the answer."""
    empty = asked(client, "post", path, {})
    yield {}, empty
    if empty.status_code in SETTLED:
        return
    shown = asked(client, "get", path, {})
    yield {}, shown
    if empty.status_code != NOT_READ:
        found = [row for page in (shown, empty) for form in forms_of(page) for row in of_form(form)]
        for sent in one_at_a_time({row[0]: row for row in found}.values()):
            yield sent, asked(client, "post", path, sent)


def to_api(client: Client, path: str, user: User) -> Iterator[tuple[Any, Any]]:
    """What is sent to a verb of the API, and the answer; of a list, its filters."""
    view: Any = resolve(path).func
    actions = getattr(view, "actions", {})
    name = actions.get("post")
    if name:
        request = type("Asked", (), {"user": user})()
        given = getattr(view.cls, name).kwargs["serializer_class"](context={"request": request})
        for number, sent in enumerate(one_at_a_time(of_serializer(given))):
            answer = asked(client, "post", path, sent, content_type="application/json")
            yield sent, answer
            if not number and answer.status_code in SETTLED:
                return


def asked_for(client: Client, path: str) -> Iterator[tuple[Any, Any]]:
    """What stands behind the question mark, and the answer."""
    plain = asked(client, "get", path, {})
    yield {}, plain
    if plain.status_code not in SETTLED:
        for value in ASKED:
            sent = dict.fromkeys(QUERY, value)
            yield sent, asked(client, "get", path, sent)


def reads_query(address: Address) -> bool:
    return bool(READS_QUERY.fullmatch(address.name))


def is_verb_of_api(address: Address) -> bool:
    return address.name.startswith("api-") and not reads_query(address)


def answers(client: Client, address: Address, path: str, user: User) -> Iterator[Any]:
    if reads_query(address):
        return asked_for(client, path)
    return to_api(client, path, user) if is_verb_of_api(address) else to_page(client, path)


def codes_at(
    client: Client, address: Address, worlds: list[Records], user: User, faults: list[str]
) -> set[int]:
    """What was answered, in the first of the stories in which the address takes anything."""
    codes: set[int] = set()
    for path in {path_of(address, records): None for records in worlds}:
        for sent, answer in answers(client, address, path, user):
            codes.add(answer.status_code)
            if answer.status_code >= FAULT:
                faults.append(f"{address.name}: {answer.exc_info[1]!r:.200} {str(sent)[:400]}")
        if codes - set(SETTLED):
            break
    return codes


def faults_at(
    clients: dict[str, tuple[Client, User]], address: Address, worlds: list[Records]
) -> list[str]:
    """What answered 500 to the first of each side who is let in; the others see the same form.

    A verb of the API takes the same from every side.
    """
    faults: list[str] = []
    let_in: set[str] = set()
    for writer, (client, user) in clients.items():
        side = "any" if is_verb_of_api(address) else WRITERS[writer]
        if side not in let_in and codes_at(client, address, worlds, user, faults) - set(STOPPED):
            let_in.add(side)
    return faults


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_junk_in_any_field_is_refused_and_never_a_fault(
    request: pytest.FixtureRequest, worlds: list[Records], part: int
) -> None:
    clients = {}
    for writer in WRITERS:
        client, user = Client(raise_request_exception=False), request.getfixturevalue(writer)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        clients[writer] = client, user
    asked_of = [address for address in addresses() if address.name not in UNASKED][part::PARTS]
    assert [faults_at(clients, address, worlds) for address in asked_of] == [[]] * len(asked_of)
