"""Addresses that have one language, or none: the interface, the catalogue, robots."""

from django.urls import path

from allmenning.front.api.interface import PREFIX, patterns
from allmenning.front.views import open_data

app_name = "open"
urlpatterns = [
    path("katalog.ttl", open_data.catalogue, name="catalogue"),
    path("kommunenumre.csv", open_data.changes_file, {"kind": "csv"}, name="changes-csv"),
    path("kommunenumre.json", open_data.changes_file, {"kind": "json"}, name="changes-json"),
    path("sitemap.xml", open_data.sitemap, name="sitemap"),
    path("favicon.ico", open_data.favicon, name="favicon"),
    path("robots.txt", open_data.robots, name="robots"),
    path(".well-known/security.txt", open_data.security, name="security"),
    path(PREFIX, open_data.root, name="api-root"),
    path(f"{PREFIX}openapi.json", open_data.openapi, name="openapi"),
    *[path(f"{PREFIX}{one.pattern}", one.callback, name=f"api-{one.name}") for one in patterns()],
    path(f"{PREFIX}<path:rest>", open_data.nothing, name="api-nothing"),
]
