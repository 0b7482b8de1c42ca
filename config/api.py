"""The root of the API: every route of /api/v1/, its schema and its pages."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from plans.api.activities import ActivityViewSet, ExtensionViewSet
from plans.api.cases import CaseWithPlanViewSet, TransferWithPlanViewSet
from plans.api.plans import DispatchViewSet, PlanItemViewSet, PlanViewSet

router = DefaultRouter()
router.register("cases", CaseWithPlanViewSet, "api-case")
router.register("transfers", TransferWithPlanViewSet, "api-transfer")
router.register("plans", PlanViewSet, "api-plan")
router.register("plan-items", PlanItemViewSet, "api-plan-item")
router.register("dispatches", DispatchViewSet, "api-dispatch")
router.register("activities", ActivityViewSet, "api-activity")
router.register("extensions", ExtensionViewSet, "api-extension")

urlpatterns = [
    *router.urls,
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("pages/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-pages"),
]
