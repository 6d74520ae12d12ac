from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "allmenning.delivery"
    label = "delivery"
