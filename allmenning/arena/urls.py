"""Addresses of the room; each noun has its own file."""

from django.urls import URLPattern, URLResolver

from allmenning.arena.case_urls import urlpatterns as case_addresses
from allmenning.arena.discussion_urls import urlpatterns as discussion_addresses
from allmenning.arena.guidance_urls import urlpatterns as guidance_addresses
from allmenning.arena.inbox_urls import urlpatterns as inbox_addresses
from allmenning.arena.moderation_urls import urlpatterns as moderation_addresses
from allmenning.arena.moving_urls import urlpatterns as moving_addresses
from allmenning.arena.profile_urls import urlpatterns as profile_addresses
from allmenning.arena.question_urls import urlpatterns as question_addresses
from allmenning.arena.tag_urls import urlpatterns as tag_addresses

app_name = "arena"
urlpatterns: list[URLPattern | URLResolver] = [
    # Before cases: /erfaringer/bidrag/ is no case.
    *profile_addresses,
    *case_addresses,
    *discussion_addresses,
    *inbox_addresses,
    *guidance_addresses,
    *moving_addresses,
    *question_addresses,
    *tag_addresses,
    *moderation_addresses,
]
