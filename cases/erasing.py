"""What is emptied of a case when it is anonymised (R12): every text, of every table, but codes.

The tables are found by walking the models, of the apps above too: whatever points at a case, at
however many steps. A new column of text is emptied unless it is named here as one that stays.
What was filled becomes a dash and what was empty stays empty, so that what was left out of records
is counted as before, and every check of the database holds.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.encryption import EMPTIED
from cases.models import Case, Person, StoredFile

DASH: Final = EMPTIED
#: Text that names nobody: numbers, codes, and how a date was counted from the calendar.
STAYS: Final = frozenset(
    {
        *("Case.number", "Plan.number", "Erasure.number", "Erasure.reason", "Erasure.source"),
        *("Erasure.counts", "StoredFile.kind", "StoredFile.sha256"),
    }
)
#: The same in every table of a log or of terms, which are of one make.
STAYS_EVERYWHERE: Final = frozenset(
    {"verb", "from_state", "to_state", "clause", "term", "derivation"}
)
#: Columns of a person that are not text.
OF_A_PERSON: Final[dict[str, Any]] = {
    "iin_hash": None,
    "birth_date": None,
    "sex": "",
    "died_on": None,
    "last_name": DASH,
    "first_name": DASH,
}
Model = type[models.Model]


@cache
def tables() -> dict[Model, str]:
    """Every table whose rows belong to a case, with the path from it to the case."""
    found: dict[Model, str] = {Case: ""}
    left = [m for m in apps.get_models(include_auto_created=True) if m is not Case]
    while True:
        reached = {model: path for model in left if (path := _path(model, found)) is not None}
        if not reached:
            return found
        found |= reached
        left = [model for model in left if model not in reached]


def _path(model: Model, found: dict[Model, str]) -> str | None:
    """By the first column that must be filled and points at a table of a case."""
    for field in model._meta.concrete_fields:
        target = field.related_model
        if field.is_relation and not field.null and target in found:
            further = found[target]
            return f"{field.name}__{further}" if further else field.name
    return None


def rows_of(case: Case) -> Iterator[tuple[Model, QuerySet[Any]]]:
    """The rows of a case, table by table."""
    for model, path in tables().items():
        yield model, model._base_manager.filter(**{path or "pk": case.pk})


@cache
def texts(model: Model) -> tuple[Any, ...]:
    """The columns of a table in which somebody may have written something."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
    return tuple(
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices and not _stays(model, field)
    )


def _stays(model: Model, field: "models.Field[Any, Any]") -> bool:
    return field.name in STAYS_EVERYWHERE or f"{model.__name__}.{field.name}" in STAYS


def empty(case: Case) -> int:
    """Empty every text of a case; returns how many rows had one."""
    count = 0
    for model, rows in rows_of(case):
        touched: set[Any] = set()
        for field in texts(model):
            filled = rows.exclude(_nothing_in(field))
            ids = list(filled.values_list("pk", flat=True))
            if ids:
                emptied_to = {field.name: _emptied(model, field)}
                model._base_manager.filter(pk__in=ids).update(**emptied_to)
                touched.update(ids)
        count += len(touched)
    return count


def _nothing_in(field: "models.Field[Any, Any]") -> Q:
    nothing = Q(**{f"{field.name}__isnull": True}) if field.null else Q(pk__in=[])
    if isinstance(field, models.JSONField):
        return nothing | Q(**{field.name: {}})
    return nothing if isinstance(field, models.BinaryField) else nothing | Q(**{field.name: ""})


def _emptied(model: Model, field: "models.Field[Any, Any]") -> Any:
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BinaryField):
        return None
    keys = [k.fields for k in model._meta.constraints if isinstance(k, models.UniqueConstraint)]
    if any(field.name in key for key in keys):
        return Concat(Value(DASH), Cast("pk", models.CharField()))
    return Value(DASH, models.TextField())  # in clear where the column is encrypted, too


def remove_files(case: Case) -> list[str]:
    """Remove the rows of a case's files and whatever names them; returns where they are stored."""
    files = StoredFile.objects.filter(case=case)
    names = list(files.values_list("content", flat=True))
    for relation in StoredFile._meta.related_objects:
        pointing = {f"{relation.field.name}__case": case}
        relation.related_model._base_manager.filter(**pointing).delete()
    files.delete()
    return names


def anonymise(persons: QuerySet[Person], *, today: Any) -> int:
    """Leave nothing of these persons but what figures count: whether there was an IIN."""
    values = {field.name: None if field.null else "" for field in texts(Person)}
    return persons.update(**values | OF_A_PERSON | {"erased_on": today})
