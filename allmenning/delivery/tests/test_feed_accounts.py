import pytest

from allmenning.delivery.actions import connect_account
from allmenning.delivery.actions.accounts import AlreadyConnectedError
from allmenning.delivery.channels.atom.forms import Settings as Hub
from allmenning.delivery.channels.tests.build import NOW
from allmenning.delivery.contract import Workspace
from allmenning.delivery.models import ChannelAccount


@pytest.mark.django_db
def test_each_body_has_one_feed_in_each_workspace() -> None:
    for owner, workspace in (
        ("lom", Workspace.LIVE),
        ("lom", Workspace.EXERCISE),
        ("vaga", Workspace.LIVE),
    ):
        connect(owner, workspace)
    with pytest.raises(AlreadyConnectedError):
        connect("lom", Workspace.LIVE)


def connect(owner: str, workspace: Workspace) -> ChannelAccount:
    return connect_account(
        owner=owner,
        kind="atom",
        name=owner,
        workspace=workspace,
        settings=Hub(),
        secrets={},
        by=None,
        at=NOW,
    )
