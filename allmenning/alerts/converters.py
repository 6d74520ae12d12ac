"""An exercise has addresses of its own, so that nobody can be in the wrong place unawares."""

from django.urls import register_converter

from allmenning.delivery.contract import Workspace

WORDS = {"varsling": Workspace.LIVE, "ovelse": Workspace.EXERCISE}
ADDRESSES = {workspace: word for word, workspace in WORDS.items()}


class WorkspaceConverter:
    regex = "|".join(WORDS)

    def to_python(self, value: str) -> Workspace:
        return WORDS[value]

    def to_url(self, value: str) -> str:
        return ADDRESSES[Workspace(value)]


register_converter(WorkspaceConverter, "workspace")
