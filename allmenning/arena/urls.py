"""Addresses of the room; each noun has its own file."""

from django.urls import URLPattern, URLResolver

app_name = "arena"
urlpatterns: list[URLPattern | URLResolver] = []
