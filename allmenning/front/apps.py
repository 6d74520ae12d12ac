from django.apps import AppConfig


class FrontConfig(AppConfig):
    name = "allmenning.front"
    label = "front"
