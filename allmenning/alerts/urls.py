from django.urls import path

from allmenning.alerts import converters  # noqa: F401 - registers what the addresses use
from allmenning.alerts.readiness_urls import urlpatterns as readiness_addresses
from allmenning.alerts.views import help_page, home

app_name = "alerts"
urlpatterns = [
    path("varsling/", home.home, name="home"),
    path("varsling/hjelp/", help_page.help_page, name="help"),
    *readiness_addresses,
]
