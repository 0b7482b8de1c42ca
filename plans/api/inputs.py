"""What the verbs take in over the API: the form of the input. The rules are the verbs'."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from agencies.models import Agency, Method, Service
from agencies.offices import offices
from cases.models import Case, Person
from plans.models import Agreement, Plan, PlanItem, Report, Review

Data = dict[str, Any]

NUMBER = serializers.IntegerField()


class OwnCase(serializers.PrimaryKeyRelatedField[Case]):
    """A case of one's Centre; any other id is as unknown as one that does not exist."""

    def get_queryset(self) -> QuerySet[Case]:
        return Case.objects.visible_to(self.context["request"].user)


class OwnPerson(serializers.PrimaryKeyRelatedField[Person]):
    """A person of one's Centre."""

    def get_queryset(self) -> QuerySet[Person]:
        return Person.objects.filter(centre_id__in=offices(self.context["request"].user).centres)


class OwnItem(serializers.PrimaryKeyRelatedField[PlanItem]):
    """An activity of a plan version of one's Centre."""

    def get_queryset(self) -> QuerySet[PlanItem]:
        visible = Plan.objects.visible_to(self.context["request"].user)
        return PlanItem.objects.filter(plan__in=visible)


class ReportIn(serializers.Serializer[Data]):
    """One report, for this activity and, where it was one action, for others of the same plan."""

    result = serializers.ChoiceField(Report.Result.choices)
    done_on = serializers.DateField()
    text = serializers.CharField(allow_blank=True)
    outcome = serializers.ChoiceField(Report.Outcome.choices, required=False, allow_blank=True)
    outcome_note = serializers.CharField(required=False, allow_blank=True)
    methods: Any = serializers.PrimaryKeyRelatedField(
        queryset=Method.objects.filter(is_active=True), many=True, required=False
    )
    also_for = serializers.ListField(child=serializers.IntegerField(), required=False)
    on_paper = serializers.BooleanField(required=False, default=False)
    files = serializers.ListField(child=serializers.FileField(), required=False)
    received_on = serializers.DateField(required=False, allow_null=True)


class LaterDate(serializers.Serializer[Data]):
    due_on = serializers.DateField()
    reason = serializers.CharField(allow_blank=True)


class Return(serializers.Serializer[Data]):
    ground = serializers.ChoiceField(Review.Ground.choices)
    note = serializers.CharField(required=False, allow_blank=True, default="")
    new_due_on = serializers.DateField()


class DraftIn(serializers.Serializer[Data]):
    case = OwnCase(pk_field=NUMBER)
    aim = serializers.CharField(required=False, allow_blank=True, default="")


class Aim(serializers.Serializer[Data]):
    aim = serializers.CharField(allow_blank=True)


class ItemIn(serializers.ModelSerializer[PlanItem]):
    """An activity of a draft: from the catalogue (`service`) or in free words."""

    agency: Any = serializers.PrimaryKeyRelatedField(
        queryset=Agency.objects.filter(is_active=True), required=False, allow_null=True
    )
    service: Any = serializers.PrimaryKeyRelatedField(
        queryset=Service.objects.filter(is_active=True), required=False, allow_null=True
    )
    persons: Any = OwnPerson(pk_field=NUMBER, many=True)
    depends_on = OwnItem(pk_field=NUMBER, required=False, allow_null=True)

    class Meta:
        model = PlanItem
        fields = (
            "kind", "executor", "agency", "service", "title", "description", "expected_result",
            "told_grounds", "stage", "depends_on", "persons", "due_on", "late_reason",
        )  # fmt: skip
        # The table's conditions are for the verb to explain, field by field.
        validators: tuple[Any, ...] = ()


class AgreementIn(serializers.ModelSerializer[Agreement]):
    person = OwnPerson(pk_field=NUMBER)

    class Meta:
        model = Agreement
        fields = ("answer", "person", "answered_on", "note")


class LeftOut(serializers.Serializer[Data]):
    person = OwnPerson(pk_field=NUMBER)
    reason = serializers.CharField(allow_blank=True)


class Blocked(serializers.Serializer[Data]):
    """An agency whose part is not sent, and why."""

    agency = serializers.IntegerField()
    reason = serializers.CharField()


class ApproveIn(serializers.Serializer[Data]):
    """`hold`: agencies whose part is sent later within the term; `block`: those that get none."""

    hold = serializers.ListField(child=serializers.IntegerField(), required=False, default=list)
    block = Blocked(many=True, required=False)


class PaperReceived(serializers.Serializer[Data]):
    received_on = serializers.DateField()
