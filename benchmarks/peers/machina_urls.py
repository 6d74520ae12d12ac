"""Addresses of the django-machina peer."""

from django.urls import include, path

urlpatterns = [path("", include("machina.urls"))]
