"""What keeps a check from being made."""


class NotChecked(Exception):
    """A check can't be made; the text says why."""
