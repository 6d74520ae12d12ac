from django.urls import path

from allmenning.alerts import converters  # noqa: F401 - registers what the addresses use
from allmenning.alerts.incoming_urls import urlpatterns as incoming_addresses
from allmenning.alerts.readiness_urls import urlpatterns as readiness_addresses
from allmenning.alerts.views import (
    board,
    body,
    choosing,
    composing,
    correcting,
    counting,
    deciding,
    drawing,
    help_page,
    home,
    log,
)

BODY = "<workspace:workspace>/<slug:slug>/"
ALERT = f"{BODY}<uuid:key>/"

app_name = "alerts"
urlpatterns = [
    path("varsling/", home.home, name="home"),
    path("varsling/hjelp/", help_page.help_page, name="help"),
    *readiness_addresses,
    *incoming_addresses,
    path(BODY, body.body_page, name="body"),
    path(f"{BODY}nytt/", choosing.choose, name="choose"),
    path(f"{BODY}skriv/", composing.write, name="write"),
    path(f"{BODY}kart.svg", drawing.map_sheet, name="map"),
    path(f"{BODY}tell/", counting.count, name="count"),
    path(ALERT, board.board, name="board"),
    path(f"{ALERT}kanaler/", board.channels, name="channels"),
    path(f"{ALERT}kanaler/<int:pk>/", board.decide_channel, name="decide-channel"),
    path(f"{ALERT}skriv/", composing.edit, name="edit"),
    path(f"{ALERT}tell/", counting.count_of, name="count-of"),
    path(f"{ALERT}se-over/", deciding.look, name="look-over"),
    path(f"{ALERT}til-godkjenning/", deciding.send_for_approval, name="submit"),
    path(f"{ALERT}send/", deciding.approve_and_send, name="send"),
    path(f"{ALERT}alene/", deciding.send_alone, name="alone"),
    path(f"{ALERT}tilbake/", deciding.send_back, name="return"),
    path(f"{ALERT}avvis/", deciding.turn_down, name="reject"),
    path(f"{ALERT}oppdater/", composing.update, name="update"),
    path(f"{ALERT}feil-sendt/", correcting.mistake, name="mistake"),
    path(f"{ALERT}faren-over/", correcting.all_clear, name="all-clear"),
    path(f"{ALERT}logg/", log.log, name="log"),
]
