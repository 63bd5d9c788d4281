"""Settings of the web application, from the environment; `docs/web.md` lists them."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

from bundlinje.web.database import database_of
from bundlinje.web.email import email_of


def _flag(name: str) -> bool:
    return os.environ.get(name, "") not in ("", "0")


def _words(name: str, default: str) -> list[str]:
    return os.environ.get(name, default).split()


def _secret_key(folder: Path) -> str:
    """Return the key of the environment, or the data folder's own, made the first time."""
    given = os.environ.get("BUNDLINJE_SECRET_KEY")
    if given:
        return given
    file = folder / "secret-key"
    if not file.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_urlsafe(50))
        # Whole, or the one that another process has made meanwhile.
        with contextlib.suppress(FileExistsError):
            os.link(name, file)
        Path(name).unlink()
    return file.read_text()


#: Where the database of SQLite and the secret key lie.
DATA = Path(os.environ.get("BUNDLINJE_DATA", "bundlinje-data")).absolute()
#: Served over HTTPS: cookies are sent over it only, and browsers are told to stay on it.
HTTPS = _flag("BUNDLINJE_HTTPS")

SECRET_KEY = _secret_key(DATA)
# Keys from before, while what they sealed and signed still lives.
SECRET_KEY_FALLBACKS = _words("BUNDLINJE_SECRET_KEYS_BEFORE", "")
DEBUG = False
ALLOWED_HOSTS = _words("BUNDLINJE_HOSTS", "localhost 127.0.0.1 [::1]")
CSRF_TRUSTED_ORIGINS = _words("BUNDLINJE_ORIGINS", "")
ROOT_URLCONF = "bundlinje.web.urls"
WSGI_APPLICATION = "bundlinje.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database_of(os.environ.get("BUNDLINJE_DATABASE", ""), DATA)}
ATOMIC_REQUESTS = False
# Limits and used codes must hold for every worker, so they lie in the database too.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "bundlinje.web",
    "bundlinje.web.accounts",
    "bundlinje.web.api",
    "bundlinje.web.audit",
    "bundlinje.web.cases",
    "bundlinje.web.contracts",
    "bundlinje.web.knowledge",
    "bundlinje.web.notices",
    "bundlinje.web.sharing",
]

# The first ones also see what a later one answers by itself: static files and refusals.
MIDDLEWARE = [
    "bundlinje.web.middleware.access",
    "bundlinje.web.middleware.headers",
    "bundlinje.web.api.problems.as_problems",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "bundlinje.web.middleware.watched",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "bundlinje.web.middleware.sizes",
    "bundlinje.web.middleware.land_on_pages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bundlinje.web.accounts.second_factor.SecondFactor",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bundlinje.web.context.page",
            ],
            "builtins": ["bundlinje.web.templatetags.words"],
        },
    }
]

# Text stands in both languages side by side; Django's catalogues serve the libraries' own pages.
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "sprog"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "/konto/login/"

ACCOUNT_ADAPTER = "bundlinje.web.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Accounts come from an invitation, which went to the address already.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Added to the library's own limits: what someone who is not signed in may do from one address.
ACCOUNT_RATE_LIMITS = {
    "sign-in-link": "20/10m/ip",
    "invitation": "30/10m/ip",
    # A whole municipality may come from one address in the morning.
    "own-sign-in": "600/10m/ip",
    "api": "240/m/ip",
    # Whoever opens a link or the library also fetches a dozen charts.
    "open-case": "300/10m/ip",
}
# An organisation's own sign-in. It starts by a link: that changes nothing here.
SOCIALACCOUNT_ADAPTER = "bundlinje.web.accounts.own_sign_in.OwnSignInAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
PASSWORD_RESET_TIMEOUT = 24 * 3600
MFA_ADAPTER = "bundlinje.web.accounts.adapter.SecondFactorAdapter"
# The address was verified by the invitation that went to it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# A phone may be half a minute wrong.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Bundlinje"

#: Whether a forgotten password is answered by e-mail, else by an administrator's link.
SENDS_EMAIL = bool(os.environ.get("BUNDLINJE_EMAIL"))
globals().update(email_of(os.environ.get("BUNDLINJE_EMAIL", "")))
#: Where people reach the application, for the links in e-mails.
ADDRESS = os.environ.get("BUNDLINJE_ADDRESS", "").rstrip("/") or (
    f"{'https' if HTTPS else 'http'}://{(ALLOWED_HOSTS or ['localhost'])[0]}"
)
DEFAULT_FROM_EMAIL = os.environ.get("BUNDLINJE_EMAIL_FROM", "bundlinje@localhost")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Being built into browsers is for the owner of the whole domain to ask for.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Those who ask whether it is up ask the server itself.
SECURE_REDIRECT_EXEMPT = [r"^sundhed/$"]
if _flag("BUNDLINJE_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"
# Nothing from elsewhere, and no code or style inside a page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

#: The largest file that may be uploaded, and form that may be sent [bytes].
LARGEST_UPLOAD = 5_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_UPLOAD + 500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_UPLOAD

#: So long the lines of who did what are kept [days]; 0 keeps them for good.
AUDIT_DAYS = int(os.environ.get("BUNDLINJE_AUDIT_DAYS") or 0)

#: Draws behind what is shown while a case is edited, and in its reports.
DRAWS = 10_000

#: Whether every request is logged, with its page, status and time.
ACCESS_LOG = _flag("BUNDLINJE_ACCESS_LOG")
# Logs say what happened where, never who or with what contents.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "bundlinje.web.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"bundlinje": {"level": "INFO"}},
}
