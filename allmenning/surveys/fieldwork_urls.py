"""Addresses of the fieldwork: the board, reminders, and two answers of one body."""

from django.urls import path

from allmenning.surveys.views import fieldwork, fieldwork_reminders, reconciling

FIELDWORK = "undersokelser/<slug:slug>/feltarbeid/"

urlpatterns = [
    path(FIELDWORK, fieldwork.board, name="board"),
    path(f"{FIELDWORK}tavle.csv", fieldwork.board_file, {"kind": "csv"}, name="board_csv"),
    path(f"{FIELDWORK}tavle.json", fieldwork.board_file, {"kind": "json"}, name="board_json"),
    path(f"{FIELDWORK}paminnelse/", fieldwork_reminders.remind, name="remind"),
    path(
        f"{FIELDWORK}paminnelse/<int:number>/fjern/", fieldwork_reminders.drop, name="remind_drop"
    ),
    path(f"{FIELDWORK}to-svar/<int:pk>/", reconciling.reconcile, name="reconcile"),
]
