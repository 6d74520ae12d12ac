"""A list in memory, which remembers what it was told."""

from collections.abc import Sequence

from allmenning.delivery.contract import Outcome, Recipient


class ListInMemory:
    """Gives each recipient out once, as `delivery.lists` does."""

    def __init__(self, *recipients: Recipient) -> None:
        self.waiting = list(recipients)
        self.noted: dict[str, Outcome] = {}

    async def take(self, limit: int) -> Sequence[Recipient]:
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    async def note(self, results: Sequence[tuple[Recipient, Outcome]]) -> None:
        self.noted |= {recipient.address: outcome for recipient, outcome in results}


def people(*addresses: str, language: str = "nb") -> list[Recipient]:
    return [
        Recipient(number, address, language, f"{number:x>43}")
        for number, address in enumerate(addresses, 1)
    ]
