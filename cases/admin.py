"""Reference data of a case, which administrators correct without a release (R3, R4)."""

from django.contrib import admin

from agencies.admin_site import ForAdministrators
from cases.models import Ground, RiskIndicator, WellbeingDirection, WellbeingLevel


@admin.register(Ground)
class GroundAdmin(ForAdministrators):
    list_display = ("code", "name_kk", "name_ru", "source", "verified_kk")
    list_filter = ("verified_kk",)
    list_display_links = ("code", "name_kk")
    search_fields = ("code", "name_kk", "name_ru")


@admin.register(WellbeingLevel)
class WellbeingLevelAdmin(ForAdministrators):
    list_display = ("code", "name_kk", "name_ru", "score_min", "score_max", "verified")
    list_display_links = ("code", "name_kk")
    list_filter = ("verified",)


@admin.register(WellbeingDirection)
class WellbeingDirectionAdmin(ForAdministrators):
    list_display = ("edition", "order", "name_kk", "name_ru", "in_use")
    list_display_links = ("name_kk",)
    list_filter = ("edition", "in_use")


@admin.register(RiskIndicator)
class RiskIndicatorAdmin(ForAdministrators):
    list_display = ("order", "name_kk", "name_ru")
    list_display_links = ("name_kk",)
