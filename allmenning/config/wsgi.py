"""The application object that Granian serves: public files first, then Django."""

import logging
import os
from wsgiref.types import WSGIApplication

from allmenning.config.folders import data_folder
from allmenning.delivery.serving import PublicFiles, Reloading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmenning.config.settings")
log = logging.getLogger("allmenning.serve")


def load_django() -> WSGIApplication | None:
    """Return Django's application, or None while settings, code or tables are not as they must be.

    The imports stand here, since status pages are to be served also when Django cannot be imported.
    """
    try:
        from allmenning.config.application import ready_application  # noqa: PLC0415

        return ready_application()
    except Exception:  # the edge: whatever it is, warnings are still read
        log.exception("Django could not be loaded; only public files are served")
        return None


application = PublicFiles(
    data_folder() / "public",
    Reloading(load_django),
    https=os.environ.get("ALLMENNING_HTTPS", "").lower() in {"1", "true", "on", "yes", "y", "t"},
)
