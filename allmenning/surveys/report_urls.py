"""Addresses of what is published, for everybody."""

from django.urls import path

from allmenning.surveys.views import peers, report

REPORT = "undersokelser/<slug:slug>/rapport/"

urlpatterns = [
    path(REPORT, report.latest, name="report"),
    path(f"{REPORT}dere/", peers.peers, name="report_peers"),
    path("svar/<str:token>/dere/", peers.peers_by_link, name="answer_peers"),
    path(f"{REPORT}<int:number>/", report.numbered, name="report_numbered"),
    path(f"{REPORT}<int:number>/tabeller/<slug:code>/", report.tables, name="report_tables"),
    path(f"{REPORT}<int:number>/<str:name>", report.published_file, name="published_file"),
]
