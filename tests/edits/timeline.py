"""The timeline of an edited film: pieces in order, and the truth that follows from them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from tests.edits.joins import Join, fade
from tests.edits.joints import Joint
from tests.edits.takes import Take
from tests.edits.truth import Happening, Truth


@dataclass(frozen=True, eq=False)
class Piece:
    """A run of frames: ``take`` alone from its frame ``at``, or on its way to ``other`` or into a colour.

    shares : float64 (n,), how far each frame is on the way; None for a take alone
    """

    n: int
    take: Take | None = None
    at: int = 0
    other: Take | None = None
    join: Join | None = None
    colour: np.ndarray | None = None
    shares: np.ndarray | None = None

    def frames(self, size: tuple[int, int]) -> Iterator[np.ndarray]:
        """Give the frames, uint8 BGR, ``size`` (width, height)."""
        into = fade(self.colour, smooth=False) if self.colour is not None and self.take is not None else None
        for k in range(self.n):
            if self.take is None:
                blank = np.empty((size[1], size[0], 3), np.uint8)
                blank[:] = self.colour
                yield blank
            elif self.other is not None and self.join is not None and self.shares is not None:
                yield self.join(self.take.at(self.at + k), self.other.at(k), float(self.shares[k]))
            elif into is not None and self.shares is not None:
                yield into(self.take.at(self.at + k), float(self.shares[k]))
            else:
                yield self.take.at(self.at + k)


@dataclass(eq=False)
class Timeline:
    """Pieces, transitions and happenings, put on one after the other."""

    pieces: list[Piece] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    n_frames: int = 0

    def put(self, piece: Piece) -> None:
        if piece.n:
            self.pieces.append(piece)
            self.n_frames += piece.n

    def add(
        self, joint: Joint | None, old: Take | None, new: Take, pure: int, colour: np.ndarray, blend: Join | None
    ) -> None:
        """Put on a joint and the frames of the new take that stand alone."""
        begins, lead = self.n_frames, 0
        if joint is not None:
            lead = self.lead(joint, old, new, colour, blend)
            begins = self.n_frames - lead
        self.put(Piece(pure, new, lead))
        self.note(new, begins)

    def lead(self, joint: Joint, old: Take | None, new: Take, colour: np.ndarray, blend: Join | None) -> int:
        """Put on a joint; return how many frames of the new take it has used."""
        kind = joint.kind
        if kind in ("dissolve", "wipe") and old is not None:
            first, last = self.n_frames - 1, self.n_frames - 1 + joint.length
            shares = np.arange(1, joint.length) / joint.length
            self.put(Piece(joint.length - 1, old, old.n_frames - joint.length + 1, new, blend, shares=shares))
            self.truth.append(Truth(kind, first, last, (first + last) // 2, joint.how))
            return joint.length - 1
        if kind in ("fade", "fade_cut", "fade_out") and old is not None:
            self.sink(joint, old, colour)
        elif kind in ("cut_fade", "blank") and old is not None:
            self.truth.append(Truth("cut", self.n_frames, self.n_frames, self.n_frames, "to blank"))
            self.put(Piece(joint.hold, colour=colour))
        elif kind == "fade_in":
            self.put(Piece(joint.hold, colour=colour))
        if kind in ("fade", "cut_fade", "fade_in"):
            first, last = self.n_frames - 1, self.n_frames - 1 + joint.length_in
            shares = 1 - np.arange(1, joint.length_in) / joint.length_in
            self.put(Piece(joint.length_in - 1, new, 0, colour=colour, shares=shares))
            self.truth.append(Truth("fade_in", first, last, first + 1, name_of(colour)))
            return joint.length_in - 1
        how = "from blank" if kind in ("fade_cut", "blank") else joint.how
        self.truth.append(Truth("cut", self.n_frames, self.n_frames, self.n_frames, how))
        return 0

    def sink(self, joint: Joint, old: Take, colour: np.ndarray) -> None:
        """Put on a fade out and the blank after it."""
        first, last = self.n_frames - 1, self.n_frames - 1 + joint.length
        shares = np.arange(1, joint.length) / joint.length
        self.put(Piece(joint.length - 1, old, old.n_frames - joint.length + 1, colour=colour, shares=shares))
        self.put(Piece(joint.hold, colour=colour))
        self.truth.append(Truth("fade_out", first, last, last, name_of(colour)))

    def close(self, joint: Joint | None, old: Take, colour: np.ndarray) -> None:
        """End the film, with a fade where ``joint`` says so."""
        if joint is not None:
            self.sink(joint, old, colour)

    def note(self, new: Take, begins: int) -> None:
        """Write down what happens in a take whose frame 0 is frame ``begins`` of the film."""
        end = begins + new.n_frames - 1
        for deed in new.deeds:
            self.happenings.append(Happening(deed.kind, begins + deed.first, min(end, begins + deed.last)))
        if new.odd:
            self.happenings.append(Happening(new.odd, begins, end))
        if new.path.quick is not None:
            kind, first, last = new.path.quick
            where = [int(np.searchsorted(new.steps, k)) for k in (first, last)]
            self.happenings.append(Happening(kind, begins + where[0], begins + min(where[1], new.n_frames - 1)))

    def frames(self, size: tuple[int, int]) -> Iterator[np.ndarray]:
        """Give all frames in order."""
        for piece in self.pieces:
            yield from piece.frames(size)


def name_of(colour: np.ndarray) -> str:
    """Return black, white or colour."""
    if int(colour.max()) < 16:
        return "black"
    return "white" if int(colour.min()) > 240 else "colour"
