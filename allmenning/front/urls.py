"""The room's addresses in every language; what has one language stands in `open_urls.py`."""

from django.urls import path

from allmenning.front.views import (
    about,
    contact,
    home,
    inquiries,
    open_data,
    saved_searches,
    search,
)

app_name = "front"
urlpatterns = [
    path("", home.home, name="home"),
    path("om/", about.about, name="about"),
    path("om/tilgjengelighet/", about.accessibility, name="accessibility"),
    path("om/personvern/", about.privacy, name="privacy"),
    path("om/data/", about.data, name="data"),
    path("om/api/", open_data.interface, name="api"),
    path("om/kontakt/", contact.contact, name="contact"),
    path("om/kontakt/<uuid:token>/", contact.receipt, name="receipt"),
    path("om/henvendelser/", inquiries.listed, name="inquiries"),
    path("om/henvendelser/<int:number>/", inquiries.inquiry, name="inquiry"),
    path("sok/", search.search_page, name="search"),
    path("sok.csv", search.search_file, {"kind": "csv"}, name="search-csv"),
    path("sok.json", search.search_file, {"kind": "json"}, name="search-json"),
    path("sok/atom.xml", search.atom, name="search-atom"),
    path("sok/opensearch.xml", search.opensearch, name="opensearch"),
    path("sok/lagret/", saved_searches.saved, name="saved-searches"),
    path("sok/lagret/<int:pk>/brev/", saved_searches.letter, name="saved-search-letter"),
    path("sok/lagret/<int:pk>/fjern/", saved_searches.forget, name="forget-search"),
]
