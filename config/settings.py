"""All settings, in one file, from the environment (docs/configuration.md lists the variables).

Two ways of running differ in what is safe: the demonstration (`DEMO=1`, plain http on this machine only)
and the real thing, behind TLS. Everything that `DEMO` or `DEBUG` loosens stands beside the strict value.
"""

import os
from datetime import timedelta
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.env import Environment, UnfitEnvironment, kept_secret

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
environment = Environment(os.environ)

# --- What kind of run this is -------------------------------------------------------------------

DEMO = environment.flag("DEMO")
DEBUG = environment.flag("DEBUG")
PUBLIC_READ = environment.flag("PUBLIC_READ")
REQUIRE_SECOND_FACTOR = environment.flag("REQUIRE_SECOND_FACTOR", default=not DEMO)
if DEBUG and not DEMO:
    raise UnfitEnvironment("DEBUG is 1: it shows the inside to strangers. Unset it, or set DEMO=1 as well.")

DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "var")
EVIDENCE_DIR = DATA_DIR / "evidence"
SECRET_KEY = environment.secret("SECRET_KEY", kept_in=DATA_DIR / "secret-key" if DEMO else None)
DEMO_PASSWORD = environment.text("DEMO_PASSWORD") or kept_secret(DATA_DIR / "demo-password", 9) if DEMO else ""
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")

# --- Where it is reached ------------------------------------------------------------------------

SECURE = not DEMO
PORT = environment.count("PORT", 8000, least=0, most=65535)
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", ("127.0.0.1", "localhost", "[::1]") if DEMO else ())
BASE_URL = environment.text("BASE_URL", f"https://{ALLOWED_HOSTS[0]}" if SECURE else f"http://127.0.0.1:{PORT}")
CSRF_TRUSTED_ORIGINS = environment.words(
    "CSRF_TRUSTED_ORIGINS", tuple(f"https://{host}" for host in ALLOWED_HOSTS) if SECURE else ()
)
# How many proxies of ours stand before the server; each overwrites X-Forwarded-Proto and adds to
# X-Forwarded-For. Whoever connects directly cannot lie about their address where this is 0.
TRUSTED_PROXIES = environment.count("TRUSTED_PROXIES", 0 if DEMO else 1, least=0, most=9)

# --- Parts --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",
    "roadmap",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
    "django_tasks",
]

MIDDLEWARE = [
    "config.middleware.RequestId",
    "config.middleware.Headers",
    "csp.middleware.CSPMiddleware",
    "config.middleware.ApiNeedsTls",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.middleware.SessionLimits",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.PersonLanguage",
    "config.second_factor.SecondFactorFirst",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.web.context.frame",
                "roadmap.web.context.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data ---------------------------------------------------------------------------------------

DATABASES = {"default": environment.database("DATABASE_URL", DATA_DIR / "db.sqlite3")}
# A connection serves many requests: opening one costs more than most reads, on either database.
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a writer waits for its turn instead of failing half-way; FULL: what was answered is on the
    # disk. Never ATOMIC_REQUESTS with this: readers would queue as well.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000; PRAGMA foreign_keys=ON"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "options": "-c statement_timeout=15s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s",
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits live in the cache: more than one process needs a shared one (config/gunicorn.py refuses otherwise).
REDIS_URL = environment.cache("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "roadmap",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "roadmap",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = Path(environment.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": EVIDENCE_DIR, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# The demonstration serves static files where they lie, so that it starts at once.
WHITENOISE_USE_FINDERS = DEMO
WHITENOISE_AUTOREFRESH = DEBUG

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
# Where ClamAV listens; empty: files are told by their content alone (roadmap/services/scanning.py).
CLAMD_SOCKET = environment.socket("CLAMD_SOCKET")

# --- Languages and time -------------------------------------------------------------------------

LANGUAGE_CODE = "ru"
LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Aqtobe"

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.validators.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email", "name"), "max_similarity": 0.6},
    },
    {"NAME": "accounts.validators.ContextWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600

# --- Limits (off only in a demonstration) -------------------------------------------------------

THROTTLE_ANON = environment.rate("THROTTLE_ANON", "30/min", may_be_off=DEMO)
THROTTLE_USER = environment.rate("THROTTLE_USER", "300/min", may_be_off=DEMO)
THROTTLE_LOGIN = environment.rate("THROTTLE_LOGIN", "10/5min", may_be_off=DEMO)

# --- allauth: sign in by name or e-mail; nobody signs up, people are invited --------------------

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.web.signing_in.SignInForm",
    "reset_password": "accounts.web.signing_in.ForgottenPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Open links end with the right they were sent under (accounts/links.py).
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.links.PasswordLinkTokens"  # noqa: S105 - the name of a class
ACCOUNT_RATE_LIMITS = (
    {"login_failed": f"{THROTTLE_LOGIN.requests}/{THROTTLE_LOGIN.seconds}s/key"} if THROTTLE_LOGIN else False
)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# Single sign-on: each region may have a provider of its own; nobody is recognised by an e-mail alone.
OIDC_PROVIDERS = environment.oidc("OIDC_PROVIDERS", may_be_plain=DEMO)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": OIDC_PROVIDERS}}
SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
# A link, not a form: the policy lets no form of ours lead to another host.
SOCIALACCOUNT_LOGIN_ON_GET = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers know passkeys over plain http on this machine only, under the name localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_ADAPTER = "accounts.passkeys.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "accounts.codes.ActivateForm",
    "authenticate": "accounts.codes.AuthenticateForm",
    "reauthenticate": "accounts.codes.ReauthenticateForm",
    "add_webauthn": "accounts.passkeys.AddForm",
    "authenticate_webauthn": "accounts.passkeys.AuthenticateForm",
    "reauthenticate_webauthn": "accounts.passkeys.ReauthenticateForm",
    "login_webauthn": "accounts.passkeys.LoginForm",
    "edit_webauthn": "accounts.passkeys.EditForm",
}
MFA_TOTP_ISSUER = "Aktobe – Orenburg"
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = False

# --- axes: failed sign-ins, kept where administrators see them ----------------------------------

AXES_ENABLED = THROTTLE_LOGIN is not None
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["username", "email", "login", "ip_address"]
AXES_VERBOSE = False
# A browser that the person used before has a limit of its own: strangers cannot lock it out (hardening G26).
AXES_WHITELIST_CALLABLE = "accounts.adapter.never_locks_out"
AXES_IPWARE_PROXY_COUNT = TRUSTED_PROXIES or None
AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR" if TRUSTED_PROXIES else "REMOTE_ADDR"]

# --- The browser --------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = SECURE
# The API over http is refused, not redirected (config.middleware.ApiNeedsTls); probes come from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^api/"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE and environment.flag("HSTS_PRELOAD")
# security.W021 asks for preload: that is for the domain's owner to consent to, by HSTS_PRELOAD=1.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE and TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else "sessionid"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 43_200
SESSION_IDLE_SECONDS = 10_800

CSRF_FAILURE_VIEW = "accounts.web.failures.csrf_failure"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=()"

# --- The API ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # Tokens first: the first authenticator decides that a stranger gets 401 and not 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "accounts.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.ClosedByDefault"],
    "DEFAULT_RENDERER_CLASSES": ["accounts.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api.parsers.StrictJSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttles.Throttle"],
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_PAGINATION_CLASS": None,
    "EXCEPTION_HANDLER": "accounts.api.errors.exception_handler",
    "NUM_PROXIES": TRUSTED_PROXIES,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "DATE_INPUT_FORMATS": ["%Y-%m-%d"],
    "DATETIME_INPUT_FORMATS": ["iso-8601"],
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "TEST_REQUEST_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "rest_framework.renderers.MultiPartRenderer",
    ],
}

KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105 - the name of a model
# Our tokens are our own table; knox would make a second one that nothing clears.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {
    "TOKEN_PREFIX": "aor_",
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_TTL": timedelta(days=90),
    "AUTO_REFRESH": False,
    "TOKEN_LIMIT_PER_USER": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Aktobe – Orenburg road map",
    "DESCRIPTION": "Plan, reports of both Parties and what they agree on. Errors are RFC 9457 problems.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": False,
    "SERVE_PERMISSIONS": ["accounts.permissions.ClosedByDefault"],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": True,
    # Lists of values that several fields share, or that share a field's name: each has a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "DeadlineFormEnum": "roadmap.choices.DeadlineForm",
        "SourceEnum": "roadmap.choices.SourceKind",
        "ReportStateEnum": "roadmap.choices.ReportState",
        "RoadmapStateEnum": "roadmap.choices.RoadmapState",
        "ProposalStateEnum": "roadmap.choices.ProposalState",
        "PeriodStateEnum": "roadmap.choices.PeriodState",
        "PersonStateEnum": ["invited", "active", "deactivated"],
        "RoleEnum": "accounts.roles.Role",
        "GrantedRoleEnum": "accounts.api.people.granted_roles",
        "ScopeEnum": "accounts.roles.TokenScope",
        "AuditKindEnum": ["work", "people"],
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Letters and work after the answer ----------------------------------------------------------

_letters = environment.email("EMAIL_URL", "consolemail://")
EMAIL_BACKEND = _letters["EMAIL_BACKEND"]
EMAIL_HOST = _letters.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _letters.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _letters.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _letters.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _letters.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _letters.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = f"/{_letters['EMAIL_FILE_PATH'].lstrip('/')}" if _letters.get("EMAIL_FILE_PATH") else None
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", f"roadmap@{ALLOWED_HOSTS[0].strip('[]')}")
TASKS = {"default": {"BACKEND": "config.tasks.ThreadBackend"}}

# --- Logs: lines of JSON on standard output, without personal data (config/logs.py) -------------

LOG_LEVEL = environment.one_of("LOG_LEVEL", "WARNING" if DEMO else "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "config.logs.JsonLines"}},
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "lines"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stdout"], "level": LOG_LEVEL, "propagate": False},
        # Every answer has its own line (config.middleware.RequestId); Django's would hold the whole path.
        "django.request": {"handlers": ["stdout"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": ["nowhere"], "propagate": False},
    },
}
