"""Settings, read from the environment once. Every name is described in docs/settings.md."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from environs import Env

env = Env()
env.read_env(recurse=False)

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent
DATA_DIR = env.path("ALLMENNING_DATA_DIR", ROOT / "var")

DEBUG = env.bool("ALLMENNING_DEBUG", default=False)
DEMO = env.bool("ALLMENNING_DEMO", default=False)
SECRET_KEY = env.str("ALLMENNING_SECRET_KEY", default="only-for-this-machine-" + "0" * 40)
ALLOWED_HOSTS = env.list("ALLMENNING_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
HTTPS = env.bool("ALLMENNING_HTTPS", default=False)

INSTALLED_APPS = [
    "allmenning.front",
    "allmenning.evidence",
    "allmenning.register",
    "allmenning.accounts",
    "allmenning.ui",
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
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", _("Bokmål")), ("nn", _("Nynorsk")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The register reads the lens from it; config keeps one page per lens (kept.py).
LENS_COOKIE = "lens"
