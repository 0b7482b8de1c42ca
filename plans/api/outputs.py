"""How plans and activities are shown over the API. An agency gets its own slice (R12)."""

from typing import Any

from rest_framework import serializers

from plans.models import Activity, Dispatch, Extension, Plan, PlanItem, Report, Review


class PersonOut(serializers.Serializer[Any]):
    """For whom an activity is: the name and the year of birth, nothing more."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="full_name")
    born = serializers.SerializerMethodField()

    def get_born(self, person: Any) -> int | None:
        return person.birth_date.year if person.birth_date else None


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
    persons = PersonOut(source="item.persons", many=True, read_only=True)
    reports = ReportOut(many=True, read_only=True)

    class Meta:
        model = Activity
        fields = (
            "id", "state", "name", "kind", "description", "expected_result", "executor", "agency",
            "service", "persons", "due_on", "started_on", "accepted_at", "rounds", "reports",
        )  # fmt: skip


class ItemOut(serializers.ModelSerializer[PlanItem]):
    name = serializers.CharField(read_only=True)

    class Meta:
        model = PlanItem
        fields = (
            "id", "activity", "name", "kind", "executor", "agency", "service", "title",
            "description", "expected_result", "stage", "depends_on", "persons", "due_on",
            "late_reason",
        )  # fmt: skip


class DispatchOut(serializers.ModelSerializer[Dispatch]):
    delivered_at = serializers.DateTimeField(source="mail.delivered_at", default=None)

    class Meta:
        model = Dispatch
        fields = (
            "id", "agency", "state", "send_on", "sent_at", "delivered_at", "opened_at", "on_paper",
            "received_on",
        )  # fmt: skip


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
