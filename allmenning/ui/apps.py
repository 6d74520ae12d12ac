from django.apps import AppConfig
from django.core.checks import register

from allmenning.ui.checks import check_chrome


class UiConfig(AppConfig):
    name = "allmenning.ui"
    label = "ui"

    def ready(self) -> None:
        register(check_chrome)
