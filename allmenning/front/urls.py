"""The room's addresses in every language; what has one language stands in `open_urls.py`."""

from django.urls import path

from allmenning.front.views import about, contact, home, inquiries, open_data

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
]
