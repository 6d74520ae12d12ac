"""Mounted by config in demo mode only."""

from django.urls import URLPattern, path

from allmenning.accounts.views import demo

app_name = "demo"
urlpatterns: list[URLPattern] = [
    path("", demo.choose, name="choose"),
    path("inn/", demo.step_into, name="step_into"),
]
