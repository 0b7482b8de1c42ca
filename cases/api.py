"""Cases over the API, for staff of the Centre: the verbs of `cases.workflow`, each a POST."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Nothing, PersonalViewSet, Reason
from accounts.models import User
from agencies.models import Centre, Territory
from agencies.offices import offices
from cases import workflow
from cases.filters import CaseFilter
from cases.models import Assessment, Case, FamilyMember, Ground, Person, Transfer, WellbeingLevel
from cases.workflow import NewCase, PersonData, VisitData

Data = dict[str, Any]


class MemberOut(serializers.ModelSerializer[FamilyMember]):
    name = serializers.CharField(source="person.full_name", read_only=True)
    birth_date = serializers.DateField(source="person.birth_date", read_only=True, allow_null=True)

    class Meta:
        model = FamilyMember
        fields = ("person", "name", "birth_date", "relation", "joined_on", "left_on")


class CaseOut(serializers.ModelSerializer[Case]):
    """A case with its family. The IIN is never given out; it is only searched by."""

    members = MemberOut(source="family.memberships", many=True, read_only=True)

    class Meta:
        model = Case
        fields = (
            "id", "number", "state", "source", "detected_on", "danger", "with_children",
            "wellbeing", "grounds", "territory", "responsible", "recognised_on", "closed_on",
            "closure", "exit_on", "previous", "members",
        )  # fmt: skip


class ParticularsIn(serializers.Serializer[Data]):
    """A person as entered: a wrong check digit of the IIN is refused, a doubt is confirmed."""

    last_name = serializers.CharField(max_length=100)
    first_name = serializers.CharField(max_length=100)
    patronymic = serializers.CharField(max_length=100, required=False, allow_blank=True)
    iin = serializers.CharField(max_length=12, required=False, allow_blank=True)
    iin_absent = serializers.ChoiceField(Person.IinAbsent.choices, required=False)
    birth_date = serializers.DateField(required=False, allow_null=True)
    sex = serializers.ChoiceField(Person.Sex.choices, required=False)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)


class PersonIn(ParticularsIn):
    """A person with the relation to the one whom the case is named after."""

    relation = serializers.ChoiceField(FamilyMember.Relation.choices)


class CorrectPersonIn(ParticularsIn):
    """All particulars of a member as they should stand; what is left out is empty then."""

    person = serializers.IntegerField()
    confirmed = serializers.BooleanField(required=False, default=False)


class AddMemberIn(PersonIn):
    """A person who joins the family; a doubt is confirmed."""

    joined_on = serializers.DateField(required=False, allow_null=True)
    confirmed = serializers.BooleanField(required=False, default=False)


class MemberLeftIn(serializers.Serializer[Data]):
    person = serializers.IntegerField()
    left_on = serializers.DateField()


class RegisterIn(serializers.Serializer[Data]):
    """A new case; the first of `persons` is the one it is named after."""

    centre: Any = serializers.PrimaryKeyRelatedField(queryset=Centre.objects.all())
    persons = PersonIn(many=True)
    source = serializers.ChoiceField(Case.Source.choices)  # type: ignore[assignment]
    source_detail = serializers.CharField(max_length=300, required=False, allow_blank=True)
    detected_on = serializers.DateField()
    territory: Any = serializers.PrimaryKeyRelatedField(queryset=Territory.objects.all())
    address = serializers.CharField(max_length=300, required=False, allow_blank=True)
    danger = serializers.BooleanField(required=False, default=False)
    situation = serializers.CharField(required=False, allow_blank=True)
    grounds: Any = serializers.PrimaryKeyRelatedField(
        queryset=Ground.objects.all(), many=True, required=False
    )
    token = serializers.UUIDField(required=False)
    confirmed = serializers.BooleanField(required=False, default=False)


class AssessIn(serializers.Serializer[Data]):
    """`directions`: a level for each direction in use; `risks`: a height 0–3 for each risk."""

    occasion = serializers.ChoiceField(Assessment.Occasion.choices)
    level: Any = serializers.PrimaryKeyRelatedField(queryset=WellbeingLevel.objects.all())
    directions = serializers.DictField(child=serializers.CharField(max_length=1))
    risks = serializers.DictField(child=serializers.IntegerField())
    needs = serializers.CharField(required=False, allow_blank=True, default="")
    assessed_on = serializers.DateField(required=False)

    def validate_directions(self, given: dict[str, str]) -> dict[str, WellbeingLevel]:
        levels = WellbeingLevel.objects.in_bulk()
        unknown = set(given.values()) - set(levels)
        if unknown:
            raise serializers.ValidationError(", ".join(sorted(unknown)))
        return {code: levels[letter] for code, letter in given.items()}


class GroundsIn(serializers.Serializer[Data]):
    grounds: Any = serializers.PrimaryKeyRelatedField(
        queryset=Ground.objects.all(), many=True, required=False, default=list
    )


class NoteIn(serializers.Serializer[Data]):
    text = serializers.CharField(allow_blank=True)


class VisitIn(serializers.Serializer[Data]):
    visited_on = serializers.DateField()
    by_mobile_group = serializers.BooleanField(required=False, default=True)
    arrived_at = serializers.TimeField(required=False, allow_null=True)
    left_at = serializers.TimeField(required=False, allow_null=True)
    arrival_missing = serializers.CharField(required=False, allow_blank=True)
    findings = serializers.CharField(required=False, allow_blank=True)
    findings_missing = serializers.CharField(required=False, allow_blank=True)
    participants = serializers.ListField(child=serializers.CharField(), required=False)


class FileIn(serializers.Serializer[Data]):
    file = serializers.FileField()


class HandOverIn(serializers.Serializer[Data]):
    to: Any = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class GuardianshipIn(serializers.Serializer[Data]):
    to_whom = serializers.CharField(allow_blank=True)
    sent_on = serializers.DateField()


class TransferIn(serializers.Serializer[Data]):
    to_centre: Any = serializers.PrimaryKeyRelatedField(queryset=Centre.objects.all())
    reason = serializers.CharField(allow_blank=True)


class TransferOut(serializers.ModelSerializer[Transfer]):
    class Meta:
        model = Transfer
        fields = ("id", "case", "from_centre", "to_centre", "state", "reason", "asked_on")


class CaseViewSet(PersonalViewSet):
    """Cases of one's Centre."""

    record_serializer = serializer_class = CaseOut
    subject = "case"
    filterset_class = CaseFilter
    model = Case
    creating = frozenset({"register"})

    def visible(self) -> QuerySet[Case]:
        rows = Case.objects.visible_to(self.user).kept().select_related("centre")
        return rows.prefetch_related("grounds", "family__memberships__person")

    def cases_of(self, ids: set[int]) -> Iterable[int]:
        return ids

    @action(detail=False, methods=["post"], serializer_class=RegisterIn)
    def register(self, request: Request) -> Response:
        """Open a case on the day of detection; `centre` is one of one's own."""
        entered = self.entered()
        centre = get_object_or_404(
            Centre, pk=entered.pop("centre").pk, pk__in=offices(self.user).centres
        )
        token, confirmed = entered.pop("token", None), entered.pop("confirmed")
        persons = [PersonData(**person) for person in entered.pop("persons")]
        case = workflow.register(
            centre,
            by=self.user,
            now=timezone.now(),
            new=NewCase(persons=persons, **entered),
            token=token,
            confirmed=confirmed,
            route="api-case-register",
        )
        return Response(self.shown(case), status=201)

    @action(detail=True, methods=["post"], serializer_class=Reason)
    def report_danger(self, request: Request, pk: str) -> Response:
        """Life or health is found to be in danger."""
        return self.do(workflow.report_danger, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=AddMemberIn)
    def add_member(self, request: Request, pk: str) -> Response:
        """Add a person to the family."""
        entered = self.entered()
        joined_on, confirmed = entered.pop("joined_on", None), entered.pop("confirmed")
        person = PersonData(**entered)
        return self.do(workflow.add_member, person=person, joined_on=joined_on, confirmed=confirmed)

    @action(detail=True, methods=["post"], serializer_class=MemberLeftIn)
    def member_left(self, request: Request, pk: str) -> Response:
        """A person belongs to the family no more, from a day on."""
        entered = self.entered()
        members = self.get_object().family.memberships.filter(left_on=None)
        member = get_object_or_404(members, person_id=entered["person"])
        return self.do(workflow.member_left, member=member, left_on=entered["left_on"])

    @action(detail=True, methods=["post"], serializer_class=CorrectPersonIn)
    def correct_person(self, request: Request, pk: str) -> Response:
        """Correct what is entered of a member of the family, all of it at once."""
        entered = self.entered()
        confirmed = entered.pop("confirmed")
        members = self.get_object().family.memberships.filter(left_on=None)
        member = get_object_or_404(
            members.select_related("person"), person_id=entered.pop("person")
        )
        data = PersonData(**entered, relation=member.relation)
        return self.do(
            workflow.correct_person, person=member.person, data=data, confirmed=confirmed
        )

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def start_assessment(self, request: Request, pk: str) -> Response:
        """Take a detected case into assessment (clause 4(7))."""
        return self.do(workflow.start_assessment)

    @action(detail=True, methods=["post"], serializer_class=AssessIn)
    def assess(self, request: Request, pk: str) -> Response:
        """Record wellbeing and risks (clause 4(7))."""
        return self.do(workflow.assess, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=GroundsIn)
    def recognise(self, request: Request, pk: str) -> Response:
        """Recognise the difficult life situation (clause 3(5))."""
        return self.do(workflow.recognise, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=Reason)
    def refuse(self, request: Request, pk: str) -> Response:
        """Do not recognise it, with a reason."""
        return self.do(workflow.refuse, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=VisitIn)
    def record_visit(self, request: Request, pk: str) -> Response:
        """Enter a visit to the family."""
        entered = self.entered()
        entered["participants"] = [(name, None) for name in entered.get("participants", [])]
        return self.do(workflow.record_visit, visit=VisitData(**entered))

    @action(detail=True, methods=["post"], serializer_class=NoteIn)
    def add_note(self, request: Request, pk: str) -> Response:
        """Write a note that only the Centre's staff read."""
        return self.do(workflow.add_note, **self.entered())

    @action(
        detail=True, methods=["post"], serializer_class=FileIn, parser_classes=[MultiPartParser]
    )
    def add_file(self, request: Request, pk: str) -> Response:
        """Keep a file with the case; its type is told by its content."""
        return self.do(workflow.add_file, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=HandOverIn)
    def hand_over(self, request: Request, pk: str) -> Response:
        """Make another member of the Centre's staff responsible."""
        return self.do(workflow.hand_over, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=GuardianshipIn)
    def notify_guardianship(self, request: Request, pk: str) -> Response:
        """Record that the guardianship body was told of a child in danger."""
        return self.do(workflow.notify_guardianship, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=TransferIn)
    def ask_transfer(self, request: Request, pk: str) -> Response:
        """Ask another Centre to take the case over."""
        return self.do(workflow.ask_transfer, **self.entered())


class TransferViewSet(PersonalViewSet):
    """Transfers that one's Centre asked for or is asked for."""

    subject = "transfer"

    record_serializer = serializer_class = TransferOut
    filterset_fields = ("state", "case")
    model = Transfer

    def visible(self) -> QuerySet[Transfer]:
        return Transfer.objects.visible_to(self.user).select_related("case")

    def cases_of(self, ids: set[int]) -> Iterable[int]:
        return Transfer.objects.filter(pk__in=ids).values_list("case_id", flat=True)

    @action(detail=True, methods=["post"], serializer_class=Nothing)
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take the transfer back."""
        return self.do(workflow.withdraw_transfer)
