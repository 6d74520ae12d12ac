from django.apps import AppConfig


class RoofConfig(AppConfig):
    name = "allmenning.config"
    label = "config"
