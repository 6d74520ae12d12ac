"""The only writers of this room."""

from allmenning.register.actions.load import load_register

__all__ = ["load_register"]
