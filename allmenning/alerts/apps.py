from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "allmenning.alerts"
    label = "alerts"
