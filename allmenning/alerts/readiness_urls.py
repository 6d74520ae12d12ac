from django.urls import path

from allmenning.alerts import converters  # noqa: F401 - registers what the addresses use
from allmenning.alerts.views import accounts, readiness, records

urlpatterns = [
    path("beredskap/<slug:slug>/", readiness.board, name="readiness"),
    path("beredskap/<slug:slug>/prov/", readiness.arm, name="arm"),
    path("beredskap/<slug:slug>/beredskap.pdf", readiness.bundle, name="bundle"),
    path("beredskap/<slug:slug>/plan/", readiness.plan, name="readiness-plan"),
    path("beredskap/<slug:slug>/folk/", readiness.people, name="readiness-people"),
    path(
        "beredskap/<slug:slug>/folk/<int:pk>/fjern/",
        readiness.remove_absence,
        name="remove-absence",
    ),
    path("beredskap/<slug:slug>/lister/", readiness.lists, name="readiness-lists"),
    path("beredskap/<slug:slug>/tekster/ny/", readiness.template, name="new-template"),
    path("beredskap/<slug:slug>/tekster/<int:pk>/", readiness.template, name="template"),
    path("beredskap/<slug:slug>/kanaler/", accounts.accounts, name="accounts"),
    path(
        "beredskap/<slug:slug>/kanaler/ny/<workspace:space>/<slug:kind>/",
        accounts.connect,
        name="connect-account",
    ),
    path("beredskap/<slug:slug>/kanaler/<int:pk>/", accounts.change, name="change-account"),
    path("beredskap/<slug:slug>/kanaler/<int:pk>/prov/", accounts.test, name="test-account"),
    path("beredskap/<slug:slug>/kanaler/<int:pk>/bryter/", accounts.switch, name="switch-account"),
    path("beredskap/<slug:slug>/kanaler/<int:pk>/fjern/", accounts.remove, name="remove-account"),
    path("beredskap/<slug:slug>/arkiv/<uuid:key>.json", records.as_json, name="record-json"),
    path("beredskap/<slug:slug>/arkiv/<uuid:key>.pdf", records.as_pdf, name="record-pdf"),
    path("beredskap/<slug:slug>/<slug:word>/ny/", readiness.entry, name="new-entry"),
    path("beredskap/<slug:slug>/<slug:word>/<int:pk>/", readiness.entry, name="entry"),
    path(
        "beredskap/<slug:slug>/<slug:word>/<int:pk>/fjern/", readiness.remove, name="remove-entry"
    ),
]
