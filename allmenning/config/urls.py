"""The roof: the one list of every room's addresses."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from allmenning.config.health import live, ready

urlpatterns = [
    path("health/live", live),
    path("health/ready", ready),
    path("", include("allmenning.accounts.callback_urls")),
    path("", include("allmenning.front.open_urls")),
    *i18n_patterns(
        path("", include("allmenning.front.urls")),
        path("", include("allmenning.arena.urls")),
        path("", include("allmenning.surveys.urls")),
        path("", include("allmenning.evidence.urls")),
        path("", include("allmenning.alerts.urls")),
        path("", include("allmenning.register.urls")),
        path("", include("allmenning.delivery.urls")),
        path("", include("allmenning.accounts.urls")),
        path("", include("allmenning.accounts.sign_in_urls")),
        *([path("demo/", include("allmenning.accounts.demo_urls"))] if settings.DEMO else []),
        path("", include("allmenning.ui.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "allmenning.ui.errors.bad_request"
handler403 = "allmenning.ui.errors.permission_denied"
handler404 = "allmenning.ui.errors.not_found"
handler500 = "allmenning.ui.errors.server_error"
