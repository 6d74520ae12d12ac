"""Where everything that is open can be taken out at once."""

from django.urls import path

from allmenning.arena.views import moving

urlpatterns = [path("eksport/arena.json", moving.export_json, name="export")]
