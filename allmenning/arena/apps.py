from django.apps import AppConfig


class ArenaConfig(AppConfig):
    name = "allmenning.arena"
    label = "arena"
