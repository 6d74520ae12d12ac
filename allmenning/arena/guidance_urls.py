"""Addresses of official guidance, and of the law it rests on."""

from django.urls import path

from allmenning.arena.views import guidance, guidance_writing, law

GUIDANCE = "veiledning/<slug:slug>/"

urlpatterns = [
    path("veiledning/", guidance.guidance_list, name="guidance"),
    path("veiledning.csv", guidance.guidance_file, {"kind": "csv"}, name="guidance_csv"),
    path("veiledning.json", guidance.guidance_file, {"kind": "json"}, name="guidance_json"),
    path("veiledning/ny/", guidance_writing.write, name="guidance_new"),
    path(GUIDANCE, guidance.guidance, name="guidance"),
    path(f"{GUIDANCE}historikk/", guidance.history, name="guidance_history"),
    path(f"{GUIDANCE}rediger/", guidance_writing.change, name="guidance_edit"),
    path("lover/", law.law_list, name="law"),
    path("lover.csv", law.law_file, {"kind": "csv"}, name="law_csv"),
    path("lover.json", law.law_file, {"kind": "json"}, name="law_json"),
    path("lover/ny/", law.add, name="law_new"),
    path("erfaringer/<slug:slug>/regelverk/", law.of_case, name="case_law"),
    path("lover/<slug:slug>/", law.reference, name="law"),
    path("lover/<slug:slug>/erstatt/", law.replace, name="law_replace"),
]
