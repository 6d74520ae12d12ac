from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "allmenning.accounts"
    label = "accounts"
