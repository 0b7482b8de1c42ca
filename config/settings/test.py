"""Hostile to mistakes: an undefined template variable fails, e-mail stays in memory."""

from config.settings.development import *  # noqa: F403
from config.settings.development import DATABASES, TEMPLATES

DEBUG = False
STYLEGUIDE = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["debug"] = True
DATABASES["default"]["OPTIONS"] = {}  # one connection in one transaction, no pool
