"""What one has been told."""

from django.urls import path

from allmenning.arena.views import inbox

urlpatterns = [
    path("innboks/", inbox.inbox, name="inbox"),
    path("innboks/<int:pk>/", inbox.go, name="inbox_go"),
    path("innboks/<int:pk>/lest/", inbox.read, name="inbox_read"),
    path("innboks/lest/", inbox.read_all, name="inbox_read_all"),
    path("innboks/epost/", inbox.mail, name="inbox_mail"),
    path("innboks/av/<str:token>/", inbox.stop, name="stop_mail"),
]
