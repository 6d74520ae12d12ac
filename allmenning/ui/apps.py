from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "allmenning.ui"
    label = "ui"
