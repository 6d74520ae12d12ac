"""The roof: the one list of every room's addresses."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from allmenning.config.health import live, ready

urlpatterns = [
    path("health/live", live),
    path("health/ready", ready),
    *i18n_patterns(
        path("", include("allmenning.front.urls")),
        path("", include("allmenning.evidence.urls")),
        path("", include("allmenning.register.urls")),
        path("", include("allmenning.accounts.urls")),
        path("", include("allmenning.ui.urls")),
        prefix_default_language=False,
    ),
]
