"""Behind a proxy that ends TLS. Every secret must come from the environment."""

from config.settings.base import *  # noqa: F403
from config.settings.base import MIDDLEWARE as SHARED_MIDDLEWARE
from config.settings.base import env

SECRET_KEY = env("SECRET_KEY")
FIELD_ENCRYPTION_KEYS = env.list("FIELD_ENCRYPTION_KEYS")
IIN_HASH_KEY = env("IIN_HASH_KEY")
FILE_KEYS = env.list("FILE_KEYS")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked inside, where TLS has ended
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
# A browser takes these from this host alone, over TLS, for the whole of it.
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-language"
MIDDLEWARE = [
    "accounts.middleware.ClientAddressMiddleware",
    "accounts.middleware.ApiOverTlsMiddleware",
    *SHARED_MIDDLEWARE,
]
