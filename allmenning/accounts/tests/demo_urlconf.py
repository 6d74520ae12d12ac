"""The house's addresses as they are when ALLMENNING_DEMO is on at start."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from allmenning.config.urls import urlpatterns as ordinary

urlpatterns = [
    *i18n_patterns(
        path("demo/", include("allmenning.accounts.demo_urls")), prefix_default_language=False
    ),
    *ordinary,
]
