"""Addresses of the surveys; each noun has its own file."""

from django.urls import URLPattern, URLResolver

from allmenning.surveys.analysis_urls import urlpatterns as analysis_addresses
from allmenning.surveys.answer_urls import urlpatterns as answer_addresses
from allmenning.surveys.bank_urls import urlpatterns as bank_addresses
from allmenning.surveys.county_urls import urlpatterns as county_addresses
from allmenning.surveys.fieldwork_urls import urlpatterns as fieldwork_addresses
from allmenning.surveys.frame_urls import urlpatterns as frame_addresses
from allmenning.surveys.questionnaire_urls import urlpatterns as questionnaire_addresses
from allmenning.surveys.report_urls import urlpatterns as report_addresses
from allmenning.surveys.survey_urls import urlpatterns as survey_addresses

app_name = "surveys"
urlpatterns: list[URLPattern | URLResolver] = [
    *answer_addresses,
    *county_addresses,
    *fieldwork_addresses,
    *frame_addresses,
    *bank_addresses,
    *questionnaire_addresses,
    *analysis_addresses,
    *report_addresses,
    # Last, since a survey's own name may be any.
    *survey_addresses,
]
