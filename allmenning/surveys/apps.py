from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "allmenning.surveys"
    label = "surveys"
