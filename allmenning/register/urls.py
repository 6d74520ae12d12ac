from django.urls import path

from allmenning.register.views import bodies, lens, lists, membership

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
    path("kommuner/<slug:slug>/fortell/", membership.tell, name="tell"),
    path("kommuner/<slug:slug>/medlemmer/", membership.members, name="members"),
    path("kommuner/<slug:slug>/medlemmer/<int:pk>/", membership.role, name="role"),
    path("medlemskap/", membership.memberships, name="memberships"),
    path("medlemskap/ko/", membership.queue, name="queue"),
    path("medlemskap/ko/<int:pk>/", membership.decide, name="decide"),
    path("linse/", lens.lens, name="lens"),
]
