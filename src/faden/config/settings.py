"""Django's settings. What a city may change comes from the environment (docs/operating.md lists it)."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from faden.config import environment

DATA = environment.folder("FADEN_DATA", Path("var"))
DEBUG = environment.flag("FADEN_DEBUG")
SECRET_KEY = environment.secret("FADEN_SECRET_KEY", DATA / "secret-key")
ALLOWED_HOSTS = environment.names("FADEN_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
HTTPS = environment.flag("FADEN_HTTPS")
# For links in mails; a request may claim any host.
SITE_ADDRESS = environment.site("FADEN_ADDRESS", ALLOWED_HOSTS, https=HTTPS)

INSTALLED_APPS = [
    "faden.web",
    "faden.programme",
    "faden.people",
    "faden.addresses",
    "faden.places",
    "faden.search",
    "faden.post",
    "faden.goals",
    "faden.dialogue",
    "faden.intake",
    "faden.synergy",
    "faden.opinion",
    "faden.opendata",
    "faden.portal",
    "faden.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "faden.config.probes.probes",
    "faden.config.observing.requests",
    "faden.programme.whole_pages.whole_pages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "faden.web.language.language",
    "faden.programme.middleware.programme",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "faden.config.urls"
WSGI_APPLICATION = "faden.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "faden.people.access.standing",
            ],
        },
    }
]
FORM_RENDERER = "faden.web.forms.Renderer"

DATABASES = {"default": environment.database("FADEN_DATABASE_URL", DATA / "faden.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# German first, without a prefix in the path (web/language.py); catalogues of the others lie under web/locale.
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
FORMAT_MODULE_PATH = ["faden.web.formats"]
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# People: password and second factor for staff, no sign-up by strangers.
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("desk")
ACCOUNT_ADAPTER = "faden.people.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("start")
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Roter Faden"
MFA_ADAPTER = "allauth.mfa.adapter.DefaultMFAAdapter"
MFA_TOTP_TOLERANCE = 1

# Background work: rows in the database, done by `faden worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Files: originals lie outside every web root and go out through a view, to staff.
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "faden.web.assets.Storage"},
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_INDEX_FILE = False

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Safety in the browser: nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "connect-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# The map draws its own ground; a picture below it comes from elsewhere, only when a visitor asks for it.
MAP_TILES, MAP_CREDIT = environment.tiles("FADEN_MAP_TILES"), environment.text("FADEN_MAP_CREDIT")
if MAP_TILES and not MAP_CREDIT:
    raise environment.Refused("Zu FADEN_MAP_TILES gehört FADEN_MAP_CREDIT. Bitte angeben, wer das Kartenbild macht.")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "faden_session"
CSRF_COOKIE_NAME = "faden_csrf"
CSRF_FAILURE_VIEW = "faden.web.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000

_MAIL = environment.mail("FADEN_MAIL_URL")
if _MAIL:
    globals().update(_MAIL)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"
DEFAULT_FROM_EMAIL = environment.text("FADEN_MAIL_FROM", "roter-faden@localhost")

# JSON is for machines that keep logs: it says by default what was asked for and done.
_JSON = environment.choice("FADEN_LOG_FORMAT", "PLAIN", {"PLAIN", "JSON"}) == "JSON"
_LEVEL = environment.choice(
    "FADEN_LOG_LEVEL", "INFO" if _JSON else "WARNING", {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "faden.config.logs.Lines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json" if _JSON else "plain"}},
    "loggers": {
        # Refusals and missing pages are answers, no faults.
        "django.request": {"level": "ERROR"},
        "gunicorn.error": {"handlers": ["console"], "level": _LEVEL, "propagate": False},
    },
    "root": {"handlers": ["console"], "level": _LEVEL},
}

# Which model compares meanings (synergy/chosen.py). An endpoint is sent what is public, nothing else.
SYNERGY_MODEL = environment.choice(
    "FADEN_SYNERGY_MODEL", "AUTO", {"AUTO", "LETTERS", "USE", "E5", "ENDPOINT", "SENTENCE-TRANSFORMERS"}
).lower()
SYNERGY_MODEL_NAME = environment.text("FADEN_SYNERGY_MODEL_NAME")
SYNERGY_MODEL_PREFIX = environment.prefix("FADEN_SYNERGY_MODEL_PREFIX")
SYNERGY_ENDPOINT, SYNERGY_ENDPOINT_KEY = environment.endpoint("FADEN_SYNERGY_ENDPOINT", "FADEN_SYNERGY_ENDPOINT_KEY")
if (SYNERGY_MODEL == "endpoint") != bool(SYNERGY_ENDPOINT):
    raise environment.Refused(
        "FADEN_SYNERGY_MODEL=endpoint und FADEN_SYNERGY_ENDPOINT gehören zusammen. Bitte beide angeben oder keines."
    )

# Pictures of very many votes are made on several machines (opinion/cluster.py).
DASK_SCHEDULER = environment.scheduler("FADEN_DASK_SCHEDULER")

# Who may read /metrics from elsewhere; without a token only this machine itself.
METRICS_TOKEN = environment.text("FADEN_METRICS_TOKEN")

SILENCED_SYSTEM_CHECKS = ["csp.W001"]
