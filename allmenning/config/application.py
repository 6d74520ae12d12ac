"""Django's own application, once it may run."""

from wsgiref.types import WSGIApplication

from django.apps import apps
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection

from allmenning.config.migrated import missing


def ready_application() -> WSGIApplication | None:
    """Return it, or None when the tables wait for migrations; a lost database its pages tell of."""
    if not apps.ready:
        # An earlier try may have stopped in the middle, and Django takes that for one under way.
        apps.loading = False
        apps.app_configs.clear()
    application: WSGIApplication = get_wsgi_application()
    try:
        return None if missing() else application
    except DatabaseError:
        return application
    finally:
        connection.close()
