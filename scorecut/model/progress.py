"""How long work tells where it stands: rooms report, the command draws."""

from typing import Protocol


class Progress(Protocol):
    """Receives reports. A room never prints."""

    def stage(self, name: str) -> None:
        """A stage begins: ``name`` says what it does (``watching the picture``)."""

    def advance(self, share: float, note: str = "") -> None:
        """The stage has done ``share`` (0-1) of its work."""

    def say(self, text: str) -> None:
        """A line that the user should read once, such as a fallback that was taken."""


class Silent:
    """Progress that nobody watches."""

    def stage(self, name: str) -> None:
        pass

    def advance(self, share: float, note: str = "") -> None:
        pass

    def say(self, text: str) -> None:
        pass


SILENT = Silent()
