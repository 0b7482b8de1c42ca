"""Verbs that touch a case together with its plan, over the API."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Reason
from accounts.models import User
from agencies.offices import offices
from cases.api import CaseViewSet, TransferViewSet
from cases.models import Case
from plans.workflow import cases as verbs

Data = dict[str, Any]


class Colleague(serializers.PrimaryKeyRelatedField[User]):
    """Somebody who works at one of the caller's Centres."""

    def get_queryset(self) -> QuerySet[User]:
        centres = offices(self.context["request"].user).centres
        return User.objects.filter(memberships__centre__in=centres, is_active=True).distinct()


class ExitIn(serializers.Serializer[Data]):
    """The day on which the family left the situation, and the finding."""

    on = serializers.DateField()
    reason = serializers.CharField(allow_blank=True)


class TerminateIn(serializers.Serializer[Data]):
    closure = serializers.ChoiceField(Case.Closure.choices)
    reason = serializers.CharField(allow_blank=True)


class AcceptIn(serializers.Serializer[Data]):
    """Who is to be responsible at the Centre that takes over."""

    responsible = Colleague(pk_field=serializers.IntegerField())


class CaseWithPlanViewSet(CaseViewSet):
    """Cases of one's Centre, with what ends them together with their plan."""

    @action(detail=True, methods=["post"], serializer_class=ExitIn)
    def find_exit(self, request: Request, pk: str) -> Response:
        """Find that the family has left the difficult life situation (clause 3(6))."""
        return self.do(verbs.find_exit, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=TerminateIn)
    def terminate(self, request: Request, pk: str) -> Response:
        """Close the case for another reason than exit; its plan ends with it."""
        return self.do(verbs.terminate_case, **self.entered())


class TransferWithPlanViewSet(TransferViewSet):
    """Transfers, with the decision of the Centre that is asked."""

    @action(detail=True, methods=["post"], serializer_class=AcceptIn)
    def accept(self, request: Request, pk: str) -> Response:
        """Take over the case; its plan, activities and terms go with it (clause 7(4))."""
        return self.do(verbs.accept_transfer, **self.entered())

    @action(detail=True, methods=["post"], serializer_class=Reason)
    def refuse(self, request: Request, pk: str) -> Response:
        """Refuse to take over the case, with a reason."""
        return self.do(verbs.refuse_transfer, **self.entered())
