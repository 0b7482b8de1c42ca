"""Django's administration as an app, with our rules of who gets in."""

from django.contrib.admin.apps import AdminConfig


class ReferenceAdminConfig(AdminConfig):
    default_site = "agencies.admin_site.ReferenceSite"
