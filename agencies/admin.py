"""Reference data that administrators correct without a release (R5, R9)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agencies.admin_site import ForAdministrators
from agencies.forms import clean_bin
from agencies.models import Agency, Centre, Method, PersonField, Sector, Service, Territory


class AgencyForm(forms.ModelForm):
    """The BIN is checked by its digits."""

    class Meta:
        model = Agency
        fields = (
            "name_kk",
            "name_ru",
            "sector",
            "bin",
            "territories",
            "is_state_body",
            "email",
            "phone",
            "address",
            "gets_whole_plan",
            "whole_plan_source",
            "is_active",
        )
        help_texts = {
            "gets_whole_plan": _(
                "From the next sending on, the body reads beside its own activities what others do "
                "in the plan: services, executors and dates, without the persons. Only services "
                "that are marked for it are named, none against relapse or offences, and nothing "
                "of a sealed case. That a body needs it is not set by the Order; clause 7(3) asks "
                "for confidentiality."
            ),
        }

    def clean_bin(self) -> str:
        return clean_bin(self.cleaned_data["bin"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("gets_whole_plan") and not data.get("whole_plan_source"):
            self.add_error("whole_plan_source", _("Say why the body needs the whole plan."))
        return data


class CentreForm(forms.ModelForm):
    """The BIN is checked by its digits where it is given; the region is one of level 1."""

    class Meta:
        model = Centre
        fields = (
            "code",
            "name_kk",
            "name_ru",
            "territory",
            "region",
            "bin",
            "address",
            "phone",
            "founded_on",
            "closed_on",
        )

    def clean_bin(self) -> str:
        value = self.cleaned_data["bin"]
        return clean_bin(value) if value else ""

    def clean_region(self) -> Territory:
        region: Territory = self.cleaned_data["region"]
        if region.level != Territory.Level.REGION:
            raise forms.ValidationError(_("Choose a region."))
        return region


class ServiceForm(forms.ModelForm):
    """A term counts as verified only with the source and edition that it was checked against."""

    class Meta:
        model = Service
        fields = (
            "code",
            "name_kk",
            "name_ru",
            "name_verified",
            "sector",
            "term_days",
            "term_source",
            "term_note",
            "term_verified",
            "named_to_others",
            "how_kk",
            "how_ru",
            "standard",
            "checklist_kk",
            "checklist_ru",
            "is_active",
        )
        help_texts = {
            "named_to_others": _(
                "Only where the name tells nothing of a family’s trouble: no violence, addiction, "
                "probation, disability, guardianship or want. What is not marked is left out."
            ),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("term_verified") and not data.get("term_source"):
            self.add_error("term_source", _("Name the source and edition that were checked."))
        return data


@admin.register(Territory)
class TerritoryAdmin(ForAdministrators):
    """Read only: the classifier is loaded, not written by hand."""

    list_display = ("code", "name_kk", "name_ru", "level")
    list_filter = ("level",)
    search_fields = ("code", "name_kk", "name_ru")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SectorForm(forms.ModelForm):
    """What a sector is shown of a person is ticked field by field; more than before needs a why."""

    person_fields = forms.MultipleChoiceField(
        label=_("Shown of a person"),
        help_text=_(
            "Agencies of the sector see these fields of the persons whom an activity is for, from "
            "the next page on, and no other. Which they are is not set by the Order; clauses 7(3) "
            "and 11 ask for as little as serves."
        ),
        choices=PersonField.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Sector
        fields = (
            "name_kk",
            "name_ru",
            "person_fields",
            "person_fields_source",
            "district_body_kk",
            "district_body_ru",
            "regional_body_kk",
            "regional_body_ru",
            "bodies_verified",
            "order",
            "code",
        )
        labels = {
            "order": _("Place in lists"),
            "code": _("Code"),
            "district_body_kk": _("Usual body of a district, in Kazakh"),
            "district_body_ru": _("Usual body of a district, in Russian"),
            "regional_body_kk": _("Usual body of a region, in Kazakh"),
            "regional_body_ru": _("Usual body of a region, in Russian"),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        added = set(data.get("person_fields", ())) - set(self.instance.person_fields)
        if added and not data.get("person_fields_source"):
            self.add_error("person_fields_source", _("Say why the sector needs these fields."))
        return data


@admin.register(Sector)
class SectorAdmin(ForAdministrators):
    form = SectorForm
    list_display = ("name_kk", "name_ru", "shown", "person_fields_source", "bodies_verified")
    list_display_links = ("name_kk",)
    list_filter = ("bodies_verified",)
    search_fields = ("code", "name_kk", "name_ru")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Clause 5 names twelve."""
        return False

    @admin.display(description=_("shown of a person"))
    def shown(self, sector: Sector) -> str:
        return ", ".join(str(PersonField(field).label) for field in sector.person_fields)


@admin.register(Service)
class ServiceAdmin(ForAdministrators):
    form = ServiceForm
    list_display = ("code", "name_kk", "sector", "term_days", "term_verified", "name_verified")
    list_display_links = ("code", "name_kk")
    list_filter = ("term_verified", "name_verified", "is_active", "sector")
    list_select_related = ("sector",)
    search_fields = ("code", "name_kk", "name_ru")


@admin.register(Method)
class MethodAdmin(ForAdministrators):
    """Empty at first: the page says why, and what may be entered (R26)."""

    list_display = ("code", "name_kk", "name_ru", "source", "is_active")
    list_display_links = ("code", "name_kk")
    list_filter = ("is_active",)
    search_fields = ("code", "name_kk", "name_ru", "source")
    fieldsets = (
        (
            None,
            {
                "fields": ("code", "name_kk", "name_ru", "source", "is_active"),
                "description": _(
                    "Clause 4(5) asks for the technologies of social work that the professional "
                    "standards “Social work and other occupations of the social sphere” name. "
                    "No list of them was at hand when Qoldau was delivered, so this table "
                    "starts empty. Enter only what a standard names, and say which. Report "
                    "forms offer methods once there is at least one in use."
                ),
            },
        ),
    )


@admin.register(Agency)
class AgencyAdmin(ForAdministrators):
    form = AgencyForm
    list_display = ("name_kk", "sector", "bin", "is_state_body", "is_active")
    list_filter = ("is_active", "is_state_body", "gets_whole_plan", "sector")
    list_select_related = ("sector",)
    search_fields = ("name_kk", "name_ru", "bin")
    autocomplete_fields = ("territories",)


@admin.register(Centre)
class CentreAdmin(ForAdministrators):
    form = CentreForm
    list_display = ("code", "name_kk", "region", "closed_on")
    list_display_links = ("code", "name_kk")
    list_select_related = ("region",)
    search_fields = ("code", "name_kk", "name_ru", "bin")
    autocomplete_fields = ("territory", "region")
