from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "allmenning.evidence"
    label = "evidence"
