"""Addresses of cases: what everybody reads, then what those who told them do."""

from django.urls import path

from allmenning.arena.views import (
    cases,
    cases_acts,
    cases_files,
    cases_mine,
    cases_page,
    cases_writing,
)

CASE = "erfaringer/<slug:slug>/"

urlpatterns = [
    path("erfaringer/", cases.cases, name="cases"),
    path("erfaringer.csv", cases.cases_file, {"kind": "csv"}, name="cases_csv"),
    path("erfaringer.json", cases.cases_file, {"kind": "json"}, name="cases_json"),
    path("erfaringer/atom.xml", cases.feed, name="cases_feed"),
    path("erfaringer/mine/", cases_mine.mine, name="cases_mine"),
    path("erfaringer/ny/", cases_writing.write, name="case_new"),
    path(CASE, cases_page.case, name="case"),
    path(f"{CASE}historikk/", cases_page.history, name="case_history"),
    path(f"{CASE}mot-opphavet/", cases_page.against, name="case_against"),
    path(f"{CASE}dokumenter/<int:pk>/", cases_page.file, name="case_file"),
    path(f"{CASE}rediger/", cases_writing.edit, name="case_edit"),
    path(f"{CASE}pastander/ny/", cases_acts.claim, name="case_claim"),
    path(f"{CASE}pastander/<int:pk>/", cases_acts.link, name="case_link"),
    path(f"{CASE}pastander/<int:pk>/fjern/", cases_acts.unclaim, name="case_unclaim"),
    path(f"{CASE}koblinger/<int:pk>/fjern/", cases_acts.unlink, name="case_unlink"),
    path(f"{CASE}provd/", cases_acts.tried, name="case_tried"),
    path(f"{CASE}kopier/", cases_acts.copy, name="case_copy"),
    path(f"{CASE}stemmer/", cases_acts.confirm, name="case_confirm"),
    path(f"{CASE}trekk/", cases_acts.withdraw, name="case_withdraw"),
    path(f"{CASE}dokumenter/ny/", cases_files.add, name="case_attach"),
    path(f"{CASE}dokumenter/<int:pk>/fjern/", cases_files.remove, name="case_file_remove"),
]
