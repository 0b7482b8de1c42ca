"""Activities over the API: what an agency's own system and the Centre do with them."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Nothing, PersonalViewSet, Reason
from plans.api import inputs, outputs
from plans.files import report_with_files
from plans.models import Activity, Extension, Report
from plans.workflow import dispatch, execution, review
from plans.workflow.execution import ReportInput


class ActivityViewSet(PersonalViewSet):
    """Activities of one's Centre, or those that were sent to one's agency."""

    record_serializer = serializer_class = outputs.ActivityOut
    subject = "activity"
    filterset_fields = ("state", "agency", "service")
    model = Activity

    def visible(self) -> QuerySet[Activity]:
        rows = Activity.objects.visible_to(self.user)
        rounds = Report.objects.visible_to(self.user).select_related("review")
        rounds = rounds.prefetch_related("methods")
        return rows.select_related(
            "item__service", "plan__case", "agency__sector"
        ).prefetch_related("item__persons", Prefetch("reports", rounds))

    def cases_of(self, ids: set[int]) -> Iterable[int]:
        return Activity.objects.filter(pk__in=ids).values_list("case_id", flat=True)

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def accept(self, request: Request, pk: str) -> Response:
        """Take into work."""
        return self.do(dispatch.accept)

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def take_over(self, request: Request, pk: str) -> Response:
        """Take over from a colleague."""
        return self.do(dispatch.take_over)

    @action(detail=True, methods=["post"], serializer_class=Reason)
    def decline(self, request: Request, pk: str) -> Response:
        """Decline as outside the agency's competence."""
        return self.do(dispatch.decline, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=Reason)
    def insist(self, request: Request, pk: str) -> Response:
        """The Centre sends a declined activity again, with an explanation."""
        return self.do(dispatch.insist, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=inputs.ReportIn)
    def report(self, request: Request, pk: str) -> Response:
        """Give information on the execution (clause 11 para 1); files come as multipart."""
        entered = self.entered()
        first = self.get_object()
        others = [
            get_object_or_404(self.get_queryset(), pk=pk, plan_id=first.plan_id)
            for pk in entered.pop("also_for", [])
        ]
        uploads = entered.pop("files", [])
        report_with_files(
            [first, *others],
            ReportInput(**entered),
            uploads=uploads,
            by=self.user,
            now=timezone.now(),
        )
        return Response(self.shown(first))

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def withdraw_report(self, request: Request, pk: str) -> Response:
        """Take back a report that was not reviewed yet."""
        return self.do(execution.withdraw_report)

    @action(detail=True, methods=["post"], serializer_class=inputs.LaterDate)
    def ask_later_date(self, request: Request, pk: str) -> Response:
        """Ask the Centre for a later date."""
        return self.do(execution.ask_later_date, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def mark_executed(self, request: Request, pk: str) -> Response:
        """Mark as executed (clause 11 para 2)."""
        return self.do(review.mark_executed)

    @action(detail=True, methods=["post"], serializer_class=Reason)
    def end_unfinished(self, request: Request, pk: str) -> Response:
        """End as partly done or impossible, as the report says."""
        return self.do(review.end_unfinished, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=inputs.Return)
    def return_for_rework(self, request: Request, pk: str) -> Response:
        """Return for rework with the requirement that was not met (clause 11 para 3)."""
        return self.do(review.return_for_rework, **self.entered())


class ExtensionViewSet(PersonalViewSet):
    """Requests for a later date."""

    subject = "extension"

    record_serializer = serializer_class = outputs.ExtensionOut
    filterset_fields = ("state", "activity")
    model = Extension

    def visible(self) -> QuerySet[Extension]:
        rows = Extension.objects.visible_to(self.user)
        return rows.select_related("activity__plan__case")

    def cases_of(self, ids: set[int]) -> Iterable[int]:
        return Extension.objects.filter(pk__in=ids).values_list("activity__case_id", flat=True)

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def grant(self, request: Request, pk: str) -> Response:
        """Grant the later date."""
        return self.do(execution.grant)

    @action(detail=True, methods=["post"], serializer_class=Reason)
    def refuse(self, request: Request, pk: str) -> Response:
        """Refuse the later date with a reason."""
        return self.do(execution.refuse_later_date, **self.entered())
