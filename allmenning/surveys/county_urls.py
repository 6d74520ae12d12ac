"""Addresses of the county's help."""

from django.urls import path

from allmenning.surveys.views import county

COUNTY = "undersokelser/fylke/<slug:slug>/"

urlpatterns = [
    path(COUNTY, county.county, name="county"),
    path(f"{COUNTY}<slug:survey>/<int:pk>/", county.propose, name="county_propose"),
]
