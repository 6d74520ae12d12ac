"""Settings, read from the environment once. Every name is described in docs/settings.md."""

from django.utils.translation import gettext_lazy as _
from environs import Env, validate

from allmenning.accounts.sign_in import sign_in_settings
from allmenning.config.environment import base_url, database_options, secret_key
from allmenning.config.folders import DEFAULT as DEFAULT_DATA_FOLDER
from allmenning.config.logs import logging_to_standard_error

env = Env()
AT_LEAST_ONE = validate.Range(min=1)
A_WEB_ADDRESS = validate.Regexp(r"(https?://\S+)?\Z", error="Not a web address.")
LEVELS = validate.OneOf(("DEBUG", "INFO", "WARNING", "ERROR"))

DATA_DIR = env.path("ALLMENNING_DATA_DIR", DEFAULT_DATA_FOLDER)

DEBUG = env.bool("ALLMENNING_DEBUG", default=False)
DEMO = env.bool("ALLMENNING_DEMO", default=False)
HTTPS = env.bool("ALLMENNING_HTTPS", default=False)
SECRET_KEY = secret_key(
    env.str("ALLMENNING_SECRET_KEY", default=None), folder=DATA_DIR, https=HTTPS
)
# Newest first; without them, a key is made in the data folder (delivery/secrets.py).
CHANNEL_KEYS: list[str] = env.list("ALLMENNING_CHANNEL_KEYS", [])
ALLOWED_HOSTS = env.list(
    "ALLMENNING_HOSTS", ["127.0.0.1", "localhost", "[::1]"], validate=validate.Length(min=1)
)
MAX_UPLOAD_MB = env.int("ALLMENNING_MAX_UPLOAD_MB", default=10, validate=AT_LEAST_ONE)

# How `allmenning serve` and `allmenning worker` run.
SERVE_ADDRESS = env.str("ALLMENNING_ADDRESS", default="127.0.0.1")
SERVE_PORT = env.int("ALLMENNING_PORT", default=8000, validate=validate.Range(1, 65535))
SERVE_PROCESSES = env.int("ALLMENNING_PROCESSES", default=1, validate=validate.Range(1, 256))
SERVE_THREADS = env.int("ALLMENNING_THREADS", default=4, validate=validate.Range(1, 256))
# Where readers find us, and where they find the public files when those lie elsewhere (a CDN).
BASE_URL = env.str(
    "ALLMENNING_BASE_URL",
    default=base_url(ALLOWED_HOSTS, https=HTTPS, port=SERVE_PORT),
    validate=A_WEB_ADDRESS,
).rstrip("/")
STATUS_URL = env.str("ALLMENNING_STATUS_URL", default=BASE_URL, validate=A_WEB_ADDRESS).rstrip("/")
# Whose warnings municipalities may pass on: key=address of CAP, an Atom or RSS feed of it, or JSON
# of NVE and MET.
AUTHORITY_FEEDS: dict[str, str] = env.dict("ALLMENNING_AUTHORITY_FEEDS", {})
# PEM files: what we send in CAP is signed with them (ECDSA on P-256).
CAP_KEY = env.path("ALLMENNING_CAP_KEY", default=None)
CAP_CERTIFICATE = env.path("ALLMENNING_CAP_CERTIFICATE", default=None)
# Push services and webhooks are called by addresses from outside; only these may be inside.
INTERNAL_HOSTS: list[str] = env.list("ALLMENNING_INTERNAL_HOSTS", [])
# Versions of others' interfaces; they end about two years and one year after they came.
META_GRAPH_VERSION = env.str("ALLMENNING_META_GRAPH_VERSION", default="v25.0")
LINKEDIN_VERSION = env.str("ALLMENNING_LINKEDIN_VERSION", default="202607")
WORKER_WITH_SERVE = env.bool("ALLMENNING_WORKER_WITH_SERVE", default=True)
BACKUP_DIR = env.path("ALLMENNING_BACKUP_DIR", default=None)
BACKUPS_KEPT = env.int("ALLMENNING_BACKUPS_KEPT", default=14, validate=AT_LEAST_ONE)

INSTALLED_APPS = [
    "allmenning.config",
    "allmenning.front",
    "allmenning.arena",
    "allmenning.surveys",
    "allmenning.evidence",
    "allmenning.alerts",
    "allmenning.register",
    "allmenning.delivery",
    "allmenning.search",
    "allmenning.accounts",
    "allmenning.ui",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
]

MIDDLEWARE = [
    "allmenning.config.limits.SizeLimit",
    "django.middleware.security.SecurityMiddleware",
    "allmenning.ui.headers.SecurityHeaders",
    "allmenning.ui.errors.MethodNotAllowed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "allmenning.config.kept.KeptPages",
    # Pages with secrets get padding of random length from it (docs/adr/compressed-answers.md).
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allmenning.arena.seen.Seen",
]

ROOT_URLCONF = "allmenning.config.urls"
WSGI_APPLICATION = "allmenning.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "allmenning.register.context.lens",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]

DATABASES = {
    "default": env.dj_db_url(
        "ALLMENNING_DATABASE_URL", default=f"sqlite:///{DATA_DIR}/allmenning.sqlite3"
    )
}
DATABASES["default"] |= {
    "OPTIONS": database_options(DATABASES["default"]["ENGINE"])
    | DATABASES["default"].get("OPTIONS", {}),
    # Opening SQLite and setting its pragmas costs more than a query; each thread keeps its own.
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
vars().update(sign_in_settings(env, https=HTTPS))
# Three questions the first time, the first page later.
LOGIN_REDIRECT_URL = "arena:arrive"
# Templates of higher rooms shown on a person's own account page, e.g. memberships.
ACCOUNT_PAGE_PARTS: list[str] = [
    "register/_membership.html",
    "alerts/_account.html",
    "surveys/_account.html",
    "front/_account.html",
    "arena/_account.html",
]

# What stands around every page: (url name, label); templates of higher rooms, lowest room first.
UI_NAVIGATION: list[tuple[str, object]] = [
    ("evidence:themes", _("Themes")),
    ("evidence:findings", _("Findings")),
    ("evidence:studies", _("Studies")),
    ("evidence:compare", _("Compare")),
    ("surveys:surveys", _("Surveys")),
    ("arena:cases", _("Experiences")),
    ("arena:questions", _("Questions")),
    ("arena:guidance", _("Guidance")),
    ("register:municipalities", _("Municipalities")),
    ("alerts:home", _("Warnings")),
]
UI_HEADER_PARTS: list[str] = [
    "front/search/_header.html",
    "register/_lens.html",
    "arena/_header.html",
    "accounts/header.html",
]
if DEMO:
    UI_HEADER_PARTS.append("accounts/demo_banner.html")
UI_FOOTER_LINKS: list[tuple[str, object]] = [
    ("front:about", _("About Allmenning")),
    ("front:accessibility", _("Accessibility")),
    ("front:privacy", _("Privacy")),
    ("front:data", _("Open data")),
    ("front:contact", _("Write to us")),
    ("arena:rules", _("The rules of the arena")),
]
UI_CONTACT_PAGE = "front:contact"

# Templates of higher rooms shown on the page of a theme.
REGISTER_COUNTY_PARTS: list[str] = ["arena/_county.html"]
EVIDENCE_THEME_PARTS: list[str] = ["arena/_theme.html"]
EVIDENCE_FINDING_PARTS: list[str] = ["arena/_finding.html"]
EVIDENCE_STUDY_PARTS: list[str] = ["arena/_study.html"]

# What can be found: objects of type search.contract.Source (docs/adr/search.md).
SEARCH_SOURCES: list[str] = [
    "allmenning.arena.queries.search.cases",
    "allmenning.arena.queries.search.questions",
    "allmenning.arena.queries.search.guidance",
    "allmenning.evidence.queries.search.findings",
    "allmenning.evidence.queries.search.studies",
    "allmenning.surveys.queries.search.surveys",
    "allmenning.register.queries.search.bodies",
    "allmenning.alerts.queries.search.alerts",
]
SEARCH_ENGINE = env.str(
    "ALLMENNING_SEARCH_ENGINE", default="fts5", validate=validate.OneOf(("fts5", "tantivy"))
)

# Who runs this installation; the pages under /om/ name them.
OPERATOR_NAME = env.str("ALLMENNING_OPERATOR_NAME", default="")
CONTACT_EMAIL = env.str("ALLMENNING_CONTACT_EMAIL", default="")
ACCESSIBILITY_DECLARATION = env.str(
    "ALLMENNING_ACCESSIBILITY_DECLARATION", default="", validate=A_WEB_ADDRESS
)

LANGUAGE_CODE = "nb"
# Each language by its own name, so that who reads only one of them finds it.
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"
FORMAT_MODULE_PATH = "allmenning.ui.formats"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The register reads the lens from it; config keeps one page per lens (kept.py).
LENS_COOKIE = "lens"

# Ordinary jobs, in our own database; warnings take the outbox (docs/adr/ordinary-jobs.md).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Shared by all processes, since the throttling of sign-ins counts in it; accounts makes the table.
CACHES = {"default": env.dj_cache_url("ALLMENNING_CACHE_URL", default="db://shared_cache")}

# Without a mail server, messages lie in the data folder, where who tries it out can read the code.
vars().update(env.dj_email_url("ALLMENNING_EMAIL_URL", default=f"file:///{DATA_DIR}/mail"))
DEFAULT_FROM_EMAIL = env.str("ALLMENNING_EMAIL_FROM", default="allmenning@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = logging_to_standard_error(
    env.str("ALLMENNING_LOG_LEVEL", default="INFO", validate=LEVELS)
)

# Text fields and JSON; files may be as large as MAX_UPLOAD_MB (config/limits.py refuses early).
DATA_UPLOAD_MAX_MEMORY_SIZE = min(MAX_UPLOAD_MB, 3) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_PERMISSIONS = 0o600

SECURE_SSL_REDIRECT = HTTPS
# Probes of a load balancer come over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("ALLMENNING_PROXY", default=False) else None
)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "allmenning.ui.errors.form_expired"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
# The preload list is for whole domains; a single service must not sign up its owner's domain.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
