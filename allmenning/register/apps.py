from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "allmenning.register"
    label = "register"
