"""What every route of the API shares: refusals as answers, verbs as POSTs, keyset pages."""

from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import NotAuthenticated, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.access import log_reading
from accounts.errors import as_refusal
from accounts.models import User


class TokenScheme(OpenApiAuthenticationExtension):
    """How the token stands in the OpenAPI schema."""

    target_class = "agencies.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token …"}


#: How reading is refused: a filter that is none, nobody signed in, nothing there for the caller.
UNREAD = (400, 401, 404)
#: How a verb is refused besides: no right, wrong state or somebody was first, inputs of no known
#: type.
REFUSED = (*UNREAD, 403, 409, 415)


class Nothing(serializers.Serializer[dict[str, Any]]):
    """A verb that needs no input."""


class Reason(serializers.Serializer[dict[str, Any]]):
    """A verb that needs a reason; whether it is enough is for the verb to say."""

    reason = serializers.CharField(allow_blank=True)


class Refusal(serializers.Serializer[dict[str, Any]]):
    """Why nothing was done: `field` names the input at fault, where there is one.

    `errors` holds all faults of the form, by field, where there may be several.
    """

    message = serializers.CharField()
    field = serializers.CharField(allow_null=True)
    errors = serializers.DictField(required=False)  # type: ignore[assignment]


def answer_refusal(error: Exception, context: dict[str, Any]) -> Response | None:
    """A verb that was refused answers with its status and the reason in the user's language."""
    refused = as_refusal(error)
    if refused:
        return Response({"message": str(refused), "field": refused.field}, status=refused.status)
    answer = exception_handler(error, context)
    if answer is None:
        return None
    if isinstance(error, ValidationError):
        faults = answer.data if isinstance(answer.data, dict) else {"": answer.data}
        field, message = _first(faults)
        answer.data = {"message": message, "field": field or None, "errors": faults}
    else:
        answer.data = {"message": str(answer.data["detail"]), "field": None}
    return answer


def _first(faults: Any) -> tuple[str, str]:
    """The first fault of a form and its field; what lies deeper is `persons-0-iin`."""
    if isinstance(faults, dict):
        name, inner = next((name, inner) for name, inner in faults.items() if inner)
    elif isinstance(faults, list) and not isinstance(faults[0], str):
        name, inner = next((str(n), inner) for n, inner in enumerate(faults) if inner)
    else:
        return "", str(faults[0] if isinstance(faults, list) else faults)
    field, message = _first(inner)
    return "-".join(part for part in (str(name), field) if part), message


class VerbSchema(AutoSchema):
    """In the schema a verb answers with the record, or with a refusal."""

    def get_response_serializers(self) -> Any:
        view = self.view
        if not isinstance(view, RecordViewSet):
            return super().get_response_serializers()
        if self.method != "POST":
            shown = view.record_serializer(many=view.action == "list")
            return {200: shown, **dict.fromkeys(UNREAD, Refusal)}
        if view.action in view.removing:
            return {204: None, **dict.fromkeys(REFUSED, Refusal)}
        done = {201 if view.action in view.creating else 200: view.record_serializer}
        return {**done, **dict.fromkeys(REFUSED, Refusal)}


class Keyset(CursorPagination):
    """Pages by the position of the last record: as fast on the last page as on the first."""

    ordering = "-id"
    page_size = 50


class RecordViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]):
    """Lists and shows records within the caller's scope; changes come by verbs only."""

    schema = VerbSchema()
    pagination_class = Keyset
    permission_classes = (IsAuthenticated,)

    @property
    def user(self) -> User:
        """Who is signed in."""
        user = self.request.user
        if not isinstance(user, User):
            raise NotAuthenticated
        return user

    def do(self, verb: Callable[..., Any], *inputs: Any, **more: Any) -> Response:
        """Call a verb on the record as the signed-in user, and answer with the record."""
        record = self.get_object()
        verb(record, *inputs, by=self.user, now=timezone.now(), **more)
        return Response(self.shown(record))

    def entered(self) -> dict[str, Any]:
        """The verb's inputs, checked for their form; the rules are the verb's."""
        form = self.get_serializer(data=self.request.data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def shown(self, record: Any) -> Any:
        fresh = self.get_queryset().get(pk=record.pk)
        return self.record_serializer(fresh, context=self.get_serializer_context()).data

    def get_queryset(self) -> QuerySet[Any]:
        """What the caller may see; nothing while the schema is drawn, when nobody calls."""
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return self.visible()

    @abstractmethod
    def visible(self) -> QuerySet[Any]:
        """The records within the caller's scope, with all that showing them needs."""

    model: type[Model]
    #: Verbs that make a record instead of changing one.
    creating: frozenset[str] = frozenset()
    #: Verbs after which there is no record to show.
    removing: frozenset[str] = frozenset()
    #: How a record is shown; a verb's own serializer says what it takes in.
    record_serializer: type[serializers.BaseSerializer[Any]]


class PersonalViewSet(RecordViewSet):
    """Records that show personal data: each answer is a row of the access log (R12)."""

    #: What the access log calls these records.
    subject: str

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().list(request, *args, **kwargs)
        self._log(row["id"] for row in answer.data["results"])
        return answer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        answer = super().retrieve(request, *args, **kwargs)
        self._log([answer.data["id"]])
        return answer

    def shown(self, record: Any) -> Any:
        self._log([record.pk])
        return super().shown(record)

    def _log(self, ids: Iterable[int]) -> None:
        records = set(ids)
        if records:
            cases = self.cases_of(records)
            log_reading(self.request, self.subject, records=records, cases=cases)

    @abstractmethod
    def cases_of(self, ids: set[int]) -> Iterable[int]:
        """The cases that these records belong to."""
