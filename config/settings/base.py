"""What every environment shares. All that differs comes from environment variables."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

SECRET_KEY = env("SECRET_KEY", default="")
DEBUG = False
STYLEGUIDE = False  # /styleguide/ shows every component
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Keys of the columns that are encrypted; the first encrypts, all decrypt (rotation).
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS", default=[])
# Key of the hash by which an IIN is searched, and keys it had before, by which it is searched too
# until `rotate_keys` has written every hash anew.
IIN_HASH_KEY = env("IIN_HASH_KEY", default="")
IIN_HASH_KEYS_BEFORE = env.list("IIN_HASH_KEYS_BEFORE", default=[])
# Keys of the files (age, X25519); the first encrypts, all decrypt.
FILE_KEYS = env.list("FILE_KEYS", default=[])
# Public halves of the keys that read a backup; their secret halves are kept elsewhere.
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", default=[])
# Folders of files that no backup needs: files of registers end after hours.
BACKUP_WITHOUT = ["exports"]
# The folder of pg_dump and pg_restore; by default those of the embedded server, or of the PATH.
POSTGRES_BIN = env("POSTGRES_BIN", default="")

INSTALLED_APPS = [
    "agencies.admin_app.ReferenceAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "django_otp",
    "django_otp_webauthn",
    "accounts",
    "agencies",
    "cases",
    "plans",
    "monitoring",
    "exchange",
    "config.apps.WiringConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.KeptNowhereMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "agencies.middleware.ScopeMiddleware",
    "agencies.middleware.SecondStepMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.RefusedMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "agencies.navigation.navigation",
            ],
        },
    }
]

# Two roles (docs/adr): "default" owns nothing; "owner" migrates and does nothing else.
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default="postgresql://qoldau_app@127.0.0.1/qoldau"),
    "owner": env.db("OWNER_DATABASE_URL", default="postgresql://qoldau_owner@127.0.0.1/qoldau"),
}
# Seconds: a page waits no longer than this for a database that is away.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 3,
    "pool": {"min_size": 1, "max_size": 4, "timeout": 5},
}
# A connection that broke while it waited in the pool is replaced before a page gets it.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASE_APP_ROLE = DATABASES["default"]["USER"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_PREFIX = env("CELERY_BROKER_PREFIX", default="qoldau")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "django_otp_webauthn.backends.WebAuthnBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.passwords.GuessableValidator", "OPTIONS": {"least_score": 3}},
    {"NAME": "accounts.passwords.OwnWordsValidator"},
]
# What everybody would guess here: a password is refused that holds one of these.
PASSWORD_WORDS = ["qoldau", "қолдау", "qazaqstan", "қазақстан", "kazakhstan", "казахстан"]
# Seconds: an invited agency worker may read mail once a week.
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "my-day"
LOGOUT_REDIRECT_URL = "sign-in"
# A session ends with the working day at the latest, and when nobody has used it for so long; not
# set by the Order. A form may take that long to fill in.
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=120)
# Before a decision the password is asked for again after so many minutes; a form that was opened
# in time may be filled in for so many more. Not set by the Order.
CONFIRM_AFTER_MINUTES = env.int("CONFIRM_AFTER_MINUTES", default=15)
CONFIRM_FILLING_IN_MINUTES = env.int("CONFIRM_FILLING_IN_MINUTES", default=60)
# Whoever holds one of these roles signs in with a second step: those that see personal data, may
# look at a family for a reason, or open doors. Not set by the Order; production must require it of
# somebody (`check --deploy`).
_STAFF = ["caseworker", "head", "agency_worker", "agency_supervisor"]
_ABOVE = ["regional_manager", "authorised_body", "administrator"]
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=[*_STAFF, *_ABOVE])
# After each wrong code one waits twice as long, from a second on, and so often at most (17
# minutes); a sheet has so many recovery codes. Not set by the Order.
SECOND_STEP_DOUBLINGS = env.int("SECOND_STEP_DOUBLINGS", default=10)
RECOVERY_CODES = env.int("RECOVERY_CODES", default=10)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # wrong tries stand in the profile
AXES_USERNAME_FORM_FIELD = "username"  # axes would look for the model's "email"
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Beside that pair: tries for one account from wherever, and from one address, behind which a whole
# office may sit, within the same quarter of an hour. Not set by the Order.
AXES_HANDLER = "accounts.tries.Tries"
SIGN_IN_TRIES_OF_ACCOUNT = env.int("SIGN_IN_TRIES_OF_ACCOUNT", default=30)
SIGN_IN_TRIES_OF_ADDRESS = env.int("SIGN_IN_TRIES_OF_ADDRESS", default=60)

LANGUAGE_CODE = "kk"
LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Asia/Almaty"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / ".local" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "accounts.storage.EncryptedStorage",
        "OPTIONS": {"location": env("FILES_ROOT", default=str(BASE_DIR / ".local" / "files"))},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What is uploaded waits in memory, or, beyond so many bytes, in a file without a name.
FILE_UPLOAD_MAX_MEMORY_SIZE = 26 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "accounts.uploads.UnnamedUploadHandler",
]

# Where the heads of the sealed access log are kept outside the database, one line each.
ACCESS_LOG_HEADS = env(
    "ACCESS_LOG_HEADS", default=str(BASE_DIR / ".local" / "access-log" / "heads")
)

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)
# A mail server that does not answer is tried again later; seconds.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="qoldau@localhost")
# Where links in e-mails lead.
SITE_URL = env("SITE_URL", default="http://localhost:8000")

# Passkeys hold for the name of the site. Browsers know them behind TLS, and without it on the
# machine itself under this one name, whatever the address.
_SITE = urlsplit(SITE_URL)
_OWN_MACHINE = f"http://localhost:{_SITE.port or 80}"
OTP_WEBAUTHN_RP_NAME = "Qoldau"
OTP_WEBAUTHN_RP_ID = _SITE.hostname if _SITE.scheme == "https" else "localhost"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [
    f"https://{_SITE.netloc}" if _SITE.scheme == "https" else _OWN_MACHINE
]
OTP_WEBAUTHN_HELPER_CLASS = "accounts.passkeys.Helper"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True  # a page carries the token itself
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# What a page says at the top may name somebody: it waits in the session, never in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_REFERRER_POLICY = "same-origin"

# Everything that is logged goes to standard error, an entry a line, each with its offset from UTC.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"entries": {"()": "accounts.logs.Entries"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "entries"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "axes": {"level": "ERROR"},  # tries stand in its tables; an address is in no log
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "agencies.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "EXCEPTION_HANDLER": "accounts.api.answer_refusal",
    "DEFAULT_PARSER_CLASSES": [
        "accounts.parsers.TextJSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Qoldau",
    "VERSION": "1",
    "COMPONENT_SPLIT_REQUEST": True,  # a file goes in as bytes, and is an address nowhere
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
