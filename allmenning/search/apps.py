from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "allmenning.search"
    label = "search"
