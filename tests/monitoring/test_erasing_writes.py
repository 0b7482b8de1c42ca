"""Nothing is written into an anonymised case, nor into one that is being anonymised (R12)."""

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts import scopes
from accounts.errors import Invalid
from accounts.models import User
from cases import workflow
from cases.erased import Anonymised
from cases.models import Case, CaseTransition, Note, Seal, StoredFile
from cases.workflow import VisitData
from cases.workflow.looking import look_beyond
from monitoring.workflow import erasing
from monitoring.workflow.erasing import erase
from tests.monitoring.erased_figures import ACT
from tests.plans.at_once import SECONDS, somebody_waits, wait_until

VISIT = VisitData(visited_on=dt.date(2026, 3, 2), arrival_missing="unknown", findings="At home.")
pytestmark = pytest.mark.clause("7(3)")


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("Letter.pdf", b"%PDF-1.7\nmade up")


def test_r12_who_read_the_case_before_it_was_anonymised_writes_nothing_into_it(
    closed: Case,
    head: User,
    caseworker: User,
    regional_manager: User,
    due: dt.datetime,
    files_root: Path,
) -> None:
    seen = Case.objects.get(pk=closed.pk)
    erase(closed, by=head, now=due, **ACT)
    log, stored = CaseTransition.objects.count(), sorted(files_root.rglob("*"))
    does: dict[str, Any] = {"by": caseworker, "now": due}
    sealed: Any = {"ground": "violence", "reason": "A threat.", "agencies_see": True}
    verbs: list[Callable[[], object]] = [
        lambda: workflow.add_note(seen, text="She called.", **does),
        lambda: workflow.add_file(seen, file=a_file(), **does),
        lambda: workflow.record_visit(seen, visit=VISIT, **does),
        lambda: workflow.seal(seen, by=head, now=due, readers=[caseworker], **sealed),
    ]
    for verb in verbs:
        with pytest.raises(Anonymised, match=seen.number):
            verb()
    with pytest.raises(Invalid, match="number"):
        look_beyond(seen.number, by=regional_manager, now=due, reason="A call.")
    assert not StoredFile.objects.exists()
    assert not Seal.objects.exists()
    assert set(Note.objects.values_list("text", flat=True)) <= {"—"}
    assert (CaseTransition.objects.count(), sorted(files_root.rglob("*"))) == (log, stored)


def test_r12_a_file_that_comes_while_the_case_is_anonymised_is_refused(
    committed_db: None,
    closed: Case,
    head: User,
    caseworker: User,
    due: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raised: list[Exception] = []
    act = erasing._act

    @scopes.within(scopes.MAINTENANCE)
    def give() -> None:
        try:
            seen = Case.objects.get(pk=closed.pk)
            workflow.add_file(seen, by=caseworker, now=due, file=a_file())
        except Exception as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)
        finally:
            connection.close()

    giving = threading.Thread(target=give)

    def meanwhile(*args: Any, **more: Any) -> Any:
        giving.start()
        wait_until(somebody_waits)
        return act(*args, **more)

    monkeypatch.setattr(erasing, "_act", meanwhile)
    erase(closed, by=head, now=due, **ACT)
    giving.join(SECONDS)
    assert [type(error) for error in raised] == [Anonymised]
    assert not StoredFile.objects.exists()
