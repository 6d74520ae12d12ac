"""What was read from one state of the data, kept until there is a newer one."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Values of one state by key; another state replaces them all, the least used leave first.

    Threads share the values, so nobody may change them.
    """

    def __init__(self, most: int = 1) -> None:
        self.most = most
        self._lock = Lock()
        self._state: object = None
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def get(self, state: object, key: Key, read: Callable[[], Value]) -> Value:
        """Return what is kept, or read it; `state` was asked for before, so that none is stale."""
        with self._lock:
            if self._state == state and key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = read()
        with self._lock:
            self._put(state, key, value)
        return value

    def _put(self, state: object, key: Key, value: Value) -> None:
        if self._state != state:
            self._state = state
            self._values.clear()
        self._values[key] = value
        while len(self._values) > self.most:
            self._values.popitem(last=False)
