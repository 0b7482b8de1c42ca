"""Every column that can hold words is encrypted, or stands here with the reason why not (R12)."""

import inspect
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, Final

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.encryption import EncryptedTextField
from cases.workflow.records import store_file
from config.local import CHECKOUT

CODE = "a code or a term of the program, a key, a digest: nobody's words"
REFERENCE = "reference data, the same for everybody"
OFFICE = "of an office or of its staff, not of a family"
IDS = "ids, dates and names of columns"
NAMED = "a name is searched, sorted and listed within the Centre (docs/security.md)"
QUARTER = (
    "of a Centre's quarter, read by whoever watches, where no family may be named; frozen when "
    "signed or said"
)
NOBODY = "names nobody (tests/accounts/test_discretion.py)"
LIBRARY = "of Django or a library; of staff at most"
CLEAR: Final = {
    "admin.*": LIBRARY + ": changes of reference data",
    "auth.*": LIBRARY,
    "axes.*": LIBRARY + ": signing in",
    "contenttypes.*": LIBRARY,
    "django_otp_webauthn.*": LIBRARY + ": passkeys",
    "sessions.*": LIBRARY + ": who is signed in",
    "accounts.User.*": OFFICE,
    "accounts.AccessRecord.*": IDS + "; the reason names a register or a kind of question",
    "accounts.AccessSeal.*": CODE,
    "accounts.AccessPruning.*": CODE + "; the source of a period",
    "accounts.OutboxMessage.*": NOBODY,
    "accounts.Notice.*": NOBODY,
    "accounts.SentMail.*": NOBODY,
    "accounts.ApiToken.*": OFFICE,
    "accounts.CodeApp.name": OFFICE,
    "accounts.RecoverySheet.*": OFFICE,
    "accounts.FactorRecord.*": OFFICE,
    "agencies.*": REFERENCE + ", " + OFFICE,
    "cases.Person.iin_hash": "the keyed hash by which an IIN is found",
    "cases.Person.*_name": NAMED,
    "cases.Person.patronymic": NAMED,
    "cases.Case.first_person_name": NAMED,
    "cases.Case.number": CODE,
    "cases.VisitParticipant.name": OFFICE + ": who came from which body",
    "cases.Ground.*": REFERENCE,
    "cases.Wellbeing*.*": REFERENCE,
    "cases.RiskIndicator.*": REFERENCE,
    "cases.ImportedCase.key": CODE + " of the list that was imported",
    "cases.Erasure.number": CODE,
    "cases.Erasure.source": "of a period of keeping",
    "cases.Erasure.counts": IDS,
    "cases.StoredFile.kind": CODE,
    "cases.StoredFile.sha256": CODE,
    "cases.StoredFile.content": "a random name; the file itself is encrypted",
    "plans.Plan.number": CODE,
    "plans.PlanItem.told_grounds": CODE + ", as they stand at the case",
    "*Transition.verb": CODE,
    "*Transition.*_state": CODE,
    "*Transition.clause": CODE,
    "*Transition.details": IDS,
    "*Deadline.term": CODE,
    "*Deadline.clause": CODE,
    "*Deadline.derivation": IDS,
    "*DeadlineMove.reason": "why the calendar was corrected",
    "monitoring.Conclusion.*": QUARTER,
    "monitoring.ConclusionFile.*": QUARTER + "; what is signed is also sent on paper",
    "monitoring.FigureCell.*": CODE,
    "monitoring.CellRecords.ids": IDS,
    "monitoring.FigureQuestion.*": QUARTER,
    "monitoring.Breach.*": CODE,
    "monitoring.Export.query": "choices and days of filters, never a name",
    "monitoring.Export.reach": IDS,
    "monitoring.Export.file": "a number; the file itself is encrypted",
    "monitoring.Export.register": CODE,
    "monitoring.Export.side": CODE,
    "monitoring.Export.sha256": CODE,
    "monitoring.Threshold.*": REFERENCE,
    "monitoring.Sentence.*": QUARTER,
    "monitoring.Shortcoming.*": QUARTER,
    "monitoring.Recommendation.*": QUARTER,
    "monitoring.FollowUp.why": QUARTER,
}
WORDY: Final = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    ArrayField,
)


def wordy() -> Iterator[tuple[str, "models.Field[Any, Any]"]]:
    """Every column that can hold words, by app, model and name; a choice holds none."""
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.local_concrete_fields:
            if isinstance(column, WORDY) and not column.choices:
                yield f"{model._meta.label}.{column.name}", column


@pytest.mark.clause("7(3)")
def test_r12_every_column_of_words_is_encrypted_or_named_with_a_reason() -> None:
    undecided = [
        name
        for name, column in wordy()
        if not isinstance(column, EncryptedTextField)
        and not any(fnmatchcase(name, pattern) for pattern in CLEAR)
    ]
    assert undecided == []


def test_no_reason_is_left_over() -> None:
    in_clear = [name for name, column in wordy() if not isinstance(column, EncryptedTextField)]
    unused = [
        pattern for pattern in CLEAR if not any(fnmatchcase(name, pattern) for name in in_clear)
    ]
    assert unused == []


@pytest.mark.clause("7(3)")
def test_r12_no_file_is_kept_but_through_the_look_at_its_content() -> None:
    """`store_file` alone makes the row of a file, and looks into it first."""
    making = re.compile(r"StoredFile(\.objects\.\w*create)?\(")
    found = [
        str(path.relative_to(CHECKOUT))
        for app in ("accounts", "agencies", "cases", "plans", "monitoring", "exchange", "config")
        for path in (CHECKOUT / app).rglob("*.py")
        if making.search(path.read_text().replace("class StoredFile(", ""))
    ]
    assert found == ["cases/workflow/records.py"]
    assert "kind = check_file(file)" in inspect.getsource(store_file)
