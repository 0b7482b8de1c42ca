"""The administration of reference data: for administrators, behind the site's own sign-in."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class ReferenceSite(admin.AdminSite):
    """Only reference data is changed here; cases, plans and logs change through their verbs."""

    site_header = _("Qoldau: reference data")
    site_title = _("Reference data")
    index_title = _("What can be corrected without a release")

    def has_permission(self, request: HttpRequest) -> bool:
        from agencies.permissions import is_administrator  # models are not loaded when sites are

        return bool(
            super().has_permission(request) and is_administrator(request.user)  # type: ignore[arg-type]
        )

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Throttled and worded in one place only: the site's own sign-in."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.path))


class ForAdministrators(admin.ModelAdmin):
    """Every administrator may add and change; nothing that is referred to is deleted."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
