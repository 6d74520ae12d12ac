"""Addresses of tags."""

from django.urls import path

from allmenning.arena.views import tags

urlpatterns = [
    path("emneord/", tags.tags, name="tags"),
    path("emneord/<slug:slug>/", tags.tag, name="tag"),
    path("emneord/<slug:slug>/atom.xml", tags.tag_feed, name="tag_feed"),
]
