"""The roles of Qoldau. Who holds which one, where and since when is `agencies.Membership`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role is always held in an office: a centre, an agency, a region or the country."""

    CASEWORKER = "caseworker", _("Caseworker")
    HEAD = "head", _("Head of Centre")
    AGENCY_WORKER = "agency_worker", _("Agency worker")
    AGENCY_SUPERVISOR = "agency_supervisor", _("Agency supervisor")
    REGIONAL_MANAGER = "regional_manager", _("Regional manager")
    AUTHORISED_BODY = "authorised_body", _("Authorised body")
    ADMINISTRATOR = "administrator", _("Administrator")
    SYSTEM = "system", _("The system")


CENTRE_ROLES = frozenset({Role.CASEWORKER, Role.HEAD})
AGENCY_ROLES = frozenset({Role.AGENCY_WORKER, Role.AGENCY_SUPERVISOR})
HEAD = frozenset({Role.HEAD})
SYSTEM = frozenset({Role.SYSTEM})
