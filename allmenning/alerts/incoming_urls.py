from django.urls import path

from allmenning.alerts import converters  # noqa: F401 - registers what the addresses use
from allmenning.alerts.views import incoming

BODY = "<workspace:workspace>/<slug:slug>/"

urlpatterns = [
    path(f"{BODY}inn/", incoming.inbox, name="inbox"),
    path(f"{BODY}inn/<int:pk>/", incoming.message, name="message"),
    path(f"{BODY}inn/<int:pk>/til-side/", incoming.put_aside, name="put-aside"),
    path(f"{BODY}til-kommunene/", incoming.to_municipalities, name="to-municipalities"),
]
