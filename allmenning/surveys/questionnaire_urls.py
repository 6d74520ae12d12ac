"""Addresses of a survey's questionnaire."""

from django.urls import path

from allmenning.surveys.views import exchange, preview, questionnaire, questionnaire_read

FORM = "undersokelser/<slug:slug>/skjema/"
QUESTION = f"{FORM}sporsmal/<slug:code>/"

urlpatterns = [
    path("undersokelser/<slug:slug>/sporsmal/", questionnaire_read.read, name="questionnaire_read"),
    path(FORM, questionnaire.builder, name="questionnaire"),
    path(f"{FORM}veier/", questionnaire.ways, name="questionnaire_ways"),
    path(f"{FORM}legg-til/", questionnaire.add, name="questionnaire_add"),
    path(f"{FORM}som-sist/", questionnaire.same, name="questionnaire_same"),
    path(f"{FORM}prov/", preview.preview, name="questionnaire_preview"),
    path(f"{FORM}filer/", exchange.exchange, name="questionnaire_exchange"),
    path(f"{FORM}filer/xlsform/", questionnaire_read.xlsform, name="questionnaire_xlsform"),
    path(f"{FORM}filer/ddi/", questionnaire_read.ddi, name="questionnaire_ddi"),
    path(QUESTION, questionnaire.question, name="questionnaire_question"),
    path(f"{QUESTION}flytt/", questionnaire.move, name="questionnaire_move"),
    path(f"{QUESTION}fjern/", questionnaire.remove, name="questionnaire_remove"),
]
