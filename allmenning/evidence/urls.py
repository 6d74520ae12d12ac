"""The room's addresses: what everybody reads first, then where analysts write."""

from django.urls import path

from allmenning.evidence.views import crosswalks, editing, importing

app_name = "evidence"
urlpatterns = [
    path("funn/ny/", editing.new_finding, name="new_finding"),
    path("funn/<str:code>/rediger/", editing.edit_finding, name="edit_finding"),
    path("funn/<str:code>/historikk/", editing.history, name="finding_history"),
    path("studier/ny/", editing.new_study, name="new_study"),
    path("studier/<slug:slug>/rediger/", editing.edit_study, name="edit_study"),
    path("import/", importing.import_file, name="import"),
    path("koblinger/", crosswalks.listed, name="crosswalks"),
    path("koblinger/ny/", crosswalks.propose, name="propose_crosswalk"),
    path("koblinger/<int:number>/", crosswalks.review, name="review_crosswalk"),
]
