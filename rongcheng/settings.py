"""Django settings; everything an installation changes comes from the environment.

``RONGCHENG_DATA``    folder of keys, uploads and the embedded database (default: .data)
``RONGCHENG_PACKS``   folder of the packs, ``national`` among them (default: those of the program)
``DATABASE_URL``      a PostgreSQL server of your own instead of the embedded one
``RONGCHENG_HOSTS``   comma-separated host names served (default: this machine only)
``RONGCHENG_HTTPS``   1 when served behind TLS: cookies are then marked secure
``RONGCHENG_WEBHOOKS`` where webhooks may be: public addresses only (default), private ones too (a
                      network of offices), or local: this machine too
"""

from __future__ import annotations

import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from rongcheng.core.keys import load_keys
from rongcheng.embedded import Embedded

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("RONGCHENG_DATA", BASE_DIR / ".data")).absolute()
DATA_DIR.mkdir(parents=True, exist_ok=True)
UPLOAD_DIR = DATA_DIR / "uploads"
SNAPSHOT_DIR = DATA_DIR / "snapshots"
PACKS_DIR = Path(os.environ.get("RONGCHENG_PACKS") or BASE_DIR / "packs").absolute()

KEYS = load_keys(DATA_DIR / "keys.json")
SECRET_KEY = KEYS.session
DEBUG = False
TESTING = os.environ.get("RONGCHENG_TESTING") == "1"
DEMO = os.environ.get("RONGCHENG_DEMO") == "1"
ALLOWED_HOSTS = os.environ.get("RONGCHENG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HTTPS = os.environ.get("RONGCHENG_HTTPS") == "1"

INSTALLED_APPS = [
    "rongcheng.exchange",
    "rongcheng.console",
    "rongcheng.portal",
    "rongcheng.benefits",
    "rongcheng.rules",
    "rongcheng.appeals",
    "rongcheng.alerts",
    "rongcheng.transfers",
    "rongcheng.people",
    "rongcheng.employers",
    "rongcheng.agencies",
    "rongcheng.places",
    "rongcheng.audit",
    "rongcheng.web",
    "rongcheng.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "ninja",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "rongcheng.web.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "rongcheng.web.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "rongcheng.agencies.middleware.StaffSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "rongcheng.urls"
WSGI_APPLICATION = "rongcheng.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rongcheng.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "rongcheng.web.templatetags.ui"],
        },
    }
]

# --- database: the embedded server unless one is named --------------------------------------------
DATABASE_URL = os.environ.get("DATABASE_URL", "")
EMBEDDED = None if DATABASE_URL else Embedded(DATA_DIR, unsafe=TESTING)


def _database() -> dict[str, object]:
    where: dict[str, object] = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 300}
    if EMBEDDED:
        where |= {"NAME": "rongcheng", "USER": "postgres", "HOST": str(EMBEDDED.socket)}
    else:
        given = conninfo_to_dict(DATABASE_URL)
        where |= {
            "NAME": given.get("dbname", "rongcheng"),
            "USER": given.get("user", ""),
            "PASSWORD": given.get("password", ""),
            "HOST": given.get("host", ""),
            "PORT": given.get("port", ""),
        }
    return where


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people who work here -------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "rongcheng.agencies.passwords.ThreeKinds"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if TESTING
    else "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/console/"
LOGOUT_REDIRECT_URL = "/login"
OTP_TOTP_ISSUER = "融城"
# who proves that a worker is who they say; see rongcheng/people/identity.py
IDENTITY_PROVIDER = os.environ.get("RONGCHENG_IDENTITY", "rongcheng.portal.identity.Demonstration")
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours: a quarter of an hour
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "rongcheng.agencies.views.login.locked"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that the time shown stays true
AXES_DISABLE_ACCESS_LOG = True  # the audit trail keeps log-ins
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSIONS_PER_STAFF = 3
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- language, time, files ------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": UPLOAD_DIR},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
WEBHOOK_ADDRESSES = os.environ.get("RONGCHENG_WEBHOOKS", "local" if DEMO else "public")
LEDGER_MAX_BYTES = 100 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
