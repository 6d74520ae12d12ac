"""What every channel owes the dispatcher, tried with every kind that is registered."""

import asyncio
import importlib
import inspect
from collections.abc import Mapping
from dataclasses import MISSING, FrozenInstanceError, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from allmenning.delivery import registry
from allmenning.delivery.contract import (
    Act,
    Capabilities,
    Channel,
    Connection,
    Message,
    Recipient,
    Text,
    Workspace,
)
from allmenning.delivery.registry import UnsafeChannelError, channels
from allmenning.delivery.tests.build import make_message
from allmenning.delivery.tests.fakes.sink import SinkChannel, registered

SECRET = "løyndom-7f3a"
SAMPLES: dict[Any, Any] = {str: "lom", int: 1, bool: True}
LONG = "Vatnet i Ottaelva stig fort. " * 400
every_channel = pytest.mark.parametrize("channel", registry.OURS, ids=lambda channel: channel.kind)


def sample(channel: Channel) -> Any:
    """Make settings with nothing but what has no default."""
    hints = get_type_hints(channel.settings)
    needed = {
        field.name: SAMPLES.get(hints[field.name], ())
        for field in fields(channel.settings)
        if field.default is MISSING and field.default_factory is MISSING
    }
    return channel.settings(**needed)


def messages() -> list[Message]:
    short = make_message()
    text = Text("nb", LONG[:160], LONG[:250], LONG, "https://lom.example/varsel")
    nynorsk = replace(text, language="nn", short="Æøå 🌊 " * 40)
    return [
        short,
        replace(short, texts=(text, nynorsk)),
        replace(short, act=Act.CANCEL, number=2, severity="Minor"),
        replace(short, workspace=Workspace.EXERCISE),
    ]


async def keep(_values: Mapping[str, str]) -> None:
    await asyncio.sleep(0)


@every_channel
def test_nothing_is_sent_twice_since_repeats_are_known_or_can_be_read_back(
    channel: Channel,
) -> None:
    assert channel.capabilities.is_safe
    assert channel.capabilities.parallel >= 1


def test_a_channel_without_both_cannot_be_registered() -> None:
    unsafe = SinkChannel(kind="unsafe", capabilities=Capabilities())
    with registered(unsafe), pytest.raises(UnsafeChannelError, match="unsafe"):
        channels()


def test_every_kind_is_one_word_and_registered_once() -> None:
    kinds = [channel.kind for channel in registry.OURS]
    assert len(set(kinds)) == len(kinds)
    assert all(kind.isascii() and kind.isalnum() and len(kind) <= 30 for kind in kinds)
    assert set(kinds) <= set(channels())


@every_channel
def test_settings_are_a_frozen_dataclass(channel: Channel) -> None:
    assert is_dataclass(channel.settings)
    settings = sample(channel)
    with pytest.raises(FrozenInstanceError):
        setattr(settings, fields(channel.settings)[0].name, "other")


@every_channel
def test_the_form_asks_for_the_settings_and_the_secrets_and_nothing_else(channel: Channel) -> None:
    asked = set(channel.form.base_fields)
    settings = {field.name for field in fields(channel.settings)}
    needed = {
        field.name
        for field in fields(channel.settings)
        if field.default is MISSING and field.default_factory is MISSING
    }
    assert needed <= asked
    assert asked <= settings | set(channel.secrets)
    assert not settings & set(channel.secrets)


@every_channel
def test_what_the_other_side_knows_it_by_has_room_and_does_not_change(channel: Channel) -> None:
    # Nothing: it lies with ourselves, one for each body and workspace.
    address = channel.address(sample(channel))
    assert len(address) <= 200
    assert channel.address(sample(channel)) == address


@every_channel
@pytest.mark.parametrize("message", messages(), ids=["short", "long", "cancel", "exercise"])
def test_every_message_is_made_to_fit_and_the_same_each_time(
    channel: Channel, message: Message
) -> None:
    rendition = channel.compose(message, sample(channel))
    assert rendition.fits
    assert rendition.text
    assert rendition.unit in {"characters", "graphemes", "weighted", "segments", "bytes"}
    assert channel.compose(message, sample(channel)) == rendition


@every_channel
def test_secrets_are_not_shown(channel: Channel) -> None:
    secrets = dict.fromkeys(channel.secrets, SECRET)
    workspace = Workspace.LIVE
    connection = Connection(1, "lom", "Lom", workspace, sample(channel), secrets, keep)
    assert SECRET not in f"{connection!r} {connection} {channel!r}"


def test_a_recipient_is_not_shown() -> None:
    recipient = Recipient(7, SECRET, token=SECRET, data={"auth": SECRET})
    assert SECRET not in f"{recipient!r} {recipient}"


@every_channel
def test_the_folder_tells_limits_and_source(channel: Channel) -> None:
    module = importlib.import_module(type(channel).__module__)
    assert module.__file__
    folder = Path(module.__file__).parent
    assert folder.name == channel.kind
    assert len((folder / "README.md").read_text()) > 200


@every_channel
def test_calls_do_not_hold_up_the_dispatcher(channel: Channel) -> None:
    calls = (channel.prepare, channel.send, channel.find)
    assert all(inspect.iscoroutinefunction(call) for call in calls)
