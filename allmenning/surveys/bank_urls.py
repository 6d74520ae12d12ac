"""Addresses of the question bank."""

from django.urls import path

from allmenning.surveys.views import bank

BANK = "undersokelser/sporsmalsbank/"
ITEM = f"{BANK}<slug:code>/"

urlpatterns = [
    path(BANK, bank.bank, name="bank"),
    path("undersokelser/sporsmalsbank.csv", bank.bank_file, {"kind": "csv"}, name="bank_csv"),
    path("undersokelser/sporsmalsbank.json", bank.bank_file, {"kind": "json"}, name="bank_json"),
    path(f"{BANK}ny/", bank.new, name="bank_new"),
    path(ITEM, bank.item, name="bank_item"),
    path(f"{ITEM}ny-versjon/", bank.reword, name="bank_reword"),
    path(f"{ITEM}bro/<int:number>/", bank.bridge, name="bank_bridge"),
]
