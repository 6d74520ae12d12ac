"""`contract.Message` as the JSON of an event, and back."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from allmenning.delivery.contract import Act, Message, Text, Workspace


def as_json(message: Message) -> dict[str, Any]:
    return asdict(message) | {
        "sent_at": message.sent_at.isoformat(),
        "expires_at": message.expires_at.isoformat(),
    }


def from_json(content: dict[str, Any]) -> Message:
    return Message(
        **content
        | {
            "act": Act(content["act"]),
            "workspace": Workspace(content["workspace"]),
            "texts": tuple(Text(**text) for text in content["texts"]),
            "sent_at": datetime.fromisoformat(content["sent_at"]),
            "expires_at": datetime.fromisoformat(content["expires_at"]),
        }
    )
