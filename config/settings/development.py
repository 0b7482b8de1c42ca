"""One machine, embedded servers, demo data. The keys here protect nothing but the demo."""

from config.settings.base import *  # noqa: F403
from config.settings.base import (
    BACKUP_RECIPIENTS,
    FIELD_ENCRYPTION_KEYS,
    FILE_KEYS,
    IIN_HASH_KEY,
    SECRET_KEY,
    STORAGES,
    env,
)

# Off by default: who tries the demo sees the product's own pages, errors included.
DEBUG = env.bool("DEBUG", default=False)
STYLEGUIDE = True
WHITENOISE_AUTOREFRESH = True  # serve the sources: nothing is collected
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["*"]
SECRET_KEY = SECRET_KEY or "development-only-development-only-development-only"
FIELD_ENCRYPTION_KEYS = FIELD_ENCRYPTION_KEYS or ["ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMtLSE="]
IIN_HASH_KEY = IIN_HASH_KEY or "development-only"
FILE_KEYS = FILE_KEYS or [
    "AGE-SECRET-KEY-1DHVKSKUTVMZAWPSMTLDTXSVCN4K09UYGFRE7F6J2YVZ7TZGSVZQQ5GJA63",
]
# Of the same key: here a backup protects nothing but the demo.
BACKUP_RECIPIENTS = BACKUP_RECIPIENTS or [
    "age1j4e0ey6m5ml2enzyfj2n35rsfa7pq5wga5262krrduhs9j7trpkqnpkavh",
]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
# All people of the demo share one password: a second step would keep everybody out. Whoever likes
# sets one up in the profile.
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=[])
EMAIL_BACKEND = "accounts.mail.DatabaseBackend"  # the demo shows sent mail on a page
