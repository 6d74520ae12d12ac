"""Addresses of a survey's frame: units, contacts, tasks, and the draw."""

from django.urls import path

from allmenning.surveys.views import contacts, frame, frame_draw

FRAME = "undersokelser/<slug:slug>/ramme/"
UNIT = f"{FRAME}<int:pk>/"
CONTACT = f"{FRAME}kontakt/<int:pk>/"

urlpatterns = [
    path(FRAME, frame.frame, name="frame"),
    path(f"{FRAME}ramme.csv", frame.frame_file, {"kind": "csv"}, name="frame_csv"),
    path(f"{FRAME}ramme.json", frame.frame_file, {"kind": "json"}, name="frame_json"),
    path(f"{FRAME}lag/", frame.build, name="frame_build"),
    path(f"{FRAME}trekk/", frame_draw.draw, name="draw"),
    path(f"{FRAME}oppgaver/", contacts.tasks, name="frame_tasks"),
    path(f"{FRAME}kontakter/", contacts.contacts, name="contacts"),
    path(f"{FRAME}kontakter/fra-registeret/", contacts.from_register, name="contacts_register"),
    path(f"{FRAME}kontakter/spor/", contacts.ask, name="contacts_ask"),
    path(UNIT, contacts.unit, name="frame_unit"),
    path(f"{UNIT}utelat/", frame.out, name="frame_out"),
    path(f"{UNIT}ta-med/", frame.back, name="frame_back"),
    path(f"{UNIT}nei/", frame.refuse, name="frame_refuse"),
    path(f"{CONTACT}erstatt/", contacts.replace, name="contact_replace"),
    *[
        path(f"{CONTACT}{what}/", contacts.act, {"what": what}, name=f"contact_{what}")
        for what in contacts.ACTS
    ],
]
