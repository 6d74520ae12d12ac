"""Addresses of surveys; those of other nouns come before, since a survey's own name may be any."""

from django.urls import path

from allmenning.surveys.views import surveys, surveys_writing

SURVEY = "undersokelser/<slug:slug>/"

urlpatterns = [
    path("undersokelser/", surveys.surveys, name="surveys"),
    path("undersokelser.csv", surveys.surveys_file, {"kind": "csv"}, name="surveys_csv"),
    path("undersokelser.json", surveys.surveys_file, {"kind": "json"}, name="surveys_json"),
    path("undersokelser/ny/", surveys_writing.new, name="survey_new"),
    path(SURVEY, surveys.survey, name="survey"),
    path(f"{SURVEY}rediger/", surveys_writing.edit, name="survey_edit"),
    path(f"{SURVEY}plan/", surveys_writing.register, name="survey_register"),
    path(f"{SURVEY}gjort/", surveys_writing.done, name="survey_done"),
    path(f"{SURVEY}videre/", surveys_writing.advance, name="survey_advance"),
    path(f"{SURVEY}strata.csv", surveys.strata_file, {"kind": "csv"}, name="strata_csv"),
    path(f"{SURVEY}strata.json", surveys.strata_file, {"kind": "json"}, name="strata_json"),
]
