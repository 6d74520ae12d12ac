"""The room's addresses: what everybody reads first, then where analysts write."""

from django.urls import path, register_converter

from allmenning.evidence.views import (
    coding,
    compare,
    crosswalks,
    editing,
    exporting,
    findings,
    importing,
    overviews,
    studies,
    themes,
)
from allmenning.evidence.views.addresses import FileKind, FindingCode

register_converter(FileKind, "file")
register_converter(FindingCode, "code")

app_name = "evidence"
pages = [
    path("tema/", themes.themes, name="themes"),
    path("tema.<file:kind>", themes.themes_file, name="themes_file"),
    path("tema/<slug:slug>/", themes.theme, name="theme"),
    path("tema/<slug:slug>.<file:kind>", themes.theme_file, name="theme_file"),
    path("funn/", findings.findings, name="findings"),
    path("funn.<file:kind>", findings.findings_table, name="findings_file"),
    path("funn/<code:code>/", findings.finding, name="finding"),
    path("funn/<code:code>.jsonld", findings.finding_linked, name="finding_linked"),
    path("studier/", studies.studies, name="studies"),
    path("studier.<file:kind>", studies.studies_table, name="studies_file"),
    path("studier/<slug:slug>/", studies.study, name="study"),
    path("sammenlign/", compare.compare, name="compare"),
    path("sammenlign.<file:kind>", compare.compare_file, name="compare_file"),
    path("metoder/", overviews.methods, name="methods"),
    path("metoder.<file:kind>", overviews.methods_file, name="methods_file"),
    path("ingen-har-spurt/", overviews.unasked, name="unasked"),
    path("ingen-har-spurt.<file:kind>", overviews.unasked_file, name="unasked_file"),
    path("serier/", overviews.series, name="series"),
    path("les-og-laer/", overviews.reading, name="reading"),
]
writing = [
    path("funn/ny/", editing.new_finding, name="new_finding"),
    path("funn/<code:code>/rediger/", editing.edit_finding, name="edit_finding"),
    path("funn/<code:code>/historikk/", editing.history, name="finding_history"),
    path("studier/ny/", editing.new_study, name="new_study"),
    path("studier/<slug:slug>/rediger/", editing.edit_study, name="edit_study"),
    path("import/", importing.import_file, name="import"),
    path("eksport.json", exporting.export_json, name="export"),
    path("eksport/<slug:kind>.csv", exporting.export_csv, name="export_csv"),
    path("tema/<slug:slug>/koding/", coding.pairs, name="coding"),
    path("koding/<code:first>/<code:second>/", coding.code, name="code_pair"),
    path("koblinger/", crosswalks.listed, name="crosswalks"),
    path("koblinger/ny/", crosswalks.propose, name="propose_crosswalk"),
    path("koblinger/<int:number>/", crosswalks.review, name="review_crosswalk"),
]
# "funn/ny/" must be tried before "funn/<code>/".
urlpatterns = [*writing, *pages]
