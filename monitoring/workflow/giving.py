"""Giving a person what is kept of them: one ZIP of a paper and of machine-readable data."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import papers, scopes
from accounts.errors import Invalid, NotAllowed, Refused
from accounts.models import User
from cases.models import Case, Person
from cases.permissions import can_give_out
from cases.workflow.checks import lock_case, log_event, text_given
from cases.workflow.sealing import seal_of
from monitoring.documents.pdf import drawn
from monitoring.own_data.collecting import as_json, collect
from monitoring.own_data.veil import Veil

NAME: Final = "own-data"


class Checked(models.TextChoices):
    """How it was checked that the person is who they say, or may act for them."""

    DOCUMENT = "document", _("identity document shown")
    DIGITAL = "digital", _("digital document shown")
    PARENT = "parent", _("parent or guardian, with documents")
    POWER = "power", _("representative with a power of attorney")


@dataclass(frozen=True)
class Given:
    """The bytes of the ZIP, and the cases of which it tells."""

    content: bytes
    cases: list[int]


def cases_of(person: Person, *, by: User) -> Sequence[Case]:
    """The person's cases at the own Centre which whoever gives them out may give out."""
    rows = Case.objects.visible_to(by).kept().filter(family__memberships__person=person)
    related = rows.select_related("centre", "territory").distinct()
    return [case for case in related.order_by("pk") if can_give_out(by, case)]


def refuse_sealed(cases: Sequence[Case]) -> None:
    """Under a seal nothing is given out; raises `Refused`, which says what can be done."""
    if any(seal_of(row) for row in cases):
        raise Refused(
            _(
                "A case of this family is under seal: what is in it could tell where somebody is."
                " The head unseals it first, or thinks it over and gives the data outside the"
                " program."
            )
        )


@transaction.atomic
def give_out(
    case: Case, person: Person, *, by: User, now: datetime, reason: str, checked: str, language: str
) -> Given:
    """Give a person of a case what is kept of them (R12); it stands in the log of each case.

    Under a seal nothing is given out. Raises `NotAllowed`, `Refused`, `NoPango`, or `Invalid` for:
    reason, checked, language.
    """
    if not can_give_out(by, case) or not case.family.members.filter(pk=person.pk).exists():
        raise NotAllowed
    lock_case(case)
    reason = text_given(reason, field="reason")
    if checked not in Checked.values:
        raise Invalid(_("Choose one of the answers."), field="checked")
    if language not in papers.LANGUAGES:
        raise Invalid(_("Choose one of the answers."), field="language")
    cases = cases_of(person, by=by)
    refuse_sealed(cases)
    # A seal on a case of another member hides that member from `by`, and must not from the veil.
    unsealed = replace(scopes.current(), user=None)
    with translation.override(language), scopes.within(unsealed):
        veil = Veil(person, cases)
        data = collect(person, veil, now=now)
        content = _zipped(data, language=language)
    # The case in which it was asked knows of it, also where nothing of it may be told.
    told = {row.pk: row for row in (case, *veil.told)}
    for row in told.values():
        log_event(row, "give_out", by=by, now=now, reason=reason, person=person.pk, checked=checked)
    return Given(content, sorted(told))


def _zipped(data: dict[str, object], *, language: str) -> bytes:
    html = render_to_string("papers/own_data.html", {"data": data, "language": language})
    written = json.dumps(data, ensure_ascii=False, indent=2, default=as_json)
    into = BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as archive:
        archive.writestr(f"{NAME}.pdf", drawn(html, identifier=NAME))
        archive.writestr(f"{NAME}.json", written)
    return into.getvalue()
