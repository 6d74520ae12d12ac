"""Addresses of what concerns the member herself, and of the friendly competition."""

from django.urls import path

from allmenning.arena.views import competition, digests, following, onboarding

urlpatterns = [
    path("velkommen/", onboarding.welcome, name="welcome"),
    path("velkommen/inn/", onboarding.arrive, name="arrive"),
    path("velkommen/overta/<slug:slug>/", onboarding.take_over, name="take_over"),
    path("brev/", digests.letters, name="letters"),
    path("brev/folg/", following.follow, name="follow"),
    path("brev/<int:pk>/", digests.letter, name="letter"),
    path("brev/stopp/<str:token>/", digests.stop, name="stop_letters"),
    path("erfaringer/bidrag/", competition.competition, name="competition"),
    *(
        path(
            f"erfaringer/bidrag.{kind}",
            competition.competition_file,
            {"kind": kind},
            name=f"competition_{kind}",
        )
        for kind in ("csv", "json")
    ),
    path("erfaringer/bidrag/<slug:slug>/", competition.take_part, name="take_part"),
]
