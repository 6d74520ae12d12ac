"""What is kept, and when it leaves."""

from allmenning.core.kept import Kept


def test_a_value_is_read_once_per_state() -> None:
    kept: Kept[str, str] = Kept()
    assert kept.get(1, "a", lambda: "first") == "first"
    assert kept.get(1, "a", lambda: "second") == "first"


def test_another_state_replaces_everything() -> None:
    kept: Kept[str, str] = Kept(most=2)
    kept.get(1, "a", lambda: "old")
    kept.get(2, "b", lambda: "new")
    assert kept.get(2, "a", lambda: "read anew") == "read anew"


def test_the_value_unread_longest_leaves_first() -> None:
    kept: Kept[str, str] = Kept(most=2)
    kept.get(1, "a", lambda: "a")
    kept.get(1, "b", lambda: "b")
    kept.get(1, "a", lambda: "never read")
    kept.get(1, "c", lambda: "c")
    assert kept.get(1, "a", lambda: "never read") == "a"
    assert kept.get(1, "b", lambda: "read anew") == "read anew"
