"""How plans and activities are shown over the API. An agency gets its own slice (R12)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans import slices
from plans.models import Activity, Dispatch, Extension, Plan, PlanItem, Report, Review


class PersonOut(serializers.Serializer[Any]):
    """For whom an activity is. An agency is told the fields that its sector needs, others empty."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    born = serializers.IntegerField(source="birth_year", allow_null=True)
    birth_date = serializers.DateField(allow_null=True)
    sex = serializers.CharField()
    iin = serializers.CharField()
    phone = serializers.CharField()
    address = serializers.CharField()


class ReviewOut(serializers.ModelSerializer[Review]):
    class Meta:
        model = Review
        fields = ("verdict", "ground", "note", "new_due_on", "marked_on")


class ReportOut(serializers.ModelSerializer[Report]):
    review = ReviewOut(read_only=True, allow_null=True)

    class Meta:
        model = Report
        fields = (
            "round", "result", "done_on", "text", "outcome", "outcome_note", "methods",
            "received_on", "on_paper", "withdrawn_at", "review",
        )  # fmt: skip


class ActivityOut(serializers.ModelSerializer[Activity]):
    """What is asked of whom, for whom and by when, with every round of reports."""

    name = serializers.CharField(source="item.name", read_only=True)
    kind = serializers.CharField(source="item.kind", read_only=True)
    description = serializers.CharField(source="item.description", read_only=True)
    expected_result = serializers.CharField(source="item.expected_result", read_only=True)
    told_grounds = serializers.ListField(
        child=serializers.CharField(), source="item.told_grounds", read_only=True
    )
    persons = serializers.SerializerMethodField()
    reports = ReportOut(many=True, read_only=True)
    rounds = serializers.SerializerMethodField()

    def get_rounds(self, activity: Activity) -> int:
        """Those that the caller may see: not of a body that was asked before."""
        return len(activity.reports.all())

    @extend_schema_field(PersonOut(many=True))
    def get_persons(self, activity: Activity) -> Any:
        told = slices.told(activity, to=self.context["request"].user)
        return PersonOut(told, many=True).data

    class Meta:
        model = Activity
        fields = (
            "id", "state", "name", "kind", "description", "expected_result", "told_grounds",
            "executor", "agency", "service", "persons", "due_on", "started_on",
            "accepted_at", "rounds", "reports",
        )  # fmt: skip


class ItemOut(serializers.ModelSerializer[PlanItem]):
    name = serializers.CharField(read_only=True)

    class Meta:
        model = PlanItem
        fields = (
            "id", "activity", "name", "kind", "executor", "agency", "service", "title",
            "description", "expected_result", "told_grounds", "stage", "depends_on",
            "persons", "due_on", "late_reason",
        )  # fmt: skip


class DispatchOut(serializers.ModelSerializer[Dispatch]):
    delivered_at = serializers.DateTimeField(
        source="mail.delivered_at", default=None, allow_null=True
    )

    class Meta:
        model = Dispatch
        fields = (
            "id", "agency", "state", "send_on", "sent_at", "delivered_at", "opened_at", "on_paper",
            "received_on", "with_whole_plan",
        )  # fmt: skip


class PlanLineOut(serializers.ModelSerializer[PlanItem]):
    """One activity of the plan: not for whom, nor by whom where that could tell too much."""

    name = serializers.CharField()

    class Meta:
        model = PlanItem
        fields = ("stage", "name", "executor", "agency", "due_on")


class PlanOut(serializers.ModelSerializer[Plan]):
    items = ItemOut(many=True, read_only=True)
    dispatches = DispatchOut(many=True, read_only=True)

    class Meta:
        model = Plan
        fields = (
            "id", "case", "number", "version", "state", "aim", "change_reason", "approved_on",
            "executed_on", "completed_on", "items", "dispatches",
        )  # fmt: skip


class ExtensionOut(serializers.ModelSerializer[Extension]):
    class Meta:
        model = Extension
        fields = ("id", "activity", "state", "asked_due_on", "reason", "asked_on")
