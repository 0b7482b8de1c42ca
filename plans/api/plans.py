"""Plans over the API: drafting, approval, dispatch, completion. For staff of the Centre."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import log_reading
from accounts.api import UNREAD, Nothing, PersonalViewSet, Reason, RecordViewSet, Refusal
from accounts.freshness import require_fresh
from plans import slices
from plans.api import inputs, outputs
from plans.models import Dispatch, Plan, PlanItem
from plans.workflow import approval, completion, dispatch, drafting
from plans.workflow.drafting import ItemInput


class PlanViewSet(PersonalViewSet):
    """Plan versions of one's Centre."""

    subject = "plan"

    record_serializer = serializer_class = outputs.PlanOut
    filterset_fields = ("state", "case", "series")
    model = Plan
    creating = frozenset({"draft", "new_version"})

    def visible(self) -> QuerySet[Plan]:
        rows = Plan.objects.visible_to(self.user).select_related("case")
        return rows.prefetch_related("items__persons", "items__service", "dispatches__mail")

    def cases_of(self, ids: set[int]) -> Iterable[int]:
        return Plan.objects.filter(pk__in=ids).values_list("case_id", flat=True)

    @action(detail=False, methods=["post"], serializer_class=inputs.DraftIn)
    def draft(self, request: Request) -> Response:
        """Begin the first version of a plan for a recognised case."""
        plan = drafting.draft(by=self.user, now=timezone.now(), **self.entered())
        return Response(self.shown(plan), status=201)

    @action(detail=True, methods=["post"], serializer_class=Reason)
    def new_version(self, request: Request, pk: str) -> Response:
        """Begin the next version of a plan in force."""
        plan = self.get_object()
        made = drafting.new_version(plan, by=self.user, now=timezone.now(), **self.entered())
        return Response(self.shown(made), status=201)

    @action(detail=True, methods=["post"], serializer_class=inputs.Aim)
    def set_aim(self, request: Request, pk: str) -> Response:
        """Say what a draft is to reach."""
        plan = self.get_object()
        drafting.set_aim(plan, by=self.user, **self.entered())
        return Response(self.shown(plan))

    @action(detail=True, methods=["post"], serializer_class=inputs.ItemIn)
    def add_item(self, request: Request, pk: str) -> Response:
        """Add an activity to a draft."""
        return self.do(drafting.add_item, ItemInput(**self.entered()))

    @action(detail=True, methods=["post"], serializer_class=inputs.AgreementIn)
    def record_agreement(self, request: Request, pk: str) -> Response:
        """Record what the family says to this version."""
        return self.do(drafting.record_agreement, **{"note": "", **self.entered()})

    @action(detail=True, methods=["post"], serializer_class=inputs.LeftOut)
    def leave_child_out(self, request: Request, pk: str) -> Response:
        """Say why a child has no activity of their own."""
        plan = self.get_object()
        drafting.leave_child_out(plan, by=self.user, now=timezone.now(), **self.entered())
        return Response(self.shown(plan))

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def submit(self, request: Request, pk: str) -> Response:
        """Submit for approval."""
        return self.do(drafting.submit)

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def take_back(self, request: Request, pk: str) -> Response:
        """Take a submitted version back to edit it."""
        return self.do(drafting.take_back)

    @action(detail=True, methods=["post"], serializer_class=Reason)
    def return_plan(self, request: Request, pk: str) -> Response:
        """The head returns a submitted version with a reason."""
        return self.do(drafting.return_plan, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=inputs.ApproveIn)
    def approve(self, request: Request, pk: str) -> Response:
        """Approve (clause 8) and send each agency its part (clause 9)."""
        if request.auth is None:  # a session; nobody of a Centre has a key
            require_fresh(request._request)
        entered = self.entered()
        blocked = {part["agency"]: part["reason"] for part in entered.get("block", [])}
        return self.do(approval.approve, hold=entered["hold"], block=blocked)

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def complete(self, request: Request, pk: str) -> Response:
        """Mark completion with the completion date (clause 12)."""
        return self.do(completion.complete)

    @action(detail=True, methods=["post"], serializer_class=Reason)
    def terminate(self, request: Request, pk: str) -> Response:
        """End the plan for another reason than completion."""
        return self.do(completion.terminate, **self.entered())


class PlanItemViewSet(PersonalViewSet):
    """Activities as plan versions state them."""

    subject = "plan_item"

    record_serializer = serializer_class = outputs.ItemOut
    filterset_fields = ("plan", "kind", "executor")
    model = PlanItem
    removing = frozenset({"remove"})

    def visible(self) -> QuerySet[PlanItem]:
        visible = Plan.objects.visible_to(self.user)
        rows = PlanItem.objects.filter(plan__in=visible).select_related("plan__case", "service")
        return rows.prefetch_related("persons")

    def cases_of(self, ids: set[int]) -> Iterable[int]:
        return PlanItem.objects.filter(pk__in=ids).values_list("plan__case_id", flat=True)

    @action(detail=True, methods=["post"], serializer_class=inputs.ItemIn)
    def change(self, request: Request, pk: str) -> Response:
        """Change an activity of a draft."""
        return self.do(drafting.change_item, ItemInput(**self.entered()))

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def remove(self, request: Request, pk: str) -> Response:
        """Take an activity out of a draft."""
        drafting.remove_item(self.get_object(), by=self.user)
        return Response(status=204)


class DispatchViewSet(RecordViewSet):
    """What was sent to whom, with the proof."""

    record_serializer = serializer_class = outputs.DispatchOut
    filterset_fields = ("plan", "agency", "state")
    model = Dispatch

    def visible(self) -> QuerySet[Dispatch]:
        rows = Dispatch.objects.visible_to(self.user)
        return rows.select_related("plan__case", "agency", "mail")

    @extend_schema(
        operation_id="dispatches_whole_plan",
        responses={200: outputs.PlanLineOut(many=True), **dict.fromkeys(UNREAD, Refusal)},
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def whole_plan(self, request: Request, pk: str) -> Response:
        """What others do in the plan, where that is sent along; else nothing (clause 9)."""
        part = self.get_object()
        lines = slices.whole_plan(part)
        if lines:
            log_reading(request, "dispatch", records=[part.pk], cases=[part.plan.case_id])
        return Response(outputs.PlanLineOut(lines, many=True).data)

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def send(self, request: Request, pk: str) -> Response:
        """Send now (clause 9)."""
        return self.do(dispatch.send_and_note)

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def hold(self, request: Request, pk: str) -> Response:
        """Send later within the term."""
        return self.do(dispatch.hold)

    @action(detail=True, methods=["post"], serializer_class=Reason)
    def block(self, request: Request, pk: str) -> Response:
        """Do not send, with a reason."""
        return self.do(dispatch.block, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=inputs.PaperReceived)
    def note_paper_received(self, request: Request, pk: str) -> Response:
        """An agency without accounts has its part on paper since a day."""
        return self.do(dispatch.note_paper_received, **self.entered())
