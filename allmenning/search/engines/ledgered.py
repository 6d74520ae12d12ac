"""What both engines do alike, since both have a ledger."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from allmenning.search.contract import Document
from allmenning.search.engines.ledger import Ledger


class Ledgered(ABC):
    """An engine with a ledger for documents and position (`interface.Engine` tells of each)."""

    ledger: Ledger

    def close(self) -> None:
        self.ledger.close()

    def replace(self, documents: Iterable[Document], *, position: int | None = None) -> None:
        self.change(documents, (), position=position)

    def remove(self, keys: Iterable[str], *, position: int | None = None) -> None:
        self.change((), keys, position=position)

    @abstractmethod
    def change(
        self, documents: Iterable[Document], gone: Iterable[str], *, position: int | None = None
    ) -> None: ...

    def note(self, position: int) -> None:
        with self.ledger.writing():
            self.ledger.note("position", position)

    def position(self) -> int | None:
        return self.ledger.noted("position")

    def keys(self) -> set[str]:
        return {row[0] for row in self.ledger.database.execute("SELECT key FROM document")}
