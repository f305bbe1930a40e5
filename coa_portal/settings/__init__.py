"""Settings from the environment (the table is in the README). Production unless a variable says otherwise."""

import logging
import os
from pathlib import Path

import environ
from celery.schedules import crontab

from coa_portal.api.version import API_VERSION
from coa_portal.settings.oidc import read_providers

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("PORTAL_DATA_DIR", default=str(BASE_DIR / ".data")))

SECRET_KEY = env.str("SECRET_KEY")
DEBUG = False  # the crash page of DEBUG shows data; there is no way to switch it on
PORTAL_DEMO = env.bool("PORTAL_DEMO", default=False)
PORTAL_VERSION = "0.1.0"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PORTAL_BASE_URL = env.str("PORTAL_BASE_URL", default="http://localhost:8000").rstrip("/")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="mailto:beveiliging@portaal.example")
IS_HTTPS = PORTAL_BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "coa_portal.accounts.admin_config.PortaalAdminConfig",
    "django.forms",
    "guardian",
    "simple_history",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "coa_portal.organisaties",
    "coa_portal.audit",
    "coa_portal.access",
    "coa_portal.lifecycle",
    "coa_portal.avg",
    "coa_portal.web.apps.WebConfig",
    "coa_portal.api.apps.ApiConfig",
    "coa_portal.accounts",
    "coa_portal.notifications",
    "klantprofiel",
    "voorinburgering",
    "koppeling",
    "overdracht",
    "coa_portal.portaal",
]

MIDDLEWARE = [
    # one number per request, on every answer, also the refused ones (R10)
    "coa_portal.audit.tracing.TraceMiddleware",
    # names its version on every answer of the API, also where something below answers in its place
    "coa_portal.api.middleware.ApiVersionMiddleware",
    # in no cache, no device, by no other site: on every answer, also the refused ones
    "coa_portal.web.middleware.HeadersMiddleware",
    # HSTS, nosniff, referrer policy
    "django.middleware.security.SecurityMiddleware",
    # for browsers that do not read frame-ancestors
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # no inline script or style anywhere (DESIGN §10)
    "csp.middleware.CSPMiddleware",
    # before anything reads the body: what no form of the portal sends
    "coa_portal.web.middleware.BoundsMiddleware",
    # static files without a second server; hashed names
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # remembers the browser of who just signed in
    "coa_portal.accounts.devices.DeviceMiddleware",
    # the key of a gemeente's system, before anything asks who is asking
    "coa_portal.accounts.middleware.ApiKeyMiddleware",
    # session end after inactivity
    "coa_portal.accounts.middleware.SessionAgeMiddleware",
    # refuses views that do not declare who may use them, and people who may not (R3)
    "coa_portal.access.middleware.DeclarationMiddleware",
    # how often one account may ask for the pages that cost most
    "coa_portal.web.rate.RateMiddleware",
    # steps that give rights away ask for the factors again
    "coa_portal.accounts.recent.RecentSignInMiddleware",
    # the number of open tasks in the menu is counted anew after the account's own writes, once they are committed
    "coa_portal.portaal.work.teller.WorkCounterMiddleware",
    # the second wall: from here on PostgreSQL itself refuses (R4)
    "coa_portal.access.middleware.WallMiddleware",
    # history rows learn who changed
    "coa_portal.audit.middleware.ActingAccountMiddleware",
    # why words stay that the AVG guard marked (R9)
    "coa_portal.avg.middleware.KeptWordsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # domain errors that no view caught become a Dutch page
    "coa_portal.web.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "coa_portal.urls"
WSGI_APPLICATION = "coa_portal.wsgi.application"
APPEND_SLASH = False  # a redirect would tell which addresses exist; the API forbids it altogether

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coa_portal.web.context.portaal",
            ],
        },
    }
]
FORM_RENDERER = "coa_portal.web.forms.PortaalRenderer"

# manage.py works as the owner of the schema; web, worker and beat as a role that owns nothing (R4)
_database_variable = (
    "DATABASE_OWNER_URL" if env.str("PORTAL_DB", default="web") == "owner" else "DATABASE_URL"
)
DATABASES = {"default": env.db_url(_database_variable)}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
# server-side cursors do not survive transaction pooling
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Gebruiker"
AUTHENTICATION_BACKENDS = [
    "coa_portal.accounts.backends.EmailBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("naam", "email")},
    },
    {
        "NAME": "coa_portal.accounts.passwords.LengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# organisations that sign their own people in; off without OIDC_PROVIDERS
OIDC_PROVIDERS = read_providers(env)
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "portaal:home"
LOGOUT_REDIRECT_URL = "accounts:login"

# a cookie that JavaScript cannot read, that ends with the browser, and on https belongs to this host alone
_prefix = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}sessionid"
CSRF_COOKIE_NAME = f"{_prefix}csrftoken"
# which browsers signed in before (accounts.devices); outlives the session
DEVICE_COOKIE_NAME = f"{_prefix}apparaat"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "coa_portal.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_MAX_SECONDS = env.int("SESSION_MAX_SECONDS", default=12 * 3600)
# how long a password and second factor count for steps that give rights away (`@page(..., recent=True)`)
REAUTH_SECONDS = env.int("REAUTH_SECONDS", default=15 * 60)
# never the cookie: messages name people
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_TRUSTED_ORIGINS = [PORTAL_BASE_URL]
CSRF_FAILURE_VIEW = "coa_portal.web.errors.csrf_failure"
SECURE_SSL_REDIRECT = IS_HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REDIRECT_EXEMPT = [r"^gezond/$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    # outside the web root: nothing serves this folder but views that check
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = Path(env.str("PORTAL_MEDIA_ROOT", default=str(DATA_DIR / "media")))
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
# pages that take more than that: a file of IBIS with everybody in it
LARGE_UPLOADS = {"/dossiers/ibis/": 64 * 1024 * 1024}
# a virus scanner of the hosting party ("host:port" of clamd); then nothing is kept that it did not pass
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="COA-portaal <noreply@portaal.example>")

# from which hour (Dutch time) the daily e-mails with meldingen are made
DIGEST_HOUR = env.int("DIGEST_HOUR", default=7)

# coa_portal.common.crypto: the newest key first, it encrypts; the others still decrypt (manage.py rotate_keys).
# BSN_KEYS is the name from before; BSN_HASH_KEY is needed until the first rotation of an older installation
FIELD_KEYS = env.list("FIELD_KEYS", default=[]) or env.list("BSN_KEYS")
BSN_HASH_KEY = env.str("BSN_HASH_KEY", default="")
# pseudonyms in the reading log, the newest first. Not FIELD_KEYS: an older one of those goes after a rotation, while a
# key that goes here takes the way to its lines with it
READING_LOG_KEYS = env.list("READING_LOG_KEYS")
# where the head of the reading log's chain is written down every hour: beside the database, not in it
READING_LOG_ANCHOR_FILE = Path(
    env.str("READING_LOG_ANCHOR_FILE", default=str(DATA_DIR / "leeslog-ankers.jsonl"))
)

REDIS_URL = env.str("REDIS_URL")
# rate limits and brakes on guessing (common.throttle); only the tests change these
THROTTLE_NAMESPACE = "portal"
RATES_ENFORCED = True
# so long the menu may show an older number of open tasks than the work list; 0: no number outside the home page
WORK_COUNTER_SECONDS = 60
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# a dead broker must not hold up a page: one try, and the outbox is drained by beat anyway
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 0}
CELERY_BEAT_SCHEDULE = {
    "drain-outbox": {"task": "notifications.drain_outbox", "schedule": 15.0},
    "forget-aanmeldpogingen": {"task": "accounts.forget_aanmeldpogingen", "schedule": 24 * 3600.0},
    # often: what somebody typed may wait in an ended session, for half an hour
    "clear-sessions": {"task": "accounts.clear_sessions", "schedule": 900.0},
    "send-security-mails": {"task": "accounts.send_security_mails", "schedule": 60.0},
    "expire-toekenningen": {"task": "accounts.expire_toekenningen", "schedule": 900.0},
    "look-after-accounts": {"task": "accounts.look_after_accounts", "schedule": crontab(hour=3, minute=20)},
    "publish-settled-changes": {"task": "overdracht.publish_settled_changes", "schedule": 600.0},
    "nudge-settled-changes": {
        "task": "overdracht.nudge_settled_changes",
        "schedule": crontab(hour="7-18", minute=25),
    },
    "remind-of-talks": {"task": "overdracht.remind_of_talks", "schedule": 3600.0},
    "end-access": {"task": "overdracht.end_access_when_due", "schedule": crontab(hour=0, minute=20)},
    # twice a day: each passing is told once, whenever the task runs (R14)
    "remind-termijnen": {"task": "overdracht.remind_termijnen", "schedule": crontab(hour="6,12", minute=5)},
    # overviews that are too large to count on a page say of when they are
    "count-termijnen": {"task": "overdracht.count_termijnen", "schedule": crontab(minute=40)},
    "remove-orphan-documents": {
        "task": "overdracht.remove_orphan_documents",
        "schedule": crontab(hour=4, minute=10),
    },
    # what a dead broker or worker left behind; a file that is waiting is read within a minute
    "import-ibis": {"task": "klantprofiel.import_ibis", "schedule": 60.0},
    "seal-reading-log": {"task": "portaal.seal_reading_log", "schedule": 60.0},
    "anchor-reading-log": {"task": "portaal.anchor_reading_log", "schedule": 3600.0},
    "verify-reading-log": {"task": "portaal.verify_reading_log", "schedule": crontab(hour=3, minute=30)},
}

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["coa_portal.api.permissions.Nobody"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["coa_portal.api.authentication.SystemAccount"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["coa_portal.api.parsers.BoundedJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "coa_portal.api.problems.problem_handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # the header Accept alone chooses the format
}
SPECTACULAR_SETTINGS = {
    "TITLE": "COA-portaal voor gemeenten",
    "DESCRIPTION": (
        "Koppelingen, klantprofielen en meldingen van de eigen gemeente. U ziet wat uw gemeente ook op de pagina's "
        "ziet, niet meer. Lezen van persoonsgegevens wordt vastgelegd. Tijden zijn in UTC."
    ),
    "VERSION": API_VERSION,
    "CONTACT": {
        "name": "Beheer COA-portaal",
        "url": f"{PORTAL_BASE_URL}/hulp/",
        "email": env.str("API_CONTACT_EMAIL", default="beheer@portaal.example"),
    },
    "LICENSE": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/nl/"},
    "SERVERS": [{"url": f"{PORTAL_BASE_URL}/api/v1", "description": "Dit portaal"}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "SERVE_PUBLIC": True,
    "POSTPROCESSING_HOOKS": ["coa_portal.api.schema.finish"],
}

# installation choices of DESIGN §4 and §5
NAMES_IN_TIER0 = env.bool("NAMES_IN_TIER0", default=False)
PUBLISH_AFTER_WORKING_DAYS = env.int("PUBLISH_AFTER_WORKING_DAYS", default=2)
# so long before that, at the least, the behandelaar hears that a changed profile lies still
NUDGE_AFTER_WORKING_DAYS = env.int("NUDGE_AFTER_WORKING_DAYS", default=1)

# the gemeente's access ends so many days after the last PIP (and the move), or after the move where no PIP comes
ACCESS_DAYS_AFTER_PIP = env.int("ACCESS_DAYS_AFTER_PIP", default=180)
ACCESS_DAYS_AFTER_MOVE = env.int("ACCESS_DAYS_AFTER_MOVE", default=365)

# an account that nobody signs in to is blocked after so many days; sooner when it never was used
ACCOUNT_UNUSED_DAYS = env.int("ACCOUNT_UNUSED_DAYS", default=90)
ACCOUNT_NEVER_USED_DAYS = env.int("ACCOUNT_NEVER_USED_DAYS", default=30)

SIMPLE_HISTORY_HISTORY_ID_USE_UUID = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = False

logging.captureWarnings(True)  # a warning may quote a value: through the filter too
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_data": {"()": "coa_portal.common.logs.WithoutData"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_data"]},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # at DEBUG it writes down the secrets of a sign-in
        "authlib": {"level": "INFO"},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # otherwise gunicorn writes what broke outside Django by itself, with the message of the exception
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
