"""A story with a record for every address of the site."""

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.files.base import ContentFile
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts import tokens
from accounts.models import ApiToken, User
from agencies.models import Agency, Centre, Membership
from cases.models import Case, StoredFile, Transfer
from cases.workflow import looking
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
from tests.factories import CaseFactory
from tests.monitoring.quarters import sign
from tests.plans import stories

Clock = Callable[..., dt.datetime]


@pytest.fixture
def world(
    centre: Centre,
    other_centre: Centre,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    regional_manager: User,
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
    transfer = transfer_of(case, to=other_centre, by=caseworker, now=now)
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
        **of_membership(membership.pk),
        "token-end": {"pk": ApiToken.objects.get().pk},
        "setting": {"key": "reminder_lead"},
        "threshold": {"measure": "free_text"},
        **quarters_of(centre, head=head, now=now),
        "register": {"name": "cases"},
        "export": {"pk": taken_out(head, now=now)},
        "look": {"pk": looked_at(case, by=regional_manager, now=now)},
        "set-password": {
            "uidb64": urlsafe_base64_encode(force_bytes(caseworker.pk)),
            "token": default_token_generator.make_token(caseworker),
        },
    }


def of_membership(pk: int) -> dict[str, dict[str, Any]]:
    """What the people pages do with somebody's office; nobody has set up a second step."""
    return {
        "end-membership": {"pk": pk},
        "factor-reset": {"pk": pk},
        "sign-somebody-out": {"pk": pk},
        "factor-": {"kind": "app", "pk": 0},
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


def transfer_of(case: Case, *, to: Centre, by: User, now: dt.datetime) -> Transfer:
    return Transfer.objects.create(
        case=case,
        from_centre=case.centre,
        to_centre=to,
        state=Transfer.State.ASKED,
        reason="The family moves.",
        asked_by=by,
        asked_on=now.date(),
    )


def looked_at(case: Case, *, by: User, now: dt.datetime) -> int:
    return looking.look_beyond(case.number, by=by, now=now, reason="A complaint.").pk


def letter_in(case: Case, *, by: User, now: dt.datetime) -> StoredFile:
    file = StoredFile(case=case, name="letter.pdf", kind="application/pdf", size=4, by=by, at=now)
    file.sha256 = hashlib.sha256(b"%PDF").hexdigest()
    file.content.save("letter.pdf", ContentFile(b"%PDF"))
    return file


def taken_out(user: User, *, now: dt.datetime) -> int:
    """A file of the register of cases, ready for whoever asked for it."""
    asked = {"format": Export.Format.CSV, "language": "kk", "token": uuid4(), "query": {}}
    reader = readers(user)["centre"]
    export = exporting.ask(REGISTERS["cases"], reader=reader, now=now, **asked)  # type: ignore[arg-type]
    exporting.write(export.pk)
    return int(export.pk)
