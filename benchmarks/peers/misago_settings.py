"""Misago's own development settings, without its debugging tools, on the database we start."""

import os
from urllib.parse import urlsplit

from devproject.settings import *  # noqa: F403 - Misago's settings are meant to be built on so
from devproject.settings import INSTALLED_APPS as THEIR_APPS
from devproject.settings import MIDDLEWARE as THEIR_MIDDLEWARE

_server = urlsplit(os.environ["MISAGO_DATABASE"])
DEBUG = False
DEBUG_PROPAGATE_EXCEPTIONS = True
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "misago_urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _server.path.lstrip("/"),
        "USER": _server.username,
        "HOST": _server.hostname,
        "PORT": _server.port,
        "CONN_MAX_AGE": 600,
    }
}
INSTALLED_APPS = [app for app in THEIR_APPS if app != "debug_toolbar"]
MIDDLEWARE = [name for name in THEIR_MIDDLEWARE if "debug_toolbar" not in name]
CELERY_TASK_ALWAYS_EAGER = True
