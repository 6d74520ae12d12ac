"""What a person tells about an Atom feed."""

from dataclasses import dataclass

from django import forms

from allmenning.delivery.channels.hub import HubField


@dataclass(frozen=True)
class Settings:
    """`hub` is empty when no hub is told."""

    hub: str = ""


class Form(forms.Form):
    hub = HubField()
