"""Calls that the API's own schema gives rise to, and what is looked at in each answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import requests
import schemathesis
from django.apps import apps
from django.db import connection, models
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode, Response
from schemathesis.core.result import Ok

from tests.fuzzing.samples import SAMPLES, Of, Sample

SERVER: Final = "http://testserver"
#: An id that no record has.
UNKNOWN: Final = 2**40
#: Where what was refused, or is only read, may leave a trace: who asked for what, and when.
TRACES: Final = ("accounts_", "axes_", "django_", "auth_")
Place = tuple[str, int]


@dataclass
class Sets:
    """The story's own records, and those that nobody of the cast may see."""

    own: dict[str, Any]
    foreign: dict[str, int]
    sealed: dict[str, int]
    #: The rows of foreign and sealed records, by table.
    hidden: set[Place] = field(default_factory=set)

    def ids(self, kind: str) -> list[int]:
        return sorted({
            pk
            for found in (self.own, self.foreign, self.sealed)
            for name, pk in found.items()
            if name.split()[0] == kind
        })  # fmt: skip


def operations(schema: dict[str, Any]) -> dict[str, APIOperation]:
    """Every operation of the schema but that which shows the schema itself, by its name."""
    loaded: BaseSchema = schemathesis.openapi.from_dict(schema)
    found = [one.ok() for one in loaded.get_all_operations() if isinstance(one, Ok)]
    every = {name_of(operation): operation for operation in found}
    del every["schema_retrieve"]
    return every


def name_of(operation: APIOperation) -> str:
    return str(operation.definition.raw["operationId"]).removesuffix("_create")


def sample_of(operation: APIOperation) -> Sample:
    return SAMPLES.get(name_of(operation), Sample("", frozenset()))


def filled(value: Any, found: dict[str, Any]) -> Any:
    """Inputs in which names stand for the ids of one set."""
    if isinstance(value, Of):
        return [found[value.name]] if value.many else found[value.name]
    if isinstance(value, dict):
        return {key: filled(inner, found) for key, inner in value.items()}
    return [filled(inner, found) for inner in value] if isinstance(value, list) else value


def as_it_should_be(operation: APIOperation, found: dict[str, Any]) -> Case:
    """The call of the sample, on a record and with inputs of one set."""
    sample = sample_of(operation)
    more: dict[str, Any] = {}
    if sample.record:
        more["path_parameters"] = {"id": found[sample.record]}
    if operation.body:
        binary = any(isinstance(value, bytes) for value in sample.body.values())
        more["media_type"] = "multipart/form-data" if binary else "application/json"
        more["body"] = filled(sample.body, found)
    return operation.Case(**more)


def generated(operation: APIOperation, sets: Sets, *, examples: int, start: int) -> list[Case]:
    """Calls made up from the schema; most are on real records, with inputs that are half right.

    The first of them has the simplest inputs there are, whatever the seed; `examples` follow.
    """
    made: list[Case] = []

    @seed(start)
    @settings(
        max_examples=examples + 1,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=calls_of(operation), data=st.data())
    def collect(case: Case, data: st.DataObject) -> None:
        made.append(grounded(case, sample_of(operation), sets, data))

    collect()
    return made


def calls_of(operation: APIOperation) -> st.SearchStrategy[Case]:
    """Calls that keep to the schema; where it takes inputs, as many that do not."""
    right = operation.as_strategy()
    if not operation.body and not operation.query:
        return right
    return right | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)


def grounded(case: Case, sample: Sample, sets: Sets, data: st.DataObject) -> Case:
    """A made-up call on a record that is there, half of whose inputs are those of the sample."""
    case.headers.clear()
    case.cookies.clear()
    if case.path_parameters and sample.record:
        known = sets.ids(sample.record.split()[0])
        pk: int = data.draw(st.sampled_from([*known, UNKNOWN]))
        case.path_parameters = {"id": pk}
    half_right = data.draw(st.integers(0, 3)) > 0
    if isinstance(case.body, dict) and sample.body and half_right:
        found: dict[str, Any] = sets.foreign if data.draw(st.booleans()) else sets.own
        right = filled(sample.body, found if all_in(sample.body, found) else sets.own)
        kept = [name for name in right if data.draw(st.booleans()) and fits(right[name], case)]
        case.body = {**case.body, **{name: right[name] for name in kept}}
    return case


def fits(value: Any, case: Case) -> bool:
    """A file comes in a form of several parts alone."""
    return not isinstance(value, bytes) or case.media_type == "multipart/form-data"


def all_in(value: Any, found: dict[str, Any]) -> bool:
    if isinstance(value, Of):
        return value.name in found
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(all_in(one, found) for one in inner)


def sent(client: Client, case: Case) -> Response:
    """What the API answers, as the library looks at it; Django's test client sends it."""
    kwargs = case.as_transport_kwargs(base_url=SERVER)
    request = requests.Request(**kwargs).prepare()
    assert request.url
    body = request.body or b""
    answer = client.generic(
        case.method,
        request.url.removeprefix(SERVER),
        body.encode() if isinstance(body, str) else body,
        content_type=str(request.headers.get("Content-Type", "application/octet-stream")),
    )
    return Response(
        status_code=answer.status_code,
        headers={name.lower(): [value] for name, value in answer.items()},
        content=answer.content,
        request=request,
        elapsed=0,
        verify=False,
    )


def rows() -> set[tuple[str, int, str]]:
    """Every row of the tables of families, plans and quarters, with what it says."""
    parts = [f"SELECT '{table}' AS place, id, md5(t::text) FROM {table} t" for table in tables()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return set(cursor.fetchall())


def writes() -> int:
    """How often this transaction has tried to write such a row; quicker than to look at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables "
            "WHERE relname = ANY (%s)",
            [list(tables())],
        )
        return int(cursor.fetchone()[0] or 0)


@cache
def tables() -> dict[str, type[models.Model]]:
    every = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    return {
        table: model
        for table, model in every.items()
        if not table.startswith((*TRACES, "agencies_")) and model._meta.pk.column == "id"
    }


def points_at(table: str, pk: int) -> Iterator[Place]:
    """What a row points at."""
    model = tables()[table]
    row = model._default_manager.get(pk=pk)
    for column in model._meta.concrete_fields:
        if isinstance(column, models.ForeignKey) and getattr(row, column.attname):
            yield column.related_model._meta.db_table, getattr(row, column.attname)


def ids_in(answer: Any, kind: str) -> Iterator[Place]:
    """The tables and ids of the records that an answer names."""
    if isinstance(answer, list):
        for one in answer:
            yield from ids_in(one, kind)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            place = kind if name == "id" else NAMED.get(name, "")
            many = value if isinstance(value, list) else [value]
            yield from ((place, one) for one in many if place and isinstance(one, int))
            yield from ids_in(value, NAMED.get(name, kind))


#: The fields of answers that hold ids of what may not be seen.
NAMED: Final = {
    "case": "cases_case",
    "previous": "cases_case",
    "plan": "plans_plan",
    "activity": "plans_activity",
    "items": "plans_planitem",
    "depends_on": "plans_planitem",
    "dispatches": "plans_dispatch",
    "person": "cases_person",
    "persons": "cases_person",
}
#: What the ids of each part of the API are ids of.
PLACES: Final = {
    "activities": "plans_activity",
    "cases": "cases_case",
    "dispatches": "plans_dispatch",
    "extensions": "plans_extension",
    "plan-items": "plans_planitem",
    "plans": "plans_plan",
    "transfers": "cases_transfer",
}


def expected(every: Iterable[str], reader: str) -> set[str]:
    """The operations that work for a reader, called as they should be."""
    lists = {name for name in every if name.endswith("_list") and reader != "nobody"}
    verbs = {name for name in every if name in SAMPLES and reader in SAMPLES[name].readers}
    return lists | verbs
