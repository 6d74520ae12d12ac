from django.urls import path

from allmenning.register.views import bodies, lens, lists

app_name = "register"
urlpatterns = [
    path("kommuner/", lists.municipalities, name="municipalities"),
    path("kommuner.csv", lists.municipalities_csv, name="municipalities-csv"),
    path("kommuner.json", lists.municipalities_json, name="municipalities-json"),
    path("kommuner/<slug:slug>/", bodies.municipality, name="municipality"),
    path("fylkeskommuner/", lists.counties, name="counties"),
    path("fylkeskommuner.csv", lists.counties_csv, name="counties-csv"),
    path("fylkeskommuner.json", lists.counties_json, name="counties-json"),
    path("fylkeskommuner/<slug:slug>/", bodies.county, name="county"),
    path("kode/<str:code>/", bodies.code, name="code"),
    path("linse/", lens.lens, name="lens"),
]
