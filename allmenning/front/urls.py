"""The room's addresses in every language; what has one language stands in `open_urls.py`."""

from django.urls import path

from allmenning.front.views import home

app_name = "front"
urlpatterns = [
    path("", home.home, name="home"),
]
