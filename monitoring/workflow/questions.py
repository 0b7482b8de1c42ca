"""Questions from above about a figure, and the answers; both stay with the quarter (R7)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotAllowed, SomebodyWasFirst
from accounts.models import User
from agencies.models import Membership
from monitoring.figures.measures import MEASURES
from monitoring.models import FigureQuestion, Monitoring
from monitoring.permissions import can_ask, can_work_on
from monitoring.workflow.opening import tell, tell_heads
from monitoring.workflow.unnamed import check_unnamed


@transaction.atomic
def ask(
    monitoring: Monitoring,
    *,
    measure: str,
    key: str,
    text: str,
    by: User,
    now: datetime,
    token: UUID | None = None,
) -> FigureQuestion:
    """Ask a Centre about a figure; its heads are told. The same form sent twice asks once.

    Raises `NotAllowed`, or `Invalid` for: measure, text.
    """
    if not can_ask(by, monitoring):
        raise NotAllowed
    if measure not in MEASURES:
        raise Invalid(_("Choose the figure."), field="measure")
    if not text.strip():
        raise Invalid(_("Write the question."), field="text")
    check_unnamed(text=text)
    sent = FigureQuestion.objects.filter(token=token, asked_by=by).first() if token else None
    if sent:
        return sent
    row = FigureQuestion.objects.create(
        monitoring=monitoring,
        measure=measure,
        key=key,
        text=text.strip(),
        asked_by=by,
        asked_at=now,
        token=token,
    )
    tell_heads(monitoring, "figure_asked", now=now, key=f"-{row.pk}")
    return row


@transaction.atomic
def answer(question: FigureQuestion, *, text: str, by: User, now: datetime) -> None:
    """Answer a question once; whoever asked is told.

    Raises `NotAllowed`, `Invalid` for: answer, `SomebodyWasFirst` where it is answered.
    """
    if not can_work_on(by, question.monitoring):
        raise NotAllowed
    if not text.strip():
        raise Invalid(_("Write the answer."), field="answer")
    check_unnamed(answer=text)
    open_one = FigureQuestion.objects.filter(pk=question.pk, answer="")
    if not open_one.update(answer=text.strip(), answered_by=by, answered_at=now):
        raise SomebodyWasFirst
    asker: QuerySet[Membership, int] = Membership.objects.filter(
        user=question.asked_by_id
    ).values_list("user", flat=True)
    tell(asker, question.monitoring, "figure_answered", now=now, key=f"-{question.pk}")
