"""Addresses of personal links."""

from django.urls import path

from allmenning.surveys.views import answering, answering_aside

LINK = "svar/<str:token>/"

urlpatterns = [
    path(LINK, answering.introduction, name="answer"),
    path(f"{LINK}side/<int:number>/", answering.page, name="answer_page"),
    path(f"{LINK}senere/", answering.later, name="answer_later"),
    path(f"{LINK}oversikt/", answering.overview, name="answer_overview"),
    path(f"{LINK}send/", answering.send, name="answer_send"),
    path(f"{LINK}kvittering/", answering.receipt, name="answer_receipt"),
    path(f"{LINK}kollega/", answering_aside.handover, name="answer_handover"),
    path(f"{LINK}nei/", answering_aside.decline, name="answer_decline"),
    path(f"{LINK}likevel/", answering_aside.after_all, name="answer_after_all"),
    path(f"{LINK}bekreft/", answering_aside.confirm, name="answer_confirm"),
]
